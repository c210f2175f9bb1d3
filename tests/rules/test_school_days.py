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
    ("day", "off", "is_school_day"),
    [
        (date(2026, 12, 18), None, True),
        (date(2026, 12, 19), WINTER, False),
        (date(2027, 1, 3), WINTER, False),
        (date(2027, 1, 4), SNOW, False),
        (date(2027, 1, 5), None, True),
        (date(2027, 1, 9), None, False),
        (date(2027, 1, 10), None, False),
    ],
)
def test_which_days_are_school_days(day, off, is_school_day):
    assert CALENDAR.off_on(day) is off
    assert CALENDAR.is_school_day(day) == is_school_day


@pytest.mark.parametrize(
    ("wanted", "opens", "says"),
    [
        (
            date(2026, 12, 21),
            date(2027, 1, 5),
            "The check-in would fall in winter break, so it opens on Tuesday, January 5, 2027.",
        ),
        (
            date(2027, 1, 4),
            date(2027, 1, 5),
            "The check-in would fall on a snow day, so it opens on Tuesday, January 5, 2027.",
        ),
        (
            date(2027, 1, 9),
            date(2027, 1, 11),
            "The check-in would fall on the weekend, so it opens on Monday, January 11, 2027.",
        ),
        (date(2027, 1, 5), date(2027, 1, 5), None),
        (date(2027, 1, 6), date(2027, 1, 5), None),
        # That it opens later has some other reason.
        (date(2027, 1, 5), date(2027, 1, 6), None),
    ],
)
def test_why_a_check_in_opens_later(wanted, opens, says):
    assert CALENDAR.why_it_opens_later(wanted, opens) == says


def test_a_holiday_after_the_weekend_is_the_better_reason():
    labor_day = DaysOff(date(2026, 9, 7), date(2026, 9, 7), "Labor Day")
    said = SchoolCalendar(8, (labor_day,)).why_it_opens_later(date(2026, 9, 5), date(2026, 9, 8))
    assert said is not None
    assert "on Labor Day, so it opens on Tuesday" in said


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
