"""School days, and why a date moved."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.school_days import DaysOff, SchoolCalendar

WINTER = DaysOff(date(2026, 12, 19), date(2027, 1, 3), "winter break")
SNOW = DaysOff(date(2027, 1, 4), date(2027, 1, 4), "a snow day")
CALENDAR = SchoolCalendar(8, (WINTER, SNOW))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 12, 18), None),
        (date(2026, 12, 19), "winter break"),
        (date(2027, 1, 3), "winter break"),
        (date(2027, 1, 4), "a snow day"),
        (date(2027, 1, 5), None),
        (date(2027, 1, 9), "the weekend"),
        (date(2027, 1, 10), "the weekend"),
    ],
)
def test_a_day_without_school_says_why(day, reason):
    assert CALENDAR.why_not(day) == reason
    assert CALENDAR.is_school_day(day) == (reason is None)


def test_a_day_in_a_break_moves_past_all_of_it():
    assert CALENDAR.next_school_day(date(2026, 12, 20)) == date(2027, 1, 5)


def test_a_day_in_a_break_moves_back_to_before_it():
    assert CALENDAR.previous_school_day(date(2027, 1, 4)) == date(2026, 12, 18)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_only_weekends_move_days_in_an_empty_calendar(day):
    after, before = SchoolCalendar().next_school_day(day), SchoolCalendar().previous_school_day(day)
    assert before <= day <= after
    assert after - before in (timedelta(), timedelta(days=3))
    assert after.weekday() < 5
    assert before.weekday() < 5
