"""Use cases around actions: give, tick off, take back, change, carry over, drop."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.actions
import storage.goals
import storage.partnerships
from bot.rules import actions as rules
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import ActionChange, ActionStatus
from bot.services import action_keeping, action_messages, seats
from bot.services.action_keeping import Wish
from bot.services.action_reading import carry_day, item_of
from bot.services.seats import Seat
from bot.views.actions import ActionItem
from storage.actions import Assignment


def give_in_check_in(
    session: Session,
    *,
    partnership_id: int,
    check_in_id: int,
    giver_id: int,
    what: str,
    owner_id: int,
    due_on: date,
    now: datetime,
) -> int:
    """Keep the one action of a check-in and tell an owner who did not choose it; return its id.

    Given again it takes the new words, owner and date, unless it is done already. `owner_id` is the
    person's row; that they are a current member is the caller's to check.
    """
    before, action_id = storage.actions.save_of_check_in(
        session,
        check_in_id=check_in_id,
        partnership_id=partnership_id,
        given_by_id=giver_id,
        created_at=now,
        what=what,
        owner_id=owner_id,
        side=action_keeping.owners_seat(session, partnership_id, owner_id).side,
        due_on=due_on,
    )
    found = action_keeping.find(session, action_id)
    was = None if before is None else action_keeping.agreed(before)
    if before is None or (was, before.status) != (
        action_keeping.agreed(found.action),
        found.action.status,
    ):
        kind = ActionChange.GIVEN if before is None else ActionChange.CHANGED
        event = action_keeping.log(session, found, kind, giver_id, now, before=was)
        action_keeping.plan_reminder(session, found, now)
        action_messages.follow(session, found, event, now=now)
    action_messages.tell_owner(session, found, now=now)
    return action_id


def withdraw(session: Session, *, check_in_id: int, person_id: int, now: datetime) -> None:
    """Drop the open action of a check-in whose author took it out again."""
    action = storage.actions.of_check_in(session, check_in_id)
    if action is not None and action.status is ActionStatus.OPEN:
        found = action_keeping.find(session, action.id)
        action_keeping.move(
            session, found, person_id, ActionStatus.DROPPED, ActionChange.DROPPED, now
        )


def give(
    session: Session,
    partnership_id: int,
    wish: Wish,
    *,
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> ActionItem:
    """Give an action of its own; a form gives one however often it comes."""
    seat = seats.take(session, key, partnership_id, Right.CHECK_IN)
    action_keeping.ensure_not_closed(seat.partnership)
    owner, owners_seat, due_on = action_keeping.ensure_sound(session, seat, wish, now=now)
    action_id, is_new = storage.actions.add(
        session,
        form_token=form_token,
        partnership_id=partnership_id,
        given_by_id=seat.person.id,
        created_at=now,
        what=wish.answer.what,
        owner_id=owner.id,
        side=owners_seat.side,
        due_on=due_on,
        goal_id=wish.goal_id,
        theme_id=wish.theme_id,
        link=wish.link,
    )
    found = action_keeping.find(session, action_id)
    if is_new:
        action_keeping.log(session, found, ActionChange.GIVEN, seat.person.id, now)
        action_keeping.plan_reminder(session, found, now)
        action_messages.tell_owner(session, found, now=now)
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def finish(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Tick an action off; again changes nothing."""
    found, seat = action_keeping.own(session, action_id, key)
    if found.action.status is ActionStatus.DROPPED:
        rules.ensure_open(found.action.status)
    if found.action.status is ActionStatus.OPEN:
        action_keeping.move(
            session, found, seat.person.id, ActionStatus.DONE, ActionChange.DONE, now
        )
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def reopen(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Take a tick back; what was dropped stays so."""
    found, seat = action_keeping.own(session, action_id, key)
    if found.action.status is ActionStatus.DONE:
        action_keeping.move(
            session, found, seat.person.id, ActionStatus.OPEN, ActionChange.REOPENED, now
        )
        action_keeping.plan_reminder(session, found, now)
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def drop(
    session: Session,
    action_id: int,
    *,
    reason: str,
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> ActionItem:
    """Take an action off the list undone, and keep why; one that is done stays done."""
    found, seat = action_keeping.own(session, action_id, key)
    if found.action.status is ActionStatus.OPEN:
        action_keeping.refuse({**rules.without_reason(reason), **action_keeping.too_long(reason)})
        action_keeping.move(
            session,
            found,
            seat.person.id,
            ActionStatus.DROPPED,
            ActionChange.DROPPED,
            now,
            reason=reason,
            form_token=form_token,
        )
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def change(
    session: Session,
    action_id: int,
    wish: Wish,
    *,
    reason: str,
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> ActionItem:
    """Change an open action's words, owner, date or goal; what it was before is kept with why."""
    found, seat = action_keeping.own(session, action_id, key)
    if storage.actions.is_form_known(session, form_token):
        return item_of(session, found, now)
    rules.ensure_open(found.action.status)
    action, was = found.action, action_keeping.agreed(found.action)
    owner, owners_seat, due_on = action_keeping.ensure_sound(
        session, seat, wish, now=now, known=action
    )
    action_keeping.refuse(action_keeping.too_long(reason))
    action.what = wish.answer.what
    action.goal_id, action.theme_id = wish.goal_id, wish.theme_id
    if action.owner_id != owner.id:
        action.owner_id, action.side = owner.id, owners_seat.side
    action.due_on, action.reviewed_at = due_on, now
    session.flush()
    found = action_keeping.find(session, action_id)
    _settle(
        session, found, seat, ActionChange.CHANGED, was, now, reason=reason, form_token=form_token
    )
    return item_of(session, found, now)


def carry_over(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Carry an open action over to when the next check-in is due; once a cycle's end."""
    found, seat = action_keeping.own(session, action_id, key)
    rules.ensure_open(found.action.status)
    day = carry_day(session, found.partnership, now)
    if found.action.due_on < day:
        was = action_keeping.agreed(found.action)
        found.action.due_on, found.action.reviewed_at = day, now
        session.flush()
        _settle(session, found, seat, ActionChange.CARRIED_OVER, was, now)
    return item_of(session, found, now)


def _settle(
    session: Session,
    found: Assignment,
    seat: Seat,
    kind: ActionChange,
    was: Mapping[str, Any],
    now: datetime,
    *,
    reason: str = "",
    form_token: str | None = None,
) -> None:
    """Log what was agreed anew, and bring in line with it whatever was said and planned."""
    event = action_keeping.log(
        session,
        found,
        kind,
        seat.person.id,
        now,
        before=was,
        reason=reason,
        form_token=form_token,
    )
    action_keeping.plan_reminder(session, found, now)
    action_messages.follow(session, found, event, now=now)
    if was["owner_id"] != found.action.owner_id and found.owner.id != seat.person.id:
        action_messages.tell_owner(session, found, passed_on_by=event, now=now)
    action_messages.bring_into_digest(session, found, now=now)
