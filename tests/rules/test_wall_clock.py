"""Wall-clock time, daylight saving and working hours."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.cadence import (
    WorkingHours,
    local,
    local_day,
    next_working_day,
    next_working_moment,
    to_utc,
)
from bot.rules.school_days import DaysOff, SchoolCalendar
from bot.rules.zones import zone_names

SECOND = timedelta(seconds=1)
CHICAGO = "America/Chicago"
LORD_HOWE = "Australia/Lord_Howe"
ZONES = sorted(zone_names())
zones = st.sampled_from(ZONES)
days = st.dates(date(2024, 1, 1), date(2036, 12, 31))
instants = st.integers(0, 12 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def wall(instant, zone):
    return local(instant, zone).replace(tzinfo=None)


def is_first_instant_at_or_after(instant, day, at, zone):
    """The policy for gaps and for repeated times, in one line."""
    wanted = datetime.combine(day, at)
    return wall(instant - SECOND, zone) < wanted <= wall(instant, zone)


@pytest.mark.parametrize(
    ("day", "at", "zone", "instant"),
    [
        (date(2026, 10, 1), time(9), CHICAGO, datetime(2026, 10, 1, 14, tzinfo=UTC)),
        (date(2026, 12, 1), time(9), CHICAGO, datetime(2026, 12, 1, 15, tzinfo=UTC)),
        # Skipped: the first instant after the gap.
        (date(2026, 3, 8), time(2), CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 30), CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 59, 59, 5), CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 7, 11), CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 41, 37), CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (date(2026, 3, 8), time(3), CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        # Shown twice: the first of the two.
        (date(2026, 11, 1), time(1, 30), CHICAGO, datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        # Half an hour's gap, and a whole day that never was.
        (date(2026, 10, 4), time(2, 15), LORD_HOWE, datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        (date(2011, 12, 30), time(9), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_wall_time_becomes_an_instant(day, at, zone, instant):
    got = to_utc(day, at, zone)
    assert got == instant
    assert got.tzinfo is UTC


def test_around_every_change_of_clocks_in_every_zone_the_policy_holds():
    for zone in ZONES:
        for day in days_around_changes(zone):
            for quarter_hour in range(96):
                at = time(quarter_hour // 4, quarter_hour % 4 * 15)
                got = to_utc(day, at, zone)
                assert is_first_instant_at_or_after(got, day, at, zone), (zone, day, at)


def days_around_changes(zone):
    noons = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=days) for days in range(367)]
    for noon, next_noon in pairwise(noons):
        if local(noon, zone).utcoffset() != local(next_noon, zone).utcoffset():
            yield noon.date()
            yield next_noon.date()


@given(zones, days, st.times())
def test_the_policy_holds_at_any_time_of_any_day(zone, day, at):
    at = at.replace(microsecond=0)
    assert is_first_instant_at_or_after(to_utc(day, at, zone), day, at, zone)


def test_the_day_is_the_one_on_the_wall():
    late_evening = datetime(2026, 10, 2, 3, tzinfo=UTC)
    assert local_day(late_evening, CHICAGO) == date(2026, 10, 1)


def chicago(day, hour, minute=0):
    return to_utc(date(2026, 10, day), time(hour, minute), CHICAGO)


@pytest.mark.parametrize(
    ("given_at", "expected"),
    [
        (chicago(1, 9), chicago(1, 9)),
        (chicago(1, 12, 34), chicago(1, 12, 34)),
        (chicago(1, 15, 59), chicago(1, 15, 59)),
        (chicago(1, 7), chicago(1, 9)),
        (chicago(1, 16), chicago(2, 9)),
        (chicago(2, 16), chicago(5, 9)),
        (chicago(3, 12), chicago(5, 9)),
        (chicago(9, 20), chicago(14, 9)),
        (chicago(13, 7), chicago(14, 9)),
    ],
)
def test_the_next_working_moment(given_at, expected):
    fall_break = DaysOff(date(2026, 10, 12), date(2026, 10, 13), "fall break")
    hours = WorkingHours(CHICAGO, SchoolCalendar(8, (fall_break,)))
    assert next_working_moment(given_at, hours) == expected


@given(
    instants,
    st.builds(
        WorkingHours,
        zones,
        start=st.times(time(6), time(10)),
        end=st.times(time(12), time(20)),
    ),
)
def test_a_working_moment_is_never_early_nor_outside_working_hours(instant, hours):
    moment = next_working_moment(instant, hours)
    shown = local(moment, hours.zone)
    assert moment >= instant
    assert shown.weekday() < 5
    assert hours.start <= shown.time() < hours.end
    assert next_working_moment(moment, hours) == moment
    assert moment - instant < timedelta(days=4)


@given(instants, st.builds(WorkingHours, zones))
def test_the_next_working_day_is_another_day(instant, hours):
    moment = next_working_day(instant, hours)
    assert local_day(moment, hours.zone) > local_day(instant, hours.zone)
    assert next_working_moment(moment, hours) == moment


def test_hours_that_begin_in_a_repeated_hour_never_go_back_in_time():
    hours = WorkingHours(CHICAGO, start=time(1, 30), end=time(3))
    second_time_ten_past_one = datetime(2026, 11, 1, 7, 10, tzinfo=UTC)
    assert next_working_moment(second_time_ten_past_one, hours) > second_time_ten_past_one
