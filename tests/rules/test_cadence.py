"""The dates of cycles."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.cadence import (
    END_OF_DAY,
    MID_MORNING,
    MORNING,
    Schedule,
    ensure_first_day,
    first_cycle,
    local,
    local_day,
    next_cycle_after,
)
from bot.rules.periods import period_name, period_start
from bot.rules.refusals import Refusal
from bot.rules.school_days import DaysOff, SchoolCalendar
from bot.rules.vocabulary import Cadence
from bot.rules.zones import zone_names

CHICAGO = "America/Chicago"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CLOSED_IN_DECEMBER = datetime(2026, 12, 22, 23, tzinfo=UTC)
WINTER = DaysOff(date(2026, 12, 19), date(2027, 1, 3), "winter break")
SUMMER = DaysOff(date(2027, 6, 12), date(2027, 9, 6), "summer")


def schedule(cadence=Cadence.QUARTERLY, first_day=date(2026, 9, 1), *days_off, month=9):
    return Schedule(cadence, first_day, CHICAGO, SchoolCalendar(month, days_off))


def plans(plan_of, count, now=LONG_AGO):
    """The first cycles, each planned from the one before as services do."""
    plan = first_cycle(plan_of, now)
    yield plan
    for _more in range(count - 1):
        plan = next_cycle_after(plan_of, plan.number, plan.closes_at, plan.closes_at)
        yield plan


def opening_days(plan_of, count):
    return [str(local_day(plan.opens_at, plan_of.zone)) for plan in plans(plan_of, count)]


def names(plan_of, count):
    return [
        period_name(
            plan_of.cadence,
            local_day(plan.closes_at, plan_of.zone),
            plan_of.calendar.year_start_month,
        )
        for plan in plans(plan_of, count)
    ]


def period_of(instant, plan_of):
    day = local_day(instant, plan_of.zone)
    return period_start(plan_of.cadence, day, plan_of.calendar.year_start_month)


def test_a_quarter_on_the_calendar():
    plan = first_cycle(schedule(), LONG_AGO)
    assert [f"{local(at, CHICAGO):%a %d %H:%M}" for at in plan.ladder if at] == [
        "Fri 04 10:00",
        "Tue 08 10:00",
        "Mon 21 10:00",
    ]
    rest = (plan.opens_at, plan.due_at, plan.digest_at, plan.closes_at)
    assert [f"{local(at, CHICAGO):%a %d %H:%M}" for at in rest] == [
        "Tue 01 09:00",
        "Tue 15 17:00",
        "Wed 16 09:00",
        "Tue 22 17:00",
    ]


@pytest.mark.parametrize(
    ("cadence", "opens", "called"),
    [
        (
            Cadence.MONTHLY,
            ["2026-09-01", "2026-10-01", "2026-11-02"],
            ["September 2026", "October 2026", "November 2026"],
        ),
        (
            Cadence.QUARTERLY,
            ["2026-09-01", "2026-12-01", "2027-03-01"],
            ["Quarter 1 of 2026–27", "Quarter 2 of 2026–27", "Quarter 3 of 2026–27"],
        ),
        (
            Cadence.TERM,
            ["2026-09-01", "2027-01-01", "2027-05-03"],
            ["Term 1 of 2026–27", "Term 2 of 2026–27", "Term 3 of 2026–27"],
        ),
        (
            Cadence.YEARLY,
            ["2026-09-01", "2027-09-01", "2028-09-01"],
            ["School year 2026–27", "School year 2027–28", "School year 2028–29"],
        ),
    ],
)
def test_each_cadence_follows_the_school_year(cadence, opens, called):
    assert opening_days(schedule(cadence), 3) == opens
    assert names(schedule(cadence), 3) == called


@pytest.mark.parametrize(
    ("cadence", "due", "closes"),
    [
        (Cadence.MONTHLY, date(2026, 9, 11), date(2026, 9, 15)),
        (Cadence.QUARTERLY, date(2026, 9, 15), date(2026, 9, 22)),
        (Cadence.TERM, date(2026, 9, 15), date(2026, 9, 22)),
        (Cadence.YEARLY, date(2026, 9, 22), date(2026, 9, 29)),
    ],
)
def test_each_cadence_has_its_own_window(cadence, due, closes):
    plan = first_cycle(schedule(cadence), LONG_AGO)
    assert plan.number == 1
    assert local_day(plan.due_at, CHICAGO) == due
    assert local_day(plan.closes_at, CHICAGO) == closes


@pytest.mark.parametrize(
    ("resumed_on", "opens"),
    [(15, date(2027, 6, 15)), (16, date(2027, 6, 16)), (17, date(2027, 7, 1))],
)
def test_a_cycle_closes_by_the_last_day_of_its_period(resumed_on, opens):
    resumed = datetime(2027, 6, resumed_on, 13, tzinfo=UTC)
    plan = next_cycle_after(schedule(Cadence.MONTHLY), 2, CLOSED_IN_DECEMBER, resumed)
    assert local_day(plan.opens_at, CHICAGO) == opens


def test_a_first_day_within_a_quarter_is_kept_and_the_next_quarters_follow():
    from_october = schedule(Cadence.QUARTERLY, date(2026, 10, 15))
    assert opening_days(from_october, 2) == ["2026-10-15", "2026-12-01"]
    assert names(from_october, 2) == ["Quarter 1 of 2026–27", "Quarter 2 of 2026–27"]


def test_a_first_cycle_still_open_when_the_next_period_begins_takes_its_place():
    late_in_quarter_1 = schedule(Cadence.QUARTERLY, date(2026, 11, 20))
    assert opening_days(late_in_quarter_1, 2) == ["2026-11-20", "2027-03-01"]
    assert names(late_in_quarter_1, 2) == ["Quarter 2 of 2026–27", "Quarter 3 of 2026–27"]


def test_days_in_a_break_move_to_after_it():
    december = list(plans(schedule(Cadence.MONTHLY, date(2026, 12, 9), WINTER), 2))
    assert local_day(december[0].due_at, CHICAGO) == date(2027, 1, 4)
    assert local_day(december[0].closes_at, CHICAGO) == date(2027, 1, 5)
    assert local_day(december[1].opens_at, CHICAGO) == date(2027, 2, 1)


def test_a_period_without_room_for_a_window_is_skipped():
    with_summer = schedule(Cadence.MONTHLY, date(2027, 5, 3), SUMMER)
    assert opening_days(with_summer, 3) == ["2027-05-03", "2027-09-07", "2027-10-01"]


@pytest.mark.parametrize(
    ("days_off", "present"),
    [
        ((), (True, True)),
        # Third day to seventh day off: the two would fall on one day, so the second is dropped.
        ((DaysOff(date(2026, 9, 4), date(2026, 9, 8), "fair"),), (True, False)),
        # Nothing left between opening and the last reminder but the last reminder's own day.
        ((DaysOff(date(2026, 9, 2), date(2026, 9, 20), "flood"),), (False, False)),
        ((DaysOff(date(2026, 9, 5), date(2026, 9, 20), "flood"),), (True, False)),
    ],
)
def test_reminders_that_would_share_a_day_are_dropped(days_off, present):
    plan = first_cycle(schedule(Cadence.QUARTERLY, date(2026, 9, 1), *days_off), LONG_AGO)
    first, second, last = plan.ladder
    assert (first is not None, second is not None) == present
    assert last is not None


@pytest.mark.parametrize(
    ("hour", "opens"), [(8, date(2026, 9, 1)), (9, date(2026, 9, 1)), (10, date(2026, 9, 2))]
)
def test_a_morning_that_has_passed_becomes_the_next_school_morning(hour, opens):
    now = datetime(2026, 9, 1, hour + 5, tzinfo=UTC)
    assert local_day(first_cycle(schedule(), now).opens_at, CHICAGO) == opens


def test_resuming_late_in_a_quarter_waits_for_the_next_one():
    may = datetime(2027, 5, 25, tzinfo=UTC)
    plan = next_cycle_after(schedule(), 2, CLOSED_IN_DECEMBER, may)
    assert plan.number == 3
    assert local_day(plan.opens_at, CHICAGO) == date(2027, 6, 1)


def test_resuming_early_in_a_quarter_opens_the_next_school_morning():
    march = datetime(2027, 3, 12, 20, tzinfo=UTC)
    plan = next_cycle_after(schedule(), 2, CLOSED_IN_DECEMBER, march)
    assert local_day(plan.opens_at, CHICAGO) == date(2027, 3, 15)


def test_a_new_cadence_begins_with_its_own_next_period():
    monthly = schedule(Cadence.MONTHLY)
    plan = next_cycle_after(monthly, 2, CLOSED_IN_DECEMBER, CLOSED_IN_DECEMBER)
    assert local_day(plan.opens_at, CHICAGO) == date(2027, 1, 1)


@pytest.mark.parametrize("days", [0, 1, 366])
def test_a_first_day_within_a_year_is_fine(days):
    now = datetime(2026, 9, 2, 3, tzinfo=UTC)  # still September 1 in Chicago
    ensure_first_day(date(2026, 9, 1) + timedelta(days=days), CHICAGO, now)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "has passed"), (367, "more than a year away. Choose a day before Thursday, September 2")],
)
def test_another_first_day_is_refused_at_its_field(days, sentence):
    now = datetime(2026, 9, 2, 3, tzinfo=UTC)
    with pytest.raises(Refusal, match=sentence) as refusal:
        ensure_first_day(date(2026, 9, 1) + timedelta(days=days), CHICAGO, now)
    assert refusal.value.field == "first_day"


def assert_in_order(plan):
    reminders = [at for at in plan.ladder if at is not None]
    window = [plan.opens_at, *reminders, plan.closes_at]
    assert window == sorted(set(window))
    assert plan.opens_at < plan.due_at < plan.digest_at < plan.closes_at


def assert_on_school_days_at_real_times(plan, plan_of):
    for at, hour in [
        (plan.opens_at, MORNING),
        (plan.due_at, END_OF_DAY),
        (plan.digest_at, MORNING),
        (plan.closes_at, END_OF_DAY),
        *((at, MID_MORNING) for at in plan.ladder if at is not None),
    ]:
        shown = local(at, plan_of.zone)
        assert plan_of.calendar.is_school_day(shown.date())
        assert shown.time() == hour  # so that hour exists in this zone on this day


def assert_good(every, plan_of):
    for plan in every:
        assert_in_order(plan)
        assert_on_school_days_at_real_times(plan, plan_of)
    for before, after in pairwise(every):
        assert after.number == before.number + 1
        assert before.closes_at <= after.opens_at
        assert period_of(before.closes_at, plan_of) < period_of(after.opens_at, plan_of)
    for plan in every[1:]:
        assert period_of(plan.opens_at, plan_of) == period_of(plan.closes_at, plan_of)


def test_ten_years_of_quarters_are_in_order_in_every_zone():
    for zone in zone_names():
        plan_of = Schedule(Cadence.QUARTERLY, date(2026, 8, 1), zone, SchoolCalendar())
        every = list(plans(plan_of, 40))
        assert_good(every, plan_of)
        assert local_day(every[-1].opens_at, zone).year == 2036


breaks = st.builds(
    lambda first, length: DaysOff(first, first + timedelta(days=length), "a break"),
    st.dates(date(2026, 1, 1), date(2037, 1, 1)),
    st.integers(0, 90),
)
schedules = st.builds(
    Schedule,
    st.sampled_from(Cadence),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.sampled_from(sorted(zone_names())),
    st.builds(SchoolCalendar, st.integers(1, 12), st.lists(breaks, max_size=12).map(tuple)),
)


@given(schedules)
def test_any_schedule_with_any_breaks_is_in_order_for_ten_years(plan_of):
    every = list(plans(plan_of, 10 if plan_of.cadence is Cadence.YEARLY else 30))
    assert_good(every, plan_of)
    assert local_day(every[0].opens_at, plan_of.zone) >= plan_of.first_day


@given(schedules, st.integers(0, 24 * 730))
def test_nothing_is_planned_in_the_past(plan_of, hours):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    assert first_cycle(plan_of, now).opens_at >= now


@given(schedules)
def test_without_breaks_no_period_is_ever_skipped(plan_of):
    free = replace(plan_of, calendar=replace(plan_of.calendar, days_off=()))
    first, second = plans(free, 2)
    gap = period_of(second.opens_at, free) - period_of(first.closes_at, free)
    longest = {Cadence.MONTHLY: 31, Cadence.QUARTERLY: 92, Cadence.TERM: 123, Cadence.YEARLY: 366}
    assert gap <= timedelta(days=longest[free.cadence])
