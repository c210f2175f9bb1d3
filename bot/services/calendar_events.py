"""Events of an iCalendar text, those that come again written out, read as days without school."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import icalendar
import recurring_ical_events

from bot.rules.calendar_entries import (
    LONGEST_LABEL,
    Entry,
    Read,
    entry_problems,
    kind_of_days_off,
    says_no_school,
)
from bot.rules.language import _
from bot.rules.partnerships import one_line
from bot.rules.school_days import ONE_DAY

# Events that come again are written out for so long.
_BACK, _AHEAD = timedelta(days=366), timedelta(days=3 * 366)
# By hours nobody plans breaks; and looking for the days of a month day by day can take seconds.
_RARE = frozenset({"YEARLY", "MONTHLY"})
_OFTEN = frozenset({"WEEKLY", "DAILY"})
_PLAIN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"})


def read(text: str, *, everything: bool, today: date) -> Read:
    """Read the events that last whole days and mean that there is no school, or `everything`."""
    found = Read()
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except ValueError:
        found.problems.append(
            _("This calendar is cut off before its end. Export it again, and use all of it.")
        )
        return found
    whole_days = icalendar.Calendar()
    for event in calendar.walk("VEVENT"):
        title = _title(event)
        if event.errors or not _comes_again_plainly(event):
            found.problems.append(
                _("“{title}”: its date, or how it repeats, cannot be read.").format(title=title)
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
        found.problems.append(
            _("One event repeats in a way that cannot be read. Please leave it out.")
        )
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
