"""When somebody can be written to: their hours, and what is handed on while they are away."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

import storage.expectations
import storage.partnerships
import storage.people
import storage.reminders
from bot.rules import availability
from bot.rules.availability import is_away
from bot.rules.cadence import WorkingHours, local_day
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.refusals import NotFound
from bot.rules.school_days import SchoolCalendar
from bot.rules.vocabulary import Role
from bot.services import cycles, private_messages, reminders
from bot.views.availability import Availability
from storage.models import Partnership, Person


def look(session: Session, *, key: PersonKey, now: datetime) -> Availability:
    """Return somebody's hours and absence, for the forms that change them."""
    person, partnership = _take(session, key)
    return of(person, partnership, now)


def of(person: Person, partnership: Partnership, now: datetime) -> Availability:
    """Return the hours and absence of somebody in a partnership."""
    hours = _hours(person, partnership)
    until = person.away_until
    back_on = local_day(until, hours.zone) if until is not None and is_away(until, now) else None
    return Availability(hours, back_on, local_day(now, hours.zone))


def keep_hours(
    session: Session, *, start: time, end: time, key: PersonKey, now: datetime
) -> Availability:
    """Write to somebody in these hours of their own clock from now on."""
    person, partnership = _take(session, key)
    availability.ensure_hours(start, end)
    person.hours_start, person.hours_end = start, end
    return of(person, partnership, now)


def go_away(
    session: Session, *, back_on: date | None, key: PersonKey, now: datetime
) -> Availability:
    """Write nothing to somebody before the day they are back, and ask their deputies."""
    person, partnership = _take(session, key)
    until = availability.returns_at(back_on, _hours(person, partnership), now)
    person.away_until = person.status_counts_from = until
    session.flush()
    hand_on(session, person, now=now)
    return of(person, partnership, now)


def come_back(session: Session, *, key: PersonKey, now: datetime) -> Availability:
    """Ask somebody again from now on, and those no more who were to stand in and do not know."""
    person, partnership = _take(session, key)
    person.away_until = None
    person.status_counts_from = availability.here_again(now)
    ask_again(session, person, now=now)
    return of(person, partnership, now)


def ask_again(session: Session, person: Person, *, now: datetime) -> None:
    """Ask somebody who is back earlier than was said what they would have missed."""
    session.flush()
    key = person.key
    for theirs, membership in storage.partnerships.of_person(session, key):
        cycle = cycles.current(session, theirs.id)
        if cycle is None:
            continue
        storage.expectations.plan(session, [cycle.id], now=now)
        if membership.role is Role.LEAD:
            storage.expectations.spare_deputies(session, cycle.id, membership.side)
    for asked in storage.reminders.open_of_person(session, person.id):
        hours = reminders.working_hours(session, asked, now=now)
        asked.expectation.next_reminder_at = reminders.next_planned(asked, hours=hours, now=now)


def hand_on(session: Session, person: Person, *, now: datetime) -> None:
    """Ask others for what somebody would miss who is away."""
    for asked in storage.reminders.open_of_person(session, person.id):
        reminder_at = asked.expectation.next_reminder_at or now
        if availability.deputy_is_asked(person.away_until, reminder_at, now):
            reminders.let_go(session, asked, now=now)


def _take(session: Session, key: PersonKey) -> tuple[Person, Partnership]:
    """Return the person and a partnership of theirs, by whose clock they live if none is known."""
    theirs = storage.partnerships.of_person(session, key)
    person = storage.people.find(session, key)
    if person is None or not theirs:
        raise NotFound(
            _(
                "You are not in any partnership yet, so nothing is asked of you and nobody "
                "writes to you."
            )
        )
    return person, theirs[0][0]


def _hours(person: Person, partnership: Partnership) -> WorkingHours:
    return private_messages.hours_in(person, partnership, SchoolCalendar())
