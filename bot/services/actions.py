"""Use cases around actions: give, tick off, take back, drop, list."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

import storage.actions
import storage.outbox
import storage.partnerships
from bot.rules import delivery, permissions
from bot.rules.availability import hours_of
from bot.rules.cadence import local_day, next_working_moment
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import ActionStatus
from bot.services import school_calendars, seats
from bot.views.actions import ActionItem, given
from storage.actions import Assignment
from storage.models import Action, Membership

_NEWS_FOR = timedelta(days=7)


def give(
    session: Session,
    *,
    partnership_id: int,
    check_in_id: int,
    what: str,
    owner_id: int,
    due_on: date,
    now: datetime,
) -> int:
    """Keep the one action of a check-in and tell an owner who did not choose it; return its id.

    Given again it takes the new words, owner and date, unless it is done already. `owner_id` is the
    person's row; that they are a current member is the caller's to check.
    """
    action_id = storage.actions.save(
        session,
        partnership_id=partnership_id,
        check_in_id=check_in_id,
        what=what,
        owner_id=owner_id,
        due_on=due_on,
        now=now,
    )
    _tell_owner(session, _find(session, action_id), now)
    return action_id


def withdraw(session: Session, *, check_in_id: int, now: datetime) -> None:
    """Drop the open action of a check-in whose author took it out again."""
    action = storage.actions.of_check_in(session, check_in_id)
    if action is not None:
        storage.actions.move(session, action.id, ActionStatus.OPEN, ActionStatus.DROPPED, now)


def finish(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Tick an action off; again changes nothing."""
    assignment = _own(session, action_id, key)
    if assignment.action.status is ActionStatus.DROPPED:
        raise Refusal(_("That action was dropped meanwhile, so there is nothing left to do."))
    storage.actions.move(session, action_id, ActionStatus.OPEN, ActionStatus.DONE, now)
    return _item(assignment, now)


def reopen(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Take a tick back."""
    assignment = _own(session, action_id, key)
    storage.actions.move(session, action_id, ActionStatus.DONE, ActionStatus.OPEN, None)
    return _item(assignment, now)


def drop(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Take an action off the list undone; one that is done stays done."""
    assignment = _own(session, action_id, key)
    storage.actions.move(session, action_id, ActionStatus.OPEN, ActionStatus.DROPPED, now)
    return _item(assignment, now)


def to_do(session: Session, *, key: PersonKey, now: datetime) -> list[ActionItem]:
    """List what the person owes over all their partnerships, soonest due first."""
    return [
        ActionItem(
            action_id=action.id,
            what=action.what,
            due_on=action.due_on,
            today=local_day(now, partnership.time_zone),
            partnership=partnership.name,
            owner=key.user_id,
        )
        for action, partnership in storage.actions.open_of_person(session, key)
    ]


def open_in(
    session: Session, partnership_ids: Iterable[int], *, key: PersonKey, now: datetime
) -> list[ActionItem]:
    """List the open actions of those partnerships that are the person's, soonest due first."""
    asked = set(partnership_ids)
    theirs = {
        partnership.id: (partnership, membership)
        for partnership, membership in storage.partnerships.of_person(session, key)
        if partnership.id in asked
    }
    items = []
    for action, owner in storage.actions.open_of(session, theirs):
        partnership, membership = theirs[action.partnership_id]
        items.append(
            ActionItem(
                action_id=action.id,
                what=action.what,
                due_on=action.due_on,
                today=local_day(now, partnership.time_zone),
                partnership=partnership.name,
                owner=owner.user_id,
                may_tick=_may_tick(membership, action),
            )
        )
    return items


def _tell_owner(session: Session, assignment: Assignment, now: datetime) -> None:
    action, owner, giver = assignment.action, assignment.owner, assignment.giver
    if action.status is not ActionStatus.OPEN or (giver is not None and giver.id == owner.id):
        return
    partnership = assignment.partnership
    hours = hours_of(
        owner.hours_start,
        owner.hours_end,
        zone=owner.time_zone or partnership.time_zone,
        calendar=school_calendars.of_one(session, partnership, now),
    )
    at = next_working_moment(now, hours)
    storage.outbox.enqueue(
        session,
        key=delivery.action_key(action.id, owner.id),
        channel=owner.user_id,
        payload=given(_item(assignment, now)).payload(),
        now=now,
        due_at=at,
        best_before=at + _NEWS_FOR,
    )


def _own(session: Session, action_id: int, key: PersonKey) -> Assignment:
    """Return the action, or refuse whoever is neither its owner nor a lead of its partnership."""
    assignment = _find(session, action_id)
    seat = seats.take(session, key, assignment.partnership.id, Right.READ)
    if not _may_tick(seat.membership, assignment.action):
        raise Refusal(_("That action is in somebody else's hands. They or a lead can change it."))
    return assignment


def _may_tick(membership: Membership, action: Action) -> bool:
    return membership.person_id == action.owner_id or permissions.may(
        membership.role, Right.MANAGE_PARTNERSHIP
    )


def _find(session: Session, action_id: int) -> Assignment:
    assignment = storage.actions.find(session, action_id)
    if assignment is None:
        raise permissions.not_a_member()
    return assignment


def _item(assignment: Assignment, now: datetime) -> ActionItem:
    return ActionItem(
        action_id=assignment.action.id,
        what=assignment.action.what,
        due_on=assignment.action.due_on,
        today=local_day(now, assignment.partnership.time_zone),
        partnership=assignment.partnership.name,
        owner=assignment.owner.user_id,
        giver=assignment.giver.user_id if assignment.giver else None,
    )
