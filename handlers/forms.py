"""What buttons and forms bring back, read as what it is; what cannot be ours is refused kindly."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from bot.rules.language import _
from bot.rules.refusals import NotFound

Word = TypeVar("Word", bound=StrEnum)

# Nobody plans beyond, and at the ends of the calendar a time zone has no day to move to.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

_NUMBER = re.compile(r"[0-9]{1,18}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_FORM_NAME = re.compile(r"[0-9a-f]{32}")
_SLACK_ID = re.compile(r"[A-Z0-9]{1,32}")
_VIEW_ID = re.compile(r"[!-~]{1,40}")
# Half of a character outside the first plane, and the null character: no database keeps them.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def text(value: object) -> str:
    """Return what was typed, as it can be kept; nothing for what is no text."""
    return _NO_TEXT.sub("", value) if isinstance(value, str) else ""


def whole(value: object) -> dict[str, Any]:
    """Return what should be an object; one that is empty for anything else."""
    return value if isinstance(value, dict) else {}


def id_in(around: dict[str, Any], name: str) -> str:
    """Return the id of what is named, which Slack sends alone or in an object."""
    return text(whole(around.get(name)).get("id") or around.get(name))


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects in a list, or in an object; none for anything else."""
    inner = value.values() if isinstance(value, dict) else value
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, Iterable) else []


def number(value: object) -> int:
    """Return a record's id, or a page; every one that we write is a whole number."""
    written = str(value) if isinstance(value, str | int) else ""
    if _NUMBER.fullmatch(written) is None:
        raise _gone()
    return int(written)


def is_slack_id(value: str) -> bool:
    """Say whether this can be the id of a person, a channel or a workspace."""
    return _SLACK_ID.fullmatch(value) is not None


def slack_id(value: object) -> str:
    """Return the id of a channel or a workspace."""
    if not isinstance(value, str) or not is_slack_id(value):
        raise _gone()
    return value


def view_id(value: object) -> str:
    """Return Slack's id of an open form."""
    if not isinstance(value, str) or _VIEW_ID.fullmatch(value) is None:
        raise _gone()
    return value


def form_name(value: object) -> str:
    """Return what tells one form from all others, as we gave it when the form was opened."""
    if not isinstance(value, str) or _FORM_NAME.fullmatch(value) is None:
        raise _gone()
    return value


def word(kind: type[Word], value: object) -> Word | None:
    """Return a word of a closed list; nothing was chosen, or nothing that is on the list: None."""
    return kind(value) if isinstance(value, str) and value in set(kind) else None


def day(value: object) -> date | None:
    """Return a day; nothing was chosen, or no day: None."""
    try:
        chosen = date.fromisoformat(text(value))
    except ValueError:
        return None
    return chosen if _FIRST_DAY <= chosen <= _LAST_DAY else None


def time_of_day(value: object) -> time | None:
    """Return a time of day; nothing was chosen, or no time: None."""
    written = text(value)
    if _TIME.fullmatch(written) is None:
        return None
    return time(int(written[:2]), int(written[3:]))


def picked(element: object) -> str | None:
    """Return what is in one element of a form: a text, an option's value, a user id, a date."""
    if not isinstance(element, Mapping):
        return None
    found: Any = element.get("value")
    for name in ("selected_option", "selected_user", "selected_date"):
        found = element.get(name, found)
    if isinstance(found, Mapping):
        found = found.get("value")
    return None if found is None else text(found)


def _gone() -> NotFound:
    return NotFound(_("That is no longer there. Please close this and open it again."))
