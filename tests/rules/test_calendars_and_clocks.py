"""Random calendars in every zone over ten years: each cycle opens once, at a time that exists."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.cadence import (
    MORNING,
    CyclePlan,
    Schedule,
    first_cycle,
    local,
    local_day,
    next_cycle_after,
)
from bot.rules.school_days import DaysOff, SchoolCalendar, Term
from bot.rules.terms import next_term_start
from bot.rules.vocabulary import Cadence
from bot.rules.zones import zone_names

ZONES = sorted(zone_names())
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TEN_YEARS = 3653

breaks = st.builds(
    lambda first, length: DaysOff(first, first + timedelta(days=length), "a break"),
    st.dates(date(2026, 1, 1), date(2037, 1, 1)),
    st.integers(0, 90),
)
terms = st.builds(
    lambda first, length: Term(first, first + timedelta(days=length), "a term"),
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(20, 200),
)
calendars = st.builds(
    SchoolCalendar,
    st.integers(1, 12),
    st.lists(breaks, max_size=12).map(tuple),
    st.lists(terms, max_size=6).map(tuple),
)
schedules = st.builds(
    Schedule,
    st.sampled_from(Cadence),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.sampled_from(ZONES),
    calendars,
    st.integers(0, 3599).map(lambda seconds: timedelta(seconds=seconds)),
)


def plans(schedule: Schedule, days: int = TEN_YEARS) -> list[CyclePlan]:
    """All cycles that open within so many days, each planned when the one before closes."""
    every = [first_cycle(schedule, LONG_AGO)]
    until = every[0].opens_at + timedelta(days=days)
    while every[-1].opens_at < until:
        last = every[-1]
        every.append(next_cycle_after(schedule, last.number, last.closes_at, last.closes_at))
    return every


def assert_each_opens_once(every: list[CyclePlan], schedule: Schedule) -> None:
    days = [local_day(plan.opens_at, schedule.zone) for plan in every]
    assert len(set(days)) == len(days)
    for before, after in pairwise(every):
        assert before.opens_at < before.closes_at < after.opens_at
        assert after.number == before.number + 1


def assert_at_a_time_that_exists_and_comes_first(plan: CyclePlan, schedule: Schedule) -> None:
    """Never in a gap, where no clock shows it, and never at the second of two."""
    shown = local(plan.opens_at, schedule.zone)
    wanted = datetime.combine(shown.date(), MORNING) + schedule.turn
    assert shown.replace(tzinfo=None) >= wanted
    assert local(plan.opens_at - SECOND, schedule.zone).replace(tzinfo=None) < wanted
    assert schedule.calendar.is_school_day(shown.date())


@given(schedules)
def test_any_calendar_opens_each_cycle_once_on_a_school_morning(schedule):
    every = plans(schedule)
    assert_each_opens_once(every, schedule)
    for plan in every:
        assert_at_a_time_that_exists_and_comes_first(plan, schedule)


def test_ten_years_of_every_zone_with_breaks_around_every_change_of_clocks():
    for number, zone in enumerate(ZONES):
        # Spring and autumn breaks that end as clocks change somewhere, a day later in each zone.
        days_off = tuple(
            DaysOff(start, start + timedelta(days=7 + number % 9), "a break")
            for year in range(2026, 2037)
            for start in (date(year, 3, 1 + number % 28), date(year, 10, 1 + number % 28))
        )
        schedule = Schedule(Cadence.MONTHLY, date(2026, 3, 1), zone, SchoolCalendar(9, days_off))
        every = plans(schedule)
        assert_each_opens_once(every, schedule)
        for plan in every:
            assert_at_a_time_that_exists_and_comes_first(plan, schedule)


@given(schedules, st.data())
def test_planned_anew_at_any_moment_it_still_opens_once(schedule, data):
    """Whoever changes a calendar between two cycles neither skips the next nor doubles it."""
    first, second = plans(schedule, days=1)[:2]
    room = int((second.opens_at - first.closes_at).total_seconds())
    moment = first.closes_at + timedelta(seconds=data.draw(st.integers(0, room)))
    changed = replace(schedule, calendar=data.draw(calendars))
    anew = next_cycle_after(changed, first.number, first.closes_at, moment)

    assert anew.number == second.number
    assert anew.opens_at >= moment
    again = next_cycle_after(changed, first.number, first.closes_at, anew.opens_at)
    assert again == replace(anew, wanted_on=again.wanted_on)


@given(schedules)
def test_a_date_that_moved_says_why_and_another_does_not(schedule):
    for plan in plans(schedule, days=1000):
        opens_on = local_day(plan.opens_at, schedule.zone)
        wanted_on = plan.wanted_on or opens_on
        why = schedule.calendar.why_it_opens_later(wanted_on, opens_on)
        assert (why is not None) == (plan.wanted_on is not None)
        assert schedule.calendar.next_school_day(wanted_on) == opens_on


@given(
    st.builds(
        Schedule,
        st.just(Cadence.TERM),
        st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        st.sampled_from(ZONES),
        st.builds(
            SchoolCalendar,
            st.integers(1, 12),
            st.lists(breaks, max_size=3).map(tuple),
            st.lists(terms, min_size=1, max_size=6).map(tuple),
        ),
    )
)
def test_every_term_opens_its_check_in_as_it_begins(schedule):
    for before, plan in pairwise(plans(schedule)):
        opens_on = local_day(plan.opens_at, schedule.zone)
        start = plan.wanted_on or opens_on
        a_day_earlier = start - timedelta(days=1)
        assert next_term_start(schedule.calendar.terms, a_day_earlier) == start
        # And none is skipped but for one in which it could not close.
        closed_on = local_day(before.closes_at, schedule.zone)
        skipped = next_term_start(schedule.calendar.terms, closed_on)
        while skipped < start:
            following = next_term_start(schedule.calendar.terms, skipped)
            tried = first_cycle(replace(schedule, first_day=skipped), LONG_AGO)
            assert local_day(tried.closes_at, schedule.zone) >= following
            skipped = following
