"""School calendars: the one place where they are read, and what changes when they do."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

import storage.school_calendars
from bot.rules.school_days import DaysOff, SchoolCalendar, Term
from bot.rules.vocabulary import CalendarKind
from bot.services import public_holidays
from bot.services.public_holidays import Place
from storage.models import CalendarEntry, Partnership
from storage.school_calendars import School

# Older days move nothing any more; a term that has begun still names a cycle.
_KEPT_IN_MIND = timedelta(days=400)
_NO_SCHOOL = School(0, None, None)


def of(
    session: Session, partnerships: Collection[Partnership], around: datetime
) -> dict[int, SchoolCalendar]:
    """Return the calendar of each partnership, by its id, in two queries however many there are.

    Public holidays are in it for the years around a moment.
    """
    schools = storage.school_calendars.schools_of(session, [one.id for one in partnerships])
    day = around.date()
    ids = {school.organization_id for school in schools.values()}
    entries = storage.school_calendars.entries_of(session, ids, day - _KEPT_IN_MIND)
    calendars = {}
    known: dict[tuple[object, ...], SchoolCalendar] = {}
    for one in partnerships:
        school = schools.get(one.id, _NO_SCHOOL)
        own, place = entries.get(school.organization_id, ()), place_of(school, one)
        # Those with the same days share one calendar: planning by it is remembered by what it is.
        about = (one.year_starts_in, place, school.organization_id if own else None)
        if about not in known:
            known[about] = _calendar(one.year_starts_in, own, place, day)
        calendars[one.id] = known[about]
    return calendars


def of_one(session: Session, partnership: Partnership, around: datetime) -> SchoolCalendar:
    """Return the calendar that a partnership goes by."""
    return of(session, [partnership], around)[partnership.id]


def usual(zone: str, around: datetime) -> SchoolCalendar:
    """Return the calendar of a school of which nothing is known but its time zone."""
    place = public_holidays.usual_place(zone)
    return SchoolCalendar(days_off=public_holidays.days_off(place, around.date()))


def place_of(school: School, partnership: Partnership) -> Place:
    """Return whose public holidays a school keeps: its choice, or else its own country's."""
    if school.country is None:
        return public_holidays.usual_place(partnership.time_zone)
    return Place(school.country, school.state or "")


def _calendar(
    year_starts_in: int, entries: Sequence[CalendarEntry], place: Place, day: date
) -> SchoolCalendar:
    own = [
        DaysOff(one.first_day, one.last_day, one.label)
        for one in entries
        if one.kind is not CalendarKind.TERM
    ]
    return SchoolCalendar(
        year_start_month=year_starts_in,
        # The school's own words come first: a holiday in a break is in that break.
        days_off=(*own, *public_holidays.days_off(place, day)),
        terms=tuple(
            Term(one.first_day, one.last_day, one.label)
            for one in entries
            if one.kind is CalendarKind.TERM
        ),
    )
