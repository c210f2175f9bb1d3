"""Reminding people who are asked to check in: few times, in their hours, once a day over all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import storage.expectations
import storage.outbox
import storage.reminders
from bot.rules import cadence, checkins, delivery, reminders
from bot.rules.cadence import WorkingHours, local_day
from bot.rules.school_days import SchoolCalendar
from bot.rules.vocabulary import ExpectationState, Role
from bot.services import cycles
from bot.views import reminders as reminder_views
from bot.views.reminders import Request
from storage.models import Cycle
from storage.reminders import Asked


def remind_due(session: Session, expectation_ids: Sequence[int], *, now: datetime) -> int:
    """Remind those of the people whose reminder is due, or move it to when it may come."""
    due = storage.reminders.take_due(session, expectation_ids, now)
    for asked in due:
        if asked.membership is None or asked.person.is_bot or asked.person.is_deactivated:
            _let_go(session, asked)
        else:
            _remind(session, asked, now)
    return len(due)


def working_hours(asked: Asked) -> WorkingHours:
    """Return when this person may be written to: their own clock, the partnership's calendar."""
    return WorkingHours(
        zone=asked.person.time_zone or asked.partnership.time_zone,
        calendar=SchoolCalendar(asked.partnership.year_starts_in),
    )


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


def request_of(asked: Asked, now: datetime) -> Request:
    """Return what is asked of a person as the views show it."""
    zone, hours = asked.partnership.time_zone, working_hours(asked)
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
    )


def _let_go(session: Session, asked: Asked) -> None:
    """Ask nothing of somebody who left, and ask whoever stands in for them."""
    asked.expectation.state = ExpectationState.LAPSED
    asked.expectation.next_reminder_at = None
    session.flush()
    storage.expectations.plan(session, [asked.cycle.id])


def _remind(session: Session, asked: Asked, now: datetime) -> None:
    expectation, cycle, hours = asked.expectation, asked.cycle, working_hours(asked)
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
        key=delivery.reminder_key(cycle.id, asked.person.id, verdict.step),
        now=now,
        best_before=end_of_hours(hours, now),
    )


def end_of_hours(hours: WorkingHours, now: datetime) -> datetime:
    """Return when this working day ends: a reminder that could not be sent by then is stale."""
    return cadence.to_utc(local_day(now, hours.zone), hours.end, hours.zone)


def tell(session: Session, asked: Asked, *, key: str, now: datetime, best_before: datetime) -> None:
    """Queue the private message that asks a person to check in."""
    storage.outbox.enqueue(
        session,
        key=key,
        channel=asked.person.user_id,
        payload=reminder_views.reminder(request_of(asked, now)).payload(),
        now=now,
        best_before=min(best_before, asked.cycle.closes_at),
    )
