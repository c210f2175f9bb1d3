"""Whether somebody new may ask to be in a partnership, and on which side they would be."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.rules.vocabulary import Side

ASK_AGAIN_AFTER = timedelta(days=90)


def may_ask_again(asked_at: datetime, now: datetime) -> bool:
    """Say whether the leads are asked once more: long after they said no, or nothing."""
    return now - asked_at >= ASK_AGAIN_AFTER


def likely_side(team_id: str, school: Collection[str], partner: Collection[str]) -> Side | None:
    """Return the side on which alone people of the same Slack workspace stand."""
    if (team_id in school) == (team_id in partner):
        return None
    return Side.SCHOOL if team_id in school else Side.PARTNER
