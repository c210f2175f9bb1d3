"""Calendars that schools keep elsewhere, read from CSV or iCalendar text, with what is wrong."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO

from bot.rules import pupil_guard
from bot.rules.calendar_entries import (
    MOST_ENTRIES,
    Entry,
    Read,
    entry_problems,
    kind_of_days_off,
)
from bot.rules.language import _
from bot.rules.partnerships import one_line
from bot.rules.vocabulary import CalendarKind

_ICALENDAR = "BEGIN:VCALENDAR"
_COLUMNS = {
    "kind": ("kind", "type"),
    "label": ("label", "name", "title", "subject"),
    "first": ("first", "start", "start date", "from", "date"),
    "last": ("last", "end", "end date", "to", "until"),
}
_KINDS = {
    CalendarKind.TERM: ("term", "semester", "trimester", "quarter"),
    CalendarKind.BREAK: ("break", "vacation", "recess"),
    CalendarKind.NO_SCHOOL: ("no school", "no_school", "holiday", "day off"),
}


def read(text: str, *, everything: bool, today: date) -> Read:
    """Read what somebody pasted, or a whole file.

    In CSV every row counts. Of iCalendar events those count that last whole days and whose title
    says that there is no school; with `everything`, whatever their title says.
    """
    text = text.lstrip("\ufeff \r\n\t")
    if text[: len(_ICALENDAR)].upper() == _ICALENDAR:
        # Its libraries take a fifth of a second to load, which few processes ever need.
        from bot.services import calendar_events  # noqa: PLC0415

        found = calendar_events.read(text, everything=everything, today=today)
    else:
        found = _read_csv(text, today)
    found.problems += _about_pupils(found)
    if not found.problems and not found.entries:
        found.problems.append(_nothing(found))
    if len(found.entries) > MOST_ENTRIES:
        found.problems.append(
            _("There are {count} entries, and the limit is {most}. Leave out past years.").format(
                count=len(found.entries), most=MOST_ENTRIES
            )
        )
    return found


def _about_pupils(found: Read) -> list[str]:
    return [
        _("{first}: {sentence}").format(first=entry.first, sentence=finding.suggestion)
        for entry in found.entries.values()
        for finding in pupil_guard.findings(entry.label)
        if finding.is_hard
    ]


def _nothing(found: Read) -> str:
    if found.left_out:
        return _(
            "None of these is an all-day event that says there is no school, so there is "
            "nothing to add."
        )
    return _("There are no days in this text, so there is nothing to add.")


def _read_csv(text: str, today: date) -> Read:
    found = Read()
    head = text.partition("\n")[0]
    rows = csv.DictReader(StringIO(text), delimiter=max(",;\t", key=head.count))
    columns = _columns(rows.fieldnames or ())
    missing = [name for name in ("label", "first") if name not in columns]
    if missing:
        found.problems.append(
            _(
                "The first row has to name the columns: kind, label, first, last. Missing: {names}."
            ).format(names=", ".join(missing))
        )
        return found
    try:
        for row in rows:
            cells = {name: one_line(row.get(column)) for name, column in columns.items()}
            _read_row(found, rows.line_num, cells, today)
    except csv.Error:
        found.problems.append(
            _("Row {number} cannot be read: perhaps a quotation mark is missing.").format(
                number=rows.line_num
            )
        )
    return found


def _columns(names: Iterable[str]) -> dict[str, str]:
    """Find our columns among the names in the first row."""
    written = {name.strip().casefold(): name for name in names}
    return {
        ours: written[name]
        for ours, theirs in _COLUMNS.items()
        for name in reversed(theirs)
        if name in written
    }


def _read_row(found: Read, number: int, cells: Mapping[str, str], today: date) -> None:
    if not any(cells.values()):
        return
    try:
        first, last = _day(cells["first"]), _day(cells.get("last", ""))
    except ValueError as wrong:
        sentence = _("please write dates as 2026-12-21, not “{text}”.").format(text=wrong)
        found.problems.append(_in_row(number, sentence))
        return
    word = cells.get("kind", "")
    kind = _kind(word, first, last)
    problems = entry_problems(kind, cells["label"], first, last, today)
    if kind is None:
        problems["kind"] = _("“{word}” is not one of term, break, no school.").format(word=word)
    found.problems += [_in_row(number, sentence) for sentence in problems.values()]
    if kind is not None and first is not None and not problems:
        found.take(Entry(kind, cells["label"], first, last or first))


def _in_row(number: int, sentence: str) -> str:
    return _("Row {number}: {sentence}").format(number=number, sentence=sentence)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(text) from None


def _kind(word: str, first: date | None, last: date | None) -> CalendarKind | None:
    """Read what the days are; where a row does not say, their number does."""
    if not word:
        return kind_of_days_off(first, last)
    plain = word.casefold()
    return next((kind for kind, words in _KINDS.items() if plain in words), None)
