"""Who somebody is: a Slack user in their own workspace."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


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
