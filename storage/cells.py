"""How a value is written in a cell of an export, and read back as the same value."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, Column

from bot.rules.importing import guarded, unguarded
from bot.rules.language import _
from storage.portable import kind_of, words_of

NOTHING = ""
_EMPTY_TEXT = "'"
_YES, _NO = "yes", "no"
# What every database keeps in a column of whole numbers, and in one of row numbers.
_MOST, _MOST_OF_ROWS = 2**31 - 1, 2**63 - 1


class Unreadable(ValueError):
    """A cell does not hold what its column is for; the message says what it should hold."""


def write(column: Column[Any], value: Any) -> str:
    """Return a value as the text of a cell: nothing is the empty cell."""
    if value is None:
        return NOTHING
    kind = kind_of(column)
    if kind == "text":
        # Where nothing is possible too, the empty text needs another cell.
        return guarded(value) or (_EMPTY_TEXT if column.nullable else NOTHING)
    if kind == "yes or no":
        return _YES if value else _NO
    if kind == "document":
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return guarded(text)
    if kind == "number":
        return repr(float(value))
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def read(column: Column[Any], cell: str) -> Any:
    """Return the value that a cell was written from, or raise Unreadable."""
    kind = kind_of(column) or ""
    if cell == NOTHING and not (kind == "text" and not column.nullable):
        if column.nullable:
            return None
        raise Unreadable(_("this cell cannot be empty"))
    try:
        value = _READERS[kind](column, cell)
    except ValueError as wrong:
        raise Unreadable(_wanted(column, kind)) from wrong
    longest = getattr(column.type, "length", None)
    if kind == "text" and longest is not None and len(value) > longest:
        sentence = _("this is longer than {count} characters")
        raise Unreadable(sentence.format(count=longest))
    return value


def _wanted(column: Column[Any], kind: str) -> str:
    if kind == "word":
        sentence = _("please write one of these: {words}")
        return sentence.format(words=", ".join(words_of(column)))
    examples = {
        "yes or no": _("please write yes or no"),
        "day": _("please write a day as 2026-12-21"),
        "moment": _("please write a date and time as 2026-12-21T15:00:00+00:00"),
        "time of day": _("please write a time as 15:00:00"),
        "document": _("this is no longer valid JSON"),
    }
    return examples.get(kind, _("please write a number"))


def _yes_or_no(_column: Column[Any], cell: str) -> bool:
    return (_YES, _NO).index(cell.casefold()) == 0


def _moment(_column: Column[Any], cell: str) -> datetime:
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is None:
        raise ValueError(cell)
    return moment.astimezone(UTC)


def _whole_number(column: Column[Any], cell: str) -> int:
    most = _MOST_OF_ROWS if isinstance(column.type, BigInteger) else _MOST
    number = int(cell)
    if not -most <= number <= most:
        raise ValueError(cell)
    return number


def _number(_column: Column[Any], cell: str) -> float:
    number = float(cell)
    if not math.isfinite(number):
        raise ValueError(cell)
    return number


_READERS: Mapping[str, Callable[[Column[Any], str], Any]] = {
    "text": lambda _column, cell: unguarded(cell),
    "word": lambda column, cell: column.type.python_type(cell),
    "yes or no": _yes_or_no,
    "whole number": _whole_number,
    "number": _number,
    "day": lambda _column, cell: date.fromisoformat(cell),
    "moment": _moment,
    "time of day": lambda _column, cell: time.fromisoformat(cell),
    "document": lambda _column, cell: json.loads(unguarded(cell)),
}
