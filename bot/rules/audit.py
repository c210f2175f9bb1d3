"""Who changed something, from where, and what kind of change it was: the words of the audit log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.people import PersonKey


class Origin(StrEnum):
    """From where something was changed."""

    COMMAND = "command"
    BUTTON = "button"
    FORM = "form"
    SHORTCUT = "shortcut"
    EVENT = "event"
    WEB = "web"
    OPERATOR = "operator"
    CLOCK = "clock"


class Verb(StrEnum):
    """What was done to a record."""

    ADDED = "added"
    CHANGED = "changed"
    SAVED = "saved"
    REMOVED = "removed"
    EXPORTED = "exported"
    RESTORED = "restored"
    ERASED = "erased"
    HELD = "held"
    RELEASED = "released"


@dataclass(frozen=True)
class Actor:
    """Who acts in one transaction: a person, an operator by their login, or the bot's own clock.

    `at` is when; without it the database says.
    """

    origin: Origin
    person: PersonKey | None = None
    operator: str = ""
    at: datetime | None = None


THE_CLOCK = Actor(Origin.CLOCK)

# How the kinds of Slack's payloads are called here.
_ORIGINS = {
    "command": Origin.COMMAND,
    "action": Origin.BUTTON,
    "view": Origin.FORM,
    "shortcut": Origin.SHORTCUT,
}


def origin_of(kind: str) -> Origin:
    """Return from where a payload of that kind comes."""
    return _ORIGINS.get(kind, Origin.EVENT)
