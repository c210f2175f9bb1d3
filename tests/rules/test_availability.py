"""Working hours, being away, and what a Slack status means."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.rules import availability
from bot.rules.cadence import WorkingHours
from bot.rules.people import Status
from bot.rules.refusals import Refusal
from bot.rules.school_days import SchoolCalendar

CHICAGO = "America/Chicago"
NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
NEXT_WEEK = NOW + timedelta(days=7)
HOURS = WorkingHours(CHICAGO, start=time(7, 30), end=time(15))


def test_hours_are_nine_to_four_unless_somebody_chose_others():
    usual = availability.hours_of(None, None, zone=CHICAGO, calendar=SchoolCalendar())
    own = availability.hours_of(time(7), time(12), zone=CHICAGO, calendar=SchoolCalendar(9))

    assert (usual.start, usual.end) == (time(9), time(16))
    assert own == WorkingHours(CHICAGO, SchoolCalendar(9), time(7), time(12))


def test_hours_are_an_hour_long_at_least():
    availability.ensure_hours(time(9), time(10))
    with pytest.raises(Refusal, match="an hour after the start") as refusal:
        availability.ensure_hours(time(16), time(9))
    assert refusal.value.field == "end"


def test_somebody_is_back_as_their_hours_begin():
    back = availability.returns_at(date(2026, 9, 21), HOURS, NOW)
    assert back == datetime(2026, 9, 21, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("back_on", "sentence"),
    [
        (None, "choose the day"),
        (date(2026, 9, 8), "after today"),
        (date(2027, 9, 10), "more than a year away"),
    ],
)
def test_another_day_to_be_back_is_refused_at_its_field(back_on, sentence):
    with pytest.raises(Refusal, match=sentence) as refusal:
        availability.returns_at(back_on, HOURS, NOW)
    assert refusal.value.field == "back_on"


@pytest.mark.parametrize(
    ("status", "until"),
    [
        # Slack's own statuses, and what people write.
        (Status("Vacationing", ":palm_tree:", NEXT_WEEK), NEXT_WEEK),
        (Status("Out sick", ":face_with_thermometer:", TOMORROW), TOMORROW),
        (Status("OOO until Monday", "", NEXT_WEEK), NEXT_WEEK),
        (Status("On parental leave"), NOW + timedelta(days=2)),
        (Status("out of the office"), NOW + timedelta(days=2)),
        (Status("", ":palm_tree:"), NOW + timedelta(days=2)),
        # Over already.
        (Status("Away", "", NOW), None),
        # Here, if elsewhere; words say more than the picture.
        (Status("Working remotely", ":house_with_garden:"), None),
        (Status("In a meeting", ":spiral_calendar_pad:", TOMORROW), None),
        (Status("Working by the sea", ":palm_tree:"), None),
        (Status("Reading about faraway places"), None),
        (Status(), None),
    ],
)
def test_what_a_status_says(status, until):
    assert availability.away_by_status(status, NOW) == until


VACATION = Status("Vacationing", ":palm_tree:", NEXT_WEEK)


@pytest.mark.parametrize(
    ("away_until", "counts_from", "status", "expected"),
    [
        (None, None, VACATION, NEXT_WEEK),
        (NEXT_WEEK, None, Status(), None),
        # What somebody said themselves counts more, for a while.
        (TOMORROW, TOMORROW, VACATION, TOMORROW),
        (None, availability.here_again(NOW), VACATION, None),
        (TOMORROW, NOW, VACATION, NEXT_WEEK),
    ],
)
def test_a_status_is_followed_unless_its_owner_said_otherwise(
    away_until, counts_from, status, expected
):
    assert availability.follow_status(away_until, counts_from, status, NOW) == expected


@pytest.mark.parametrize(
    ("away_until", "away", "deputy"),
    [
        (None, False, False),
        (NOW, False, False),
        (TOMORROW, True, False),
        (NOW + timedelta(days=2), True, False),
        (NEXT_WEEK, True, True),
    ],
)
def test_a_deputy_is_asked_for_who_misses_the_reminder(away_until, away, deputy):
    reminder_at = NOW + timedelta(days=3)
    assert availability.is_away(away_until, NOW) == away
    assert availability.deputy_is_asked(away_until, reminder_at, NOW) == deputy
