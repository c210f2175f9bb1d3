"""The clock over actions: remind an owner twice at most, and ask what becomes of what is left."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import storage.action_clock
import storage.actions
import storage.outbox
import storage.reminders
from bot.rules import actions as rules
from bot.rules import availability, cadence, delivery
from bot.rules.cadence import WorkingHours, local_day
from bot.services import action_messages, private_messages, school_calendars
from bot.services.action_reading import is_to_decide, item_of
from bot.views import actions as action_views
from storage.actions import Assignment


def remind_due(session: Session, action_ids: Sequence[int], *, now: datetime) -> int:
    """Remind the owners of those actions whose reminder is due, or move it to when it may come."""
    due = storage.action_clock.take_reminders(session, action_ids, now)
    hours_of = _hours(session, due, now)
    for found in due:
        hours, action = hours_of[found.action.id], found.action
        at = _may_write_at(session, found, hours, now)
        if at is None:
            action.next_step = action.next_reminder_at = None
        elif at > now:
            action.next_reminder_at = at
        else:
            _remind(session, found, hours, now)
    return len(due)


def ask_due(session: Session, action_ids: Sequence[int], *, now: datetime) -> int:
    """Ask owners what becomes of what a cycle ended over, each once for all of it."""
    due = storage.action_clock.take_reviews(session, action_ids, now)
    hours_of = _hours(session, due, now)
    asked: set[tuple[int, int]] = set()
    for found in due:
        action = found.action
        if action.review_cycle_id is None or not is_to_decide(action):
            action.review_at = None
            continue
        if (action.review_cycle_id, action.owner_id) in asked:
            continue
        at = _may_write_at(session, found, hours_of[action.id], now)
        if at is None or at > now:
            action.review_at = at
            continue
        asked.add((action.review_cycle_id, action.owner_id))
        _ask(session, found, action.review_cycle_id, hours_of[action.id], now)
    return len(due)


def _hours(session: Session, due: Sequence[Assignment], now: datetime) -> dict[int, WorkingHours]:
    partnerships = {found.partnership.id: found.partnership for found in due}
    calendars = school_calendars.of(session, partnerships.values(), now)
    return {
        found.action.id: private_messages.hours_in(
            found.owner, found.partnership, calendars[found.partnership.id]
        )
        for found in due
    }


def _may_write_at(
    session: Session, found: Assignment, hours: WorkingHours, now: datetime
) -> datetime | None:
    """Return when to write to an owner, now or later; None for never. Now takes their day."""
    owner = found.owner
    if found.seat is None or owner.is_bot or owner.is_deactivated:
        return None
    until = owner.away_until
    if until is not None and availability.is_away(until, now):
        return cadence.next_working_moment(until, hours)
    at = cadence.next_working_moment(now, hours)
    if at > now:
        return at
    if storage.reminders.claim_day(session, owner.id, local_day(now, hours.zone)):
        return now
    return cadence.next_working_day(now, hours)


def _remind(session: Session, found: Assignment, hours: WorkingHours, now: datetime) -> None:
    action = found.action
    step = rules.step_by(action.next_step, action.due_on, local_day(now, hours.zone))
    action.next_step = rules.step_after(step)
    action.next_reminder_at = (
        None
        if action.next_step is None
        else rules.reminder_at(action.next_step, action.due_on, hours)
    )
    storage.outbox.enqueue(
        session,
        key=delivery.action_reminder_key(
            action.id, step, action.due_on.isoformat(), action.owner_id
        ),
        channel=found.owner.user_id,
        payload=action_views.reminder(item_of(session, found, now)).payload(),
        now=now,
        best_before=private_messages.end_of_hours(hours, now),
    )


def _ask(
    session: Session, found: Assignment, cycle_id: int, hours: WorkingHours, now: datetime
) -> None:
    """Ask one owner about everything that this cycle ended over; no reminder says it again."""
    for one in storage.actions.asked_about(session, cycle_id, found.owner.id):
        one.action.review_at = None
        one.action.next_step = one.action.next_reminder_at = None
    message = action_messages.review_of(
        session, found.partnership, cycle_id, found.owner.id, now=now
    )
    storage.outbox.enqueue(
        session,
        key=delivery.action_review_key(cycle_id, found.owner.id),
        channel=found.owner.user_id,
        payload=message.payload(),
        now=now,
        best_before=private_messages.end_of_hours(hours, now),
    )
