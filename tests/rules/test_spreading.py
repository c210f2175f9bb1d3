"""Turns in the morning: always the same, within the window, and few at a time."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules import cadence
from bot.rules.cadence import MORNING, Schedule, local
from bot.rules.school_days import SchoolCalendar
from bot.rules.spreading import WINDOW, turn_of
from bot.rules.vocabulary import Cadence

IDS = st.integers(min_value=1, max_value=2**63 - 1)
ZONES = st.sampled_from(["America/Chicago", "Asia/Kathmandu", "Pacific/Auckland", "Europe/London"])
DAYS = st.dates(date(2024, 1, 1), date(2034, 12, 31))


@given(IDS)
def test_a_turn_is_the_same_every_time_and_within_the_window(partnership_id):
    turn = turn_of(partnership_id)

    assert timedelta(0) <= turn < WINDOW
    assert turn == turn_of(partnership_id)
    assert turn.microseconds == 0


def test_turns_never_change():
    """A changed turn would move what people have been told."""
    assert [str(turn_of(one)) for one in (1, 2, 3, 100_000)] == [
        "0:37:04",
        "0:14:09",
        "0:51:14",
        "0:23:55",
    ]


@given(st.integers(min_value=1, max_value=10**9))
def test_partnerships_of_one_workspace_are_spread_evenly(first):
    minutes = Counter(turn_of(one) // timedelta(minutes=1) for one in range(first, first + 900))

    assert len(minutes) == WINDOW // timedelta(minutes=1)
    assert max(minutes.values()) <= 20, "fifteen a minute would be perfect"


@given(IDS, DAYS, ZONES, st.sampled_from(Cadence))
def test_invitation_and_digest_come_at_the_turn_on_a_school_day(partnership_id, day, zone, often):
    turn, calendar = turn_of(partnership_id), SchoolCalendar()
    schedule = Schedule(often, day, zone, calendar, turn)
    now = datetime.combine(day, time(0), UTC) - timedelta(days=1)

    plan = cadence.first_cycle(schedule, now)
    following = cadence.next_cycle_after(schedule, 1, plan.closes_at, plan.closes_at)

    for at in (plan.opens_at, plan.digest_at, following.opens_at, following.digest_at):
        wall = local(at, zone)
        assert calendar.is_school_day(wall.date())
        assert wall.replace(tzinfo=None) == datetime.combine(wall.date(), MORNING) + turn


@given(IDS, DAYS, st.integers(min_value=0, max_value=24 * 60))
def test_a_turn_that_has_passed_today_comes_on_the_next_school_day(partnership_id, day, minutes):
    schedule = Schedule(
        Cadence.QUARTERLY, day, "America/Chicago", SchoolCalendar(), turn_of(partnership_id)
    )
    now = datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes)

    plan = cadence.first_cycle(schedule, now)

    assert plan.opens_at >= now
