"""Who reads along in a shared channel: which workspaces are known, and when a lead is asked."""

from collections.abc import Collection
from datetime import timedelta

from bot.rules.vocabulary import PauseReason

UNTIL_A_LEAD_AGREES = frozenset({PauseReason.SHARED, PauseReason.UNSHARED})
"""Why a partnership rests until a lead has agreed to who reads along; so long it is silent."""

KNOWN_FOR = timedelta(hours=12)
"""How long it holds what was looked up of who reads along; without that no digest is posted."""

PATIENCE = timedelta(hours=4)
"""How long a digest waits for that before the leads hear that it does."""


def still_known(known: Collection[str], left: str) -> frozenset[str]:
    """Return who may read along unasked after a workspace or an organization has left.

    Which workspaces are an organization's is told nowhere: what may have left with it is forgotten,
    and asked about when it is met again.
    """
    if _is_organization(left):
        return frozenset()
    return frozenset(one for one in known if one != left and not _is_organization(one))


def may_be_a_side(left: str, sides: Collection[str], *, own: str) -> bool:
    """Say whether one of the `sides` may have left; `own` is the workspace that the bot serves."""
    others = [one for one in sides if one != own]
    if _is_organization(left):
        return bool(others)
    return left in sides or any(_is_organization(one) for one in others)


def _is_organization(team_id: str) -> bool:
    """Say whether Slack's id names an Enterprise organization, which is many workspaces."""
    return team_id.startswith("E")
