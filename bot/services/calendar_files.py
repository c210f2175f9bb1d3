"""Calendars that schools keep elsewhere, read from CSV or iCalendar text, with what is wrong."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import Any

import icalendar
import recurring_ical_events

from bot.rules.calendar_entries import (
    LONGEST_LABEL,
    MOST_ENTRIES,
    Entry,
    entry_problems,
    kind_of_days_off,
    says_no_school,
)
from bot.rules.language import _
from bot.rules.partnerships import one_line
from bot.rules.school_days import ONE_DAY
from bot.rules.vocabulary import CalendarKind

_ICALENDAR = "BEGIN:VCALENDAR"
# Events that come again are written out for so long.
_BACK, _AHEAD = timedelta(days=366), timedelta(days=3 * 366)
# By hours nobody plans breaks; and looking for the days of a month day by day can take seconds.
_RARE = frozenset({"YEARLY", "MONTHLY"})
_OFTEN = frozenset({"WEEKLY", "DAILY"})
_PLAIN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"})

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


@dataclass
class Read:
    """What is in a file: what can be kept, titles that were left out, and a sentence a problem."""

    entries: dict[tuple[CalendarKind, date, date], Entry] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """Keep an entry; the same days again count once."""
        self.entries[entry.kind, entry.first, entry.last] = entry


def read(text: str, *, everything: bool, today: date) -> Read:
    """Read what somebody pasted, or a whole file.

    In CSV every row counts. Of iCalendar events those count that last whole days and whose title
    says that there is no school; with `everything`, whatever their title says.
    """
    text = text.lstrip("\ufeff \r\n\t")
    if text[: len(_ICALENDAR)].upper() == _ICALENDAR:
        found = _read_icalendar(text, everything=everything, today=today)
    else:
        found = _read_csv(text, today)
    if not found.problems and not found.entries:
        found.problems.append(_nothing(found))
    if len(found.entries) > MOST_ENTRIES:
        found.problems.append(
            _("These are {count} entries, and {most} is the most. Leave out past years.").format(
                count=len(found.entries), most=MOST_ENTRIES
            )
        )
    return found


def _nothing(found: Read) -> str:
    if found.left_out:
        return _(
            "None of these events lasts whole days and says that there is no school, "
            "so there is nothing to add."
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
        problems["kind"] = _("“{word}” is none of term, break, no school.").format(word=word)
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


def _read_icalendar(text: str, *, everything: bool, today: date) -> Read:
    found = Read()
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except ValueError:
        found.problems.append(
            _("This calendar cannot be read to its end. Export it once more, and take all of it.")
        )
        return found
    whole_days = icalendar.Calendar()
    for event in calendar.walk("VEVENT"):
        title = _title(event)
        if event.errors or not _comes_again_plainly(event):
            found.problems.append(
                _("“{title}”: its date, or how it comes again, cannot be read.").format(title=title)
            )
        elif _is_whole_days(event) and (everything or says_no_school(title)):
            whole_days.add_component(event)
        else:
            found.left_out.append(title)
    if not found.problems:
        for entry in _written_out(whole_days, found, today):
            found.take(entry)
    return found


def _written_out(calendar: icalendar.Calendar, found: Read, today: date) -> Iterator[Entry]:
    """List the events day by day, those that come again as often as they do."""
    try:
        events = recurring_ical_events.of(calendar).between(today - _BACK, today + _AHEAD)
    except (LookupError, TypeError, ValueError):
        # Which of them depends on what is odd about the rule.
        found.problems.append(_("How some event comes again cannot be read. Please leave it out."))
        return
    for event in events:
        first, last = event.start, event.end - ONE_DAY
        title = _title(event)
        problems = entry_problems(kind_of_days_off(first, last), title, first, last, today)
        if problems:
            sentence = " ".join(problems.values())
            found.problems.append(_("“{title}”: {sentence}").format(title=title, sentence=sentence))
        else:
            yield Entry(kind_of_days_off(first, last), title, first, last)


def _title(event: icalendar.Component) -> str:
    return one_line(str(event.get("SUMMARY", "")))[:LONGEST_LABEL] or _("An event without a title")


def _is_whole_days(event: icalendar.Component) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    start, end = event.get("DTSTART"), event.get("DTEND")
    # A moment is a kind of date in Python; a day is nothing but a date.
    return start is not None and all(type(one.dt) is date for one in (start, end) if one)


def _comes_again_plainly(event: icalendar.Component) -> bool:
    """Say whether an event comes again in a way that is quickly written out, or not at all."""
    rule = event.get("RRULE")
    rules = rule if isinstance(rule, list) else [rule] if rule is not None else []
    return all(_is_plain(one) for one in rules)


def _is_plain(rule: Mapping[str, Sequence[Any]]) -> bool:
    [rhythm, *others] = rule.get("FREQ") or [""]
    # Every nought years would never end.
    goes_on = all(every > 0 for every in rule.get("INTERVAL", ()))
    is_quick = rhythm in _RARE or (rhythm in _OFTEN and set(rule) <= _PLAIN)
    return is_quick and goes_on and not others
