"""Private messages that nobody asked for: in a person's own hours, and reminders once a day."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.reminders
from bot.rules import cadence
from bot.rules.availability import hours_of
from bot.rules.cadence import WorkingHours, local_day
from bot.rules.school_days import SchoolCalendar
from bot.services import school_calendars
from storage.models import Partnership, Person

# Nobody has so many days taken; it only ends a search.
_MOST_DAYS = 30


def hours_in(person: Person, partnership: Partnership, calendar: SchoolCalendar) -> WorkingHours:
    """Return when somebody may be written to about a partnership."""
    return hours_of(
        person.hours_start,
        person.hours_end,
        zone=person.time_zone or partnership.time_zone,
        calendar=calendar,
    )


def hours_of_one(
    session: Session, person: Person, partnership: Partnership, now: datetime
) -> WorkingHours:
    """Return when one person may be written to about one partnership."""
    return hours_in(person, partnership, school_calendars.of_one(session, partnership, now))


def next_moment(person: Person, hours: WorkingHours, now: datetime) -> datetime:
    """Return when the person is next at work, and here."""
    return cadence.next_working_moment(max(now, person.away_until or now), hours)


def take_moment(session: Session, person: Person, hours: WorkingHours, now: datetime) -> datetime:
    """Take the first day on which the person is here and has got no reminder, and return when."""
    at = next_moment(person, hours, now)
    for _day in range(_MOST_DAYS):
        if storage.reminders.claim_day(session, person.id, local_day(at, hours.zone)):
            break
        at = cadence.next_working_day(at, hours)
    return at


def end_of_hours(hours: WorkingHours, now: datetime) -> datetime:
    """Return when this working day ends: a reminder that could not be sent by then is stale."""
    return cadence.to_utc(local_day(now, hours.zone), hours.end, hours.zone)
