"""What is said of actions, and how it follows when they change: to owners, and in the digest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

import storage.actions
import storage.outbox
import storage.people
from bot.rules import delivery, permissions
from bot.rules.cadence import next_working_moment
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import ActionStatus, ActionStep
from bot.services import cycles, digests, private_messages, seats
from bot.services.action_reading import item_of
from bot.views import actions as action_views
from bot.views.kit import Message
from storage.actions import Assignment
from storage.models import ActionEvent, Cycle, Partnership, Person

NEWS_FOR = timedelta(days=7)


def tell_owner(
    session: Session, found: Assignment, *, passed_on_by: int | None = None, now: datetime
) -> None:
    """Tell an owner who did not take it on themselves; `passed_on_by` is the change that did it."""
    action, owner = found.action, found.owner
    if action.status is not ActionStatus.OPEN:
        return
    if passed_on_by is None and found.giver is not None and found.giver.id == owner.id:
        return
    hours = private_messages.hours_of_one(session, owner, found.partnership, now)
    at = next_working_moment(now, hours)
    key = (
        delivery.action_key(action.id, owner.id)
        if passed_on_by is None
        else delivery.action_passed_on_key(action.id, passed_on_by)
    )
    storage.outbox.enqueue(
        session,
        key=key,
        channel=owner.user_id,
        payload=action_views.given(item_of(session, found, now)).payload(),
        now=now,
        due_at=at,
        best_before=at + NEWS_FOR,
    )


def follow(session: Session, found: Assignment, event: int, *, now: datetime) -> None:
    """Bring what was said of an action in line with what became of it by a change."""
    item = item_of(session, found, now)
    events = storage.actions.events_of(session, found.action.id)
    owners = storage.people.by_id(session, _owners(found, events))
    for key, user_id in _messages(session, found, events, owners).items():
        is_theirs = user_id == found.owner.user_id
        message = action_views.current(item) if is_theirs else action_views.passed_on(item)
        if not is_theirs or found.action.status is not ActionStatus.OPEN:
            # One that is not on its way yet need not come at all.
            storage.outbox.withdraw(session, key, now=now)
        _change(session, key, user_id, message, event, now)
    _change_review(session, found, event, owners.values(), now)


def bring_into_digest(session: Session, found: Assignment, *, now: datetime) -> None:
    """Show in the newest digest, if there is one already, what became of an action."""
    change = f"action-{found.action.id}"
    digests.refresh_newest(session, found.partnership.id, change=change, now=now)


def _change_review(
    session: Session, found: Assignment, event: int, owners: Iterable[Person], now: datetime
) -> None:
    """Show in the questions at a cycle's end, where they were asked, what was decided."""
    cycle_id = found.action.review_cycle_id
    if cycle_id is None:
        return
    for person in owners:
        key = delivery.action_review_key(cycle_id, person.id)
        if storage.outbox.queued(session, [key]):
            message = review_of(session, found.partnership, cycle_id, person.id, now=now)
            _change(session, key, person.user_id, message, event, now)


def review_of(
    session: Session, partnership: Partnership, cycle_id: int, owner_id: int, *, now: datetime
) -> Message:
    """Return the question what becomes of an owner's actions, as it stands now."""
    asked = storage.actions.asked_about(session, cycle_id, owner_id)
    cycle = session.get_one(Cycle, cycle_id)
    items = [item_of(session, one, now) for one in asked]
    return action_views.review(items, partnership.name, cycles.name_of(partnership, cycle))


def review_with(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> Message:
    """Return the question that an action is in, for its owner who just decided over it."""
    found = storage.actions.find(session, action_id)
    if found is None or found.action.review_cycle_id is None:
        raise permissions.not_a_member()
    seats.take(session, key, found.partnership.id, Right.READ)
    return review_of(
        session, found.partnership, found.action.review_cycle_id, found.owner.id, now=now
    )


def _change(
    session: Session, key: str, user_id: str, message: Message, event: int, now: datetime
) -> None:
    storage.outbox.enqueue(
        session,
        key=delivery.action_change_key(key, event),
        after_key=key,
        method=storage.outbox.UPDATE,
        channel=user_id,
        payload=message.payload(),
        now=now,
        best_before=now + NEWS_FOR,
    )


def _owners(found: Assignment, events: Iterable[ActionEvent]) -> set[int]:
    """Return everybody whose hands an action has been in."""
    return {found.action.owner_id, *_ever(events, "owner_id")}


def _ever(events: Iterable[ActionEvent], name: str) -> set[Any]:
    states = [state for event in events for state in (event.before, event.after)]
    return {state[name] for state in states if name in state}


def _messages(
    session: Session,
    found: Assignment,
    events: Sequence[ActionEvent],
    owners: Mapping[int, Person],
) -> dict[str, str]:
    """Return the keys of what was said of an action privately, each with who was told."""
    action_id = found.action.id
    days = {found.action.due_on.isoformat(), *_ever(events, "due_on")}
    keys = {
        delivery.action_passed_on_key(action_id, event.id): event.after["owner_id"]
        for event in events
        if "owner_id" in event.after
    }
    for owner_id in owners:
        keys[delivery.action_key(action_id, owner_id)] = owner_id
        for day in days:
            for step in ActionStep:
                keys[delivery.action_reminder_key(action_id, step, day, owner_id)] = owner_id
    return {key: owners[keys[key]].user_id for key in sorted(storage.outbox.queued(session, keys))}
