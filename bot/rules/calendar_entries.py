"""What may be in a school's calendar, who keeps it, and which words mean there is no school."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.permissions import Right, may
from bot.rules.refusals import Refusal
from bot.rules.text import meaningful
from bot.rules.vocabulary import CalendarKind, Role, Side

LONGEST_LABEL = 80
MOST_ENTRIES = 400
_LONGEST = timedelta(days=366)
_SHORTEST_TERM = timedelta(weeks=6)
_OLDEST = timedelta(days=2 * 366)
_FARTHEST = timedelta(days=5 * 366)

_NO_SCHOOL = re.compile(
    r"\b(no (school|class(es)?|students)|student[- ]free|schools? (is |are )?closed|closed"
    r"|closure|day off|break|recess|vacation|holidays?|in-?service|teacher work ?day"
    r"|staff (development|work ?day)|professional (development|learning)|pd day)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, a break or a no-school day: both ends belong to it."""

    kind: CalendarKind
    label: str
    first: date
    last: date


@dataclass
class Read:
    """What is in a file: what can be kept, titles that were left out, and a sentence a problem."""

    entries: dict[tuple[CalendarKind, date, date], Entry] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """Keep an entry; the same days again count once."""
        self.entries[entry.kind, entry.first, entry.last] = entry


def keeps_calendar(side: Side, role: Role) -> bool:
    """Say whether somebody may change the school's calendar: who leads or coordinates there."""
    return side is Side.SCHOOL and may(role, Right.MANAGE_PARTNERSHIP)


def ensure_keeps_calendar(side: Side, role: Role) -> None:
    """Refuse to change a calendar that is the school's and that its other partnerships share."""
    if not keeps_calendar(side, role):
        raise Refusal(
            _("The school side keeps this calendar. One of its leads can change it for you.")
        )


def entry_problems(
    kind: CalendarKind | None, label: str, first: date | None, last: date | None, today: date
) -> dict[str, str]:
    """Return the sentence for each field that keeps some days from being in the calendar."""
    found: dict[str, str] = {}
    if kind is None:
        found["kind"] = _("Please choose what these days are.")
    if not meaningful(label):
        found["label"] = _("Please name these days in letters or numbers.")
    elif len(label) > LONGEST_LABEL:
        found["label"] = _("Please shorten the name to {count} characters.").format(
            count=LONGEST_LABEL
        )
    if first is None:
        found["first"] = _("Please choose the first day.")
        return found
    return found | _span_problems(kind, first, last or first, today)


def _span_problems(
    kind: CalendarKind | None, first: date, last: date, today: date
) -> dict[str, str]:
    earliest, latest = today - _OLDEST, today + _FARTHEST
    if not earliest <= first <= latest:
        return {
            "first": _("Please choose a day between {earliest} and {latest}.").format(
                earliest=say_day(earliest), latest=say_day(latest)
            )
        }
    if last < first:
        return {"last": _("The last day is before the first. Please choose a later one.")}
    if last - first > _LONGEST:
        return {"last": _("That is longer than a year. Please choose an earlier last day.")}
    if kind is CalendarKind.TERM and last - first < _SHORTEST_TERM:
        return {"last": _("A term is six weeks or longer. Please choose its last day, or a break.")}
    return {}


def kind_of_days_off(first: date | None, last: date | None) -> CalendarKind:
    """Call days without school by their number; without a last day it is one."""
    return CalendarKind.NO_SCHOOL if last in (None, first) else CalendarKind.BREAK


def says_no_school(title: str) -> bool:
    """Say whether an event's title means that nobody is at school."""
    return _NO_SCHOOL.search(title) is not None
