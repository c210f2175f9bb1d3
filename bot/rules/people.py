"""Who somebody is: a Slack user in their own workspace, somebody without Slack, a former member."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.rules.language import _
from bot.rules.vocabulary import Side

# No id of Slack's begins so.
FORMER = "XFORMER"
# The workspace, and the beginning of the ids, of people who have no Slack and answer by a link.
WITHOUT_SLACK = "XLINK"
_WORKSPACE = re.compile(r"[TE][A-Z0-9]{1,31}")
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
    # Whether they are of an Enterprise organization, which may name them by any of its workspaces.
    in_enterprise: bool = False


def is_workspace_id(written: str) -> bool:
    """Say whether this can be the id of a Slack workspace, or of an organization of several."""
    return _WORKSPACE.fullmatch(written) is not None


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


def key_without_slack(random: str) -> PersonKey:
    """Return what stands for somebody who has no Slack; `random` keeps two of them apart."""
    return PersonKey(WITHOUT_SLACK, f"{WITHOUT_SLACK}{random.upper()}")


def is_without_slack(user_id: str) -> bool:
    """Say whether this stands for somebody who has no Slack, and so can be written to nowhere."""
    return user_id.startswith(WITHOUT_SLACK)


def mentioned(user_id: str, name: str) -> str:
    """Return what to mention somebody by: their Slack id, or also the name where Slack has none."""
    return f"{user_id}:{name}" if is_without_slack(user_id) else user_id


def called(mentioned: str) -> str:
    """Return how somebody without Slack is called, as `mentioned` has it."""
    return mentioned.partition(":")[2] or _("somebody who answers by a link")
