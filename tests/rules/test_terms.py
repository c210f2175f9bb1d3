"""Terms of the school's own, and the ones that are not known yet."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.school_days import Term
from bot.rules.terms import next_term_start, term_of

FALL = Term(date(2026, 8, 20), date(2026, 12, 18), "Fall semester")
SPRING = Term(date(2027, 1, 6), date(2027, 6, 4), "Spring semester")
TERMS = (SPRING, FALL)


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 1, 1), date(2026, 8, 20)),
        (date(2026, 8, 20), date(2027, 1, 6)),
        # Nobody knows yet; last year's dates will do until then.
        (date(2027, 1, 6), date(2027, 8, 20)),
        (date(2027, 8, 20), date(2028, 1, 6)),
    ],
)
def test_the_next_term_starts(day, start):
    assert next_term_start(TERMS, day) == start


def test_dates_that_come_again_give_way_to_the_known_ones_beside_them():
    next_fall = Term(date(2027, 8, 10), date(2027, 12, 17), "Fall semester")
    assert next_term_start((*TERMS, next_fall), date(2027, 8, 10)) == date(2028, 1, 6)


def test_a_leap_day_comes_again_a_day_earlier():
    leap = Term(date(2028, 2, 29), date(2028, 6, 1), "Spring")
    assert next_term_start((leap,), date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("day", "term"),
    [(date(2026, 12, 18), FALL), (date(2026, 12, 19), None), (date(2027, 1, 6), SPRING)],
)
def test_which_term_a_day_is_in(day, term):
    assert term_of(TERMS, day) is term


terms = st.builds(
    lambda first, days: Term(first, first + timedelta(days=days), "a term"),
    st.dates(date(2025, 1, 1), date(2030, 1, 1)),
    st.integers(0, 200),
)


@given(st.lists(terms, min_size=1, max_size=12))
def test_starts_go_on_for_ever_with_six_weeks_between_them(some):
    starts = [next_term_start(some, date(2020, 1, 1))]
    for _more in range(40):
        starts.append(next_term_start(some, starts[-1]))
    assert all(after - before >= timedelta(weeks=6) for before, after in pairwise(starts))
    assert starts[0] == min(term.first for term in some)
