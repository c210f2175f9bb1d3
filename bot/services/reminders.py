"""Reminding people who are asked to check in: few times, in their hours, once a day over all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import storage.expectations
import storage.outbox
import storage.reminders
from bot.rules import availability, cadence, checkins, delivery, reminders
from bot.rules.cadence import WorkingHours, local_day
from bot.rules.vocabulary import ExpectationState, Role
from bot.services import cycles, expectations, private_messages, school_calendars
from bot.views import reminders as reminder_views
from bot.views.reminders import Request
from storage.models import Cycle, Person
from storage.reminders import Asked


def remind_due(session: Session, expectation_ids: Sequence[int], *, now: datetime) -> int:
    """Remind those of the people whose reminder is due, or move it to when it may come."""
    due = storage.reminders.take_due(session, expectation_ids, now)
    partnerships = {asked.partnership.id: asked.partnership for asked in due}
    calendars = school_calendars.of(session, partnerships.values(), now)
    for asked in due:
        calendar = calendars[asked.partnership.id]
        hours = private_messages.hours_in(asked.person, asked.partnership, calendar)
        if asked.membership is None or asked.person.is_bot or asked.person.is_deactivated:
            let_go(session, asked, now=now)
        elif availability.is_away(asked.person.away_until, now):
            _wait_or_let_go(session, asked, hours, now)
        else:
            _remind(session, asked, hours, now)
    return len(due)


def working_hours(session: Session, asked: Asked, *, now: datetime) -> WorkingHours:
    """Return when this person may be written to: their own clock, the school's calendar."""
    return private_messages.hours_of_one(session, asked.person, asked.partnership, now)


def ladder_of(cycle: Cycle) -> reminders.Ladder:
    """Return the planned reminders of a cycle, first to last."""
    return cycle.first_reminder_at, cycle.second_reminder_at, cycle.last_reminder_at


def next_planned(asked: Asked, *, hours: WorkingHours, now: datetime) -> datetime | None:
    """Return when the next planned reminder comes that is still ahead."""
    ladder = ladder_of(asked.cycle)
    past = sum(1 for at in ladder if at is None or at <= now)
    return reminders.next_reminder(
        ladder,
        sent=max(past, asked.expectation.reminders_sent),
        hours=hours,
        closes_at=asked.cycle.closes_at,
        now=now,
    )


def request_of(asked: Asked, *, hours: WorkingHours, now: datetime) -> Request:
    """Return what is asked of a person as the views show it."""
    zone = asked.partnership.time_zone
    role = asked.membership.role if asked.membership is not None else Role.CONTRIBUTOR
    return Request(
        expectation_id=asked.expectation.id,
        partnership_id=asked.partnership.id,
        partnership=asked.partnership.name,
        organization=asked.organization.name if asked.organization is not None else "",
        period=cycles.name_of(asked.partnership, asked.cycle),
        cadence=asked.partnership.cadence,
        why=reminders.why_reminded(role, asked_by_colleague=asked.asker is not None),
        asker=asked.asker.user_id if asked.asker is not None else None,
        due_on=local_day(asked.cycle.due_at, zone),
        closes_on=local_day(asked.cycle.closes_at, zone),
        next_working_day=local_day(cadence.next_working_day(now, hours), hours.zone),
        is_overdue=checkins.is_late(now, asked.cycle.due_at),
        is_last=asked.expectation.reminders_sent >= reminders.MOST_REMINDERS,
        hours=hours,
    )


def let_go(session: Session, asked: Asked, *, now: datetime) -> None:
    """Ask nothing of somebody who left or is away, and ask whoever stands in for them.

    Where nobody stands in for somebody who is away, it waits until they are back.
    """
    asked.expectation.state = ExpectationState.LAPSED
    asked.expectation.next_reminder_at = None
    session.flush()
    storage.expectations.plan(session, [asked.cycle.id], now=now)
    again = storage.reminders.just_asked(session, asked.expectation.id)
    if again.expectation.state is ExpectationState.OPEN:
        hours = working_hours(session, again, now=now)
        _wait(again, hours, now)
    elif asked.asker is not None:
        return_to(session, asked.asker, asked, now=now)


def return_to(session: Session, asker: Person, asked: Asked, *, now: datetime) -> None:
    """Ask again who had passed the request on: the colleague said no, left or is away."""
    passed_on = storage.expectations.of_person(session, asked.cycle.id, asker.id)
    if passed_on is None or passed_on.state is not ExpectationState.PASSED_ON:
        return
    passed_on.state = ExpectationState.OPEN
    session.flush()
    theirs = storage.reminders.just_asked(session, passed_on.id)
    hours = working_hours(session, theirs, now=now)
    theirs.expectation.next_reminder_at = next_planned(theirs, hours=hours, now=now)
    expectations.change_last_message(
        session,
        theirs.expectation,
        theirs.person.user_id,
        theirs.cycle,
        reminder_views.reminder(request_of(theirs, hours=hours, now=now)),
        f"returned:{asked.person.id}",
        now,
    )


def _wait_or_let_go(session: Session, asked: Asked, hours: WorkingHours, now: datetime) -> None:
    if availability.deputy_is_asked(asked.person.away_until, now, now):
        let_go(session, asked, now=now)
    else:
        _wait(asked, hours, now)


def _wait(asked: Asked, hours: WorkingHours, now: datetime) -> None:
    """Remind somebody when they are back, if that is in time."""
    back_at = max(asked.person.away_until or now, asked.expectation.next_reminder_at or now)
    asked.expectation.next_reminder_at = reminders.when_back(
        back_at, hours=hours, closes_at=asked.cycle.closes_at
    )


def _remind(session: Session, asked: Asked, hours: WorkingHours, now: datetime) -> None:
    expectation, cycle = asked.expectation, asked.cycle
    verdict = reminders.decide(
        ladder_of(cycle),
        state=expectation.state,
        side_in=asked.side_in,
        sent=expectation.reminders_sent,
        hours=hours,
        closes_at=cycle.closes_at,
        now=now,
    )
    if verdict.step is None:
        expectation.next_reminder_at = verdict.at
        return
    if not storage.reminders.claim_day(session, asked.person.id, local_day(now, hours.zone)):
        expectation.next_reminder_at = reminders.next_day_moment(
            hours, closes_at=cycle.closes_at, now=now
        )
        return
    expectation.reminders_sent = verdict.step
    expectation.next_reminder_at = next_planned(asked, hours=hours, now=now)
    tell(
        session,
        asked,
        hours=hours,
        key=delivery.reminder_key(cycle.id, asked.person.id, verdict.step),
        now=now,
        best_before=private_messages.end_of_hours(hours, now),
    )


def tell(
    session: Session,
    asked: Asked,
    *,
    hours: WorkingHours,
    key: str,
    now: datetime,
    best_before: datetime,
) -> None:
    """Queue the private message that asks a person to check in."""
    request = request_of(asked, hours=hours, now=now)
    storage.outbox.enqueue(
        session,
        key=key,
        channel=asked.person.user_id,
        payload=reminder_views.reminder(request).payload(),
        now=now,
        best_before=min(best_before, asked.cycle.closes_at),
    )
