"""Who somebody is: a Slack user in their own workspace, or a former member whom nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.rules.language import _
from bot.rules.vocabulary import Side

# No id of Slack's begins so.
FORMER = "XFORMER"
_SIDES = {"S": Side.SCHOOL, "P": Side.PARTNER}


class PersonKey(NamedTuple):
    """A Slack user; `team_id` is their home workspace, not the one that installed the bot."""

    team_id: str
    user_id: str


@dataclass(frozen=True)
class Status:
    """What somebody shows beside their name in Slack; without an end it stays until changed."""

    text: str = ""
    emoji: str = ""
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Profile:
    """A person as Slack shows them to the bot; a zone, language or status it hides is None."""

    key: PersonKey
    name: str
    time_zone: str | None
    locale: str | None
    is_bot: bool
    is_deactivated: bool
    status: Status | None = None


def former_key(side: Side | None, random: str) -> PersonKey:
    """Return what stands for an erased person; `random` keeps two of them apart and no more."""
    letter = next((one for one, meant in _SIDES.items() if meant is side), "N")
    return PersonKey(FORMER, f"{FORMER}{letter}{random.upper()}")


def is_former(user_id: str) -> bool:
    """Say whether this stands for an erased person."""
    return user_id.startswith(FORMER)


def former_member(user_id: str) -> str:
    """Call an erased person what can still be said of them: on which side they were."""
    side = _SIDES.get(user_id.removeprefix(FORMER)[:1])
    if side is Side.SCHOOL:
        return _("a former member of the school side")
    if side is Side.PARTNER:
        return _("a former member of the partner side")
    return _("a former member")
