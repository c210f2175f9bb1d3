"""Periods of a school year and their names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.periods import named_term, next_period_start, period_name, period_start
from bot.rules.vocabulary import Cadence

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
cadences = st.sampled_from(Cadence)
months = st.integers(1, 12)


@pytest.mark.parametrize(
    ("cadence", "day", "year_start_month", "name"),
    [
        (Cadence.MONTHLY, date(2026, 10, 17), 8, "October 2026"),
        (Cadence.QUARTERLY, date(2026, 8, 1), 8, "Quarter 1 of 2026–27"),
        (Cadence.QUARTERLY, date(2026, 11, 30), 9, "Quarter 1 of 2026–27"),
        (Cadence.QUARTERLY, date(2026, 12, 1), 9, "Quarter 2 of 2026–27"),
        (Cadence.QUARTERLY, date(2027, 8, 31), 9, "Quarter 4 of 2026–27"),
        (Cadence.QUARTERLY, date(2026, 4, 1), 1, "Quarter 2 of 2026"),
        (Cadence.TERM, date(2027, 1, 1), 9, "Term 2 of 2026–27"),
        (Cadence.YEARLY, date(2027, 7, 31), 8, "School year 2026–27"),
        (Cadence.YEARLY, date(2099, 8, 1), 8, "School year 2099–00"),
    ],
)
def test_a_period_is_called(cadence, day, year_start_month, name):
    assert period_name(cadence, day, year_start_month) == name
    starts_on = period_start(cadence, day, year_start_month)
    assert period_name(cadence, starts_on, year_start_month) == name


@given(cadences, days, months)
def test_a_day_lies_in_exactly_one_period(cadence, day, month):
    start = period_start(cadence, day, month)
    following = next_period_start(cadence, day, month)
    assert start <= day < following
    assert start.day == following.day == 1
    assert period_start(cadence, following, month) == following


@pytest.mark.parametrize(
    ("cadence", "count"),
    [(Cadence.MONTHLY, 12), (Cadence.QUARTERLY, 4), (Cadence.TERM, 3), (Cadence.YEARLY, 1)],
)
def test_a_school_year_has_so_many_periods(cadence, count):
    starts = {period_start(cadence, date(2026 + m // 12, m % 12 + 1, 9), 9) for m in range(8, 20)}
    assert len(starts) == count


@given(cadences, days, months)
def test_a_school_year_begins_a_period_of_every_kind(cadence, day, month):
    new_year = day.replace(day=1, month=month)
    assert period_start(cadence, new_year, month) == new_year


@given(cadences, days, months)
def test_neighbouring_periods_have_different_names(cadence, day, month):
    following = next_period_start(cadence, day, month)
    assert period_name(cadence, day, month) != period_name(cadence, following, month)


@pytest.mark.parametrize(
    ("label", "name"),
    [("Fall semester", "Fall semester, 2026–27"), ("Fall 2026", "Fall 2026")],
)
def test_a_term_of_the_schools_own_has_its_year(label, name):
    assert named_term(label, date(2026, 10, 17), 8) == name
