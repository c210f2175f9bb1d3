"""One person's reminders of one check-in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.cadence import Schedule, WorkingHours, first_cycle, local, next_working_moment
from bot.rules.refusals import Refusal
from bot.rules.reminders import (
    MOST_REMINDERS,
    NEVER,
    Verdict,
    Why,
    decide,
    next_day_moment,
    next_reminder,
    snoozed_until,
    why_reminded,
)
from bot.rules.school_days import SchoolCalendar
from bot.rules.vocabulary import Cadence, ExpectationState, Role
from bot.rules.zones import zone_names

CHICAGO = WorkingHours("America/Chicago")
PLAN = first_cycle(
    Schedule(Cadence.QUARTERLY, date(2026, 9, 1), "America/Chicago", SchoolCalendar()),
    datetime(2026, 8, 1, tzinfo=UTC),
)
CLOSES = PLAN.closes_at  # Tuesday, September 22, at 17:00
LADDER = PLAN.ladder  # Friday 4, Tuesday 8, Monday 21, at 10:00


def september(day, hour, minute=0):
    return datetime(2026, 9, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


def following(sent, now, hours=CHICAGO, ladder=LADDER):
    return next_reminder(ladder, sent=sent, hours=hours, closes_at=CLOSES, now=now)


def verdict(now, sent=0, hours=CHICAGO, ladder=LADDER, **facts):
    facts = {"state": ExpectationState.OPEN, "side_in": False, **facts}
    return decide(ladder, sent=sent, hours=hours, closes_at=CLOSES, now=now, **facts)


@pytest.mark.parametrize(
    ("sent", "now", "expected"),
    [
        (0, september(1, 9), september(4, 10)),
        (1, september(4, 10), september(8, 10)),
        (2, september(8, 10), september(21, 10)),
        (3, september(21, 10), None),
        (0, september(10, 11), september(10, 11)),
        (0, september(10, 20), september(11, 9)),
        (2, september(22, 16, 30), None),
    ],
)
def test_the_next_reminder(sent, now, expected):
    assert following(sent, now) == expected


def test_a_reminder_waits_for_the_persons_own_working_hours():
    honolulu = WorkingHours("Pacific/Honolulu")
    assert local(following(0, september(1, 9), honolulu), honolulu.zone).hour == 9
    tokyo = WorkingHours("Asia/Tokyo")
    assert f"{local(following(0, september(1, 9), tokyo), tokyo.zone):%a %d %H}" == "Mon 07 09"


def test_a_dropped_reminder_is_passed_over():
    dropped = (None, None, LADDER[2])
    assert following(0, september(1, 9), ladder=dropped) == september(21, 10)
    assert following(3, september(21, 10), ladder=dropped) is None


@pytest.mark.parametrize(
    ("now", "sent", "expected"),
    [
        (september(4, 10), 0, Verdict(step=1)),
        (september(8, 12), 0, Verdict(step=2)),
        (september(21, 10), 1, Verdict(step=3)),
        (september(3, 10), 0, Verdict(step=1)),  # passed on to a colleague before the first
        (september(7, 10), 1, Verdict(step=2)),  # snoozed until before the second
        (september(10, 10), 2, Verdict(step=3)),  # snoozed until between second and last
        (september(4, 7), 0, Verdict(at=september(4, 9))),
        (september(4, 18), 0, Verdict(at=september(7, 9))),
        (september(22, 16, 30), 2, NEVER),
        (september(21, 10), 3, NEVER),
    ],
)
def test_a_reminder_that_has_fallen_due(now, sent, expected):
    assert verdict(now, sent) == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"side_in": True},
        *({"state": state} for state in ExpectationState if state is not ExpectationState.OPEN),
    ],
)
def test_reminders_stop_the_moment_they_are_not_needed(facts):
    assert verdict(september(4, 10), **facts) == NEVER


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (september(4, 10), september(7, 9)),
        (september(21, 10), september(22, 9)),
        (september(22, 10), None),
    ],
)
def test_when_todays_reminder_is_taken_another_day_is_tried_while_there_is_one(now, expected):
    assert next_day_moment(CHICAGO, closes_at=CLOSES, now=now) == expected


SECOND_REMINDER = september(8, 10)


def snooze(chosen, sent=1, now=SECOND_REMINDER):
    return snoozed_until(chosen, sent=sent, hours=CHICAGO, closes_at=CLOSES, now=now)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (september(10, 11), september(10, 11)),
        (september(12, 11), september(14, 9)),
        (september(22, 15), september(22, 15)),
    ],
)
def test_a_snooze_ends_in_working_hours(chosen, expected):
    assert snooze(chosen) == expected


@pytest.mark.parametrize(
    ("chosen", "sent", "sentence"),
    [
        (september(10, 11), 3, "last reminder"),
        (september(8, 10), 1, "has passed"),
        (september(22, 16), 1, "closes on Tuesday, September 22, 2026"),
        (september(25, 10), 1, "closes on Tuesday, September 22, 2026"),
    ],
)
def test_a_snooze_that_helps_nobody_is_refused(chosen, sent, sentence):
    with pytest.raises(Refusal, match=sentence):
        snooze(chosen, sent)


@pytest.mark.parametrize(
    ("role", "asked_by_colleague", "why"),
    [
        (Role.LEAD, False, Why.LEADS),
        (Role.DEPUTY, False, Why.STANDS_IN),
        (Role.CONTRIBUTOR, True, Why.WAS_ASKED),
        (Role.LEAD, True, Why.WAS_ASKED),
    ],
)
def test_each_reminder_says_why(role, asked_by_colleague, why):
    assert why_reminded(role, asked_by_colleague=asked_by_colleague) is why


@given(
    st.builds(WorkingHours, st.sampled_from(sorted(zone_names()))),
    st.lists(st.integers(0, 400), max_size=8),
    st.integers(0, 300),
)
def test_whatever_the_scheduler_does_nobody_gets_more_than_three_or_two_a_day(
    hours, delays, busy_until
):
    """Plays one person's cycle with a scheduler that comes late and days taken by others."""
    delay = iter([*delays, *[0] * 40])
    busy = PLAN.opens_at + timedelta(hours=busy_until)
    sent, steps, days = 0, [], []
    due = following(0, PLAN.opens_at, hours)
    while due is not None:
        now = due + timedelta(hours=next(delay))
        got = verdict(now, sent, hours)
        if got.step is None:
            due = got.at
            assert due is None or due > now
        elif now < busy or local(now, hours.zone).date() in days:
            due = next_day_moment(hours, closes_at=CLOSES, now=now)
        else:
            assert now < CLOSES
            assert next_working_moment(now, hours) == now
            sent = got.step
            steps.append(sent)
            days.append(local(now, hours.zone).date())
            due = following(sent, now, hours)
    assert steps == sorted(set(steps))
    assert len(steps) <= MOST_REMINDERS
    assert len(days) == len(set(days))
