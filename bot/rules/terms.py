"""When the school's own terms begin, also beyond the last one that is known."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, count

from bot.rules.school_days import Term

# A check-in is open for three weeks: with less room from one start to the next it would never fit.
_SHORTEST = timedelta(weeks=6)
_ONE_YEAR = timedelta(days=365)


def next_term_start(terms: Sequence[Term], day: date) -> date:
    """Return the first start of a term after this day.

    After the last known one the terms of its year are taken to come again, each year on the same
    dates, until the school says otherwise. A start within six weeks of another is no start.
    """
    return next(start for start in _starts(terms) if start > day)


def term_of(terms: Sequence[Term], day: date) -> Term | None:
    """Return the term that holds this day."""
    return next((term for term in terms if term.first <= day <= term.last), None)


def _starts(terms: Sequence[Term]) -> Iterator[date]:
    known = sorted(term.first for term in terms)
    last_year = [start for start in known if start > known[-1] - _ONE_YEAR]
    to_come = (_years_later(start, years) for years in count(1) for start in last_year)
    starts = chain(known, to_come)
    before = next(starts)
    yield before
    while True:
        before = next(start for start in starts if start - before >= _SHORTEST)
        yield before


def _years_later(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)
