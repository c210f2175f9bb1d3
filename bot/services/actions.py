"""Use cases around actions: give, tick off, take back, change, carry over, drop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.actions
import storage.goals
import storage.partnerships
from bot.rules import actions as rules
from bot.rules import answers, permissions
from bot.rules.answers import ActionAnswer
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, Refusal
from bot.rules.vocabulary import ActionChange, ActionStatus, GoalStatus, PartnershipStatus
from bot.services import action_messages, private_messages, seats
from bot.services.action_reading import carry_day, item_of, may_tick
from bot.services.seats import Seat
from bot.views.actions import ActionItem
from storage.actions import Assignment
from storage.models import Action, Membership, Partnership, Person


@dataclass(frozen=True)
class Wish:
    """An action as somebody wants it: what, who and by when, and the goal it is for."""

    answer: ActionAnswer
    goal_id: int | None = None
    link: str = ""


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
        side=_seat(session, partnership_id, owner_id).side,
        due_on=due_on,
    )
    found = _found(session, action_id)
    was = None if before is None else _agreed(before)
    if before is None or (was, before.status) != (_agreed(found.action), found.action.status):
        kind = ActionChange.GIVEN if before is None else ActionChange.CHANGED
        event = _log(session, found, kind, giver_id, now, before=was)
        _plan_reminder(session, found, now)
        action_messages.follow(session, found, event, now=now)
    action_messages.tell_owner(session, found, now=now)
    return action_id


def withdraw(session: Session, *, check_in_id: int, person_id: int, now: datetime) -> None:
    """Drop the open action of a check-in whose author took it out again."""
    action = storage.actions.of_check_in(session, check_in_id)
    if action is not None and action.status is ActionStatus.OPEN:
        found = _found(session, action.id)
        _move(session, found, person_id, ActionStatus.DROPPED, ActionChange.DROPPED, now)


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
    _ensure_not_closed(seat.partnership)
    owner, owners_seat, due_on = _ensure_sound(session, seat, wish, now=now)
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
        link=wish.link,
    )
    found = _found(session, action_id)
    if is_new:
        _log(session, found, ActionChange.GIVEN, seat.person.id, now)
        _plan_reminder(session, found, now)
        action_messages.tell_owner(session, found, now=now)
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def finish(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Tick an action off; again changes nothing."""
    found, seat = _own(session, action_id, key)
    if found.action.status is ActionStatus.DROPPED:
        rules.ensure_open(found.action.status)
    if found.action.status is ActionStatus.OPEN:
        _move(session, found, seat.person.id, ActionStatus.DONE, ActionChange.DONE, now)
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def reopen(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Take a tick back; what was dropped stays so."""
    found, seat = _own(session, action_id, key)
    if found.action.status is ActionStatus.DONE:
        _move(session, found, seat.person.id, ActionStatus.OPEN, ActionChange.REOPENED, now)
        _plan_reminder(session, found, now)
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
    found, seat = _own(session, action_id, key)
    if found.action.status is ActionStatus.OPEN:
        _refuse({**rules.without_reason(reason), **_too_long(reason)})
        _move(
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
    found, seat = _own(session, action_id, key)
    if storage.actions.is_form_known(session, form_token):
        return item_of(session, found, now)
    rules.ensure_open(found.action.status)
    action, was = found.action, _agreed(found.action)
    owner, owners_seat, due_on = _ensure_sound(session, seat, wish, now=now, known=action)
    _refuse(_too_long(reason))
    action.what, action.goal_id = wish.answer.what, wish.goal_id
    if action.owner_id != owner.id:
        action.owner_id, action.side = owner.id, owners_seat.side
    action.due_on, action.reviewed_at = due_on, now
    session.flush()
    _settle_change(session, _found(session, action_id), seat, was, reason, form_token, now)
    return item_of(session, _found(session, action_id), now)


def carry_over(session: Session, action_id: int, *, key: PersonKey, now: datetime) -> ActionItem:
    """Carry an open action over to when the next check-in is due; once a cycle's end."""
    found, seat = _own(session, action_id, key)
    rules.ensure_open(found.action.status)
    day = carry_day(session, found.partnership, now)
    if found.action.due_on < day:
        was = _agreed(found.action)
        found.action.due_on, found.action.reviewed_at = day, now
        session.flush()
        kind = ActionChange.CARRIED_OVER
        event = _log(session, found, kind, seat.person.id, now, before=was)
        _plan_reminder(session, found, now)
        action_messages.follow(session, found, event, now=now)
        action_messages.bring_into_digest(session, found, now=now)
    return item_of(session, found, now)


def _settle_change(
    session: Session,
    found: Assignment,
    seat: Seat,
    was: Mapping[str, Any],
    reason: str,
    form_token: str,
    now: datetime,
) -> None:
    event = _log(
        session,
        found,
        ActionChange.CHANGED,
        seat.person.id,
        now,
        before=was,
        reason=reason,
        form_token=form_token,
    )
    _plan_reminder(session, found, now)
    action_messages.follow(session, found, event, now=now)
    if was["owner_id"] != found.action.owner_id and found.owner.id != seat.person.id:
        action_messages.tell_owner(session, found, passed_on_by=event, now=now)
    action_messages.bring_into_digest(session, found, now=now)


def _move(
    session: Session,
    found: Assignment,
    person_id: int,
    status: ActionStatus,
    kind: ActionChange,
    now: datetime,
    *,
    reason: str = "",
    form_token: str | None = None,
) -> None:
    """Take an action to another status, log it, and let what was said of it follow."""
    action = found.action
    action.status = status
    action.finished_at = now if status is ActionStatus.DONE else None
    action.reviewed_at = now
    session.flush()
    event = _log(
        session, found, kind, person_id, now, reason=reason, form_token=form_token, after={}
    )
    action_messages.follow(session, found, event, now=now)


def _log(
    session: Session,
    found: Assignment,
    kind: ActionChange,
    person_id: int,
    now: datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    form_token: str | None = None,
) -> int:
    """Write what is different; without `before` everything is."""
    now_agreed = _agreed(found.action) if after is None else after
    changed = [name for name, value in now_agreed.items() if (before or {}).get(name) != value]
    return storage.actions.add_event(
        session,
        found.action.id,
        kind,
        person_id=person_id,
        at=now,
        reason=reason,
        before={name: before[name] for name in changed} if before else {},
        after={name: now_agreed[name] for name in changed},
        form_token=form_token,
    )


def _agreed(action: Action) -> dict[str, Any]:
    """Return what is kept in the log when it changes."""
    return {
        "what": action.what,
        "owner_id": action.owner_id,
        "due_on": action.due_on.isoformat(),
        "goal_id": action.goal_id,
    }


def _plan_reminder(session: Session, found: Assignment, now: datetime) -> None:
    """Plan the reminder that comes first for the day that was agreed."""
    action = found.action
    hours = private_messages.hours_of_one(session, found.owner, found.partnership, now)
    action.next_step = rules.first_step(action.due_on, local_day(now, hours.zone))
    action.next_reminder_at = rules.reminder_at(action.next_step, action.due_on, hours)


def _ensure_sound(
    session: Session,
    seat: Seat,
    wish: Wish,
    *,
    now: datetime,
    known: Action | None = None,
) -> tuple[Person, Membership, date]:
    """Refuse what an action lacks; return its owner and its day. `known` is it as it was before."""
    today = local_day(now, seat.partnership.time_zone)
    earliest = today if known is None else min(today, known.due_on)
    problems = answers.action_problems(wish.answer, earliest, required=True)
    if len(wish.answer.what) > answers.LONGEST:
        problems[answers.ACTION_WHAT] = answers.too_long()
    owner = _member(session, seat.partnership.id, wish.answer.owner)
    if owner is None and wish.answer.owner is not None:
        problems[answers.ACTION_OWNER] = not_a_member()
    problems |= _goal_problems(session, seat.partnership, wish.goal_id, known)
    if problems or owner is None or wish.answer.due_on is None:
        raise FormRefusal(problems)
    return *owner, wish.answer.due_on


def not_a_member() -> str:
    """Say that an action can only be given to somebody of the partnership."""
    return _("They are not in this partnership. Please choose one of its people.")


def _goal_problems(
    session: Session, partnership: Partnership, goal_id: int | None, known: Action | None
) -> dict[str, str]:
    if goal_id is None or (known is not None and known.goal_id == goal_id):
        return {}
    theirs = {goal.id: goal for goal in storage.goals.of_partnership(session, partnership.id)}
    goal = theirs.get(goal_id)
    if goal is None or goal.status is GoalStatus.RETIRED:
        return {"goal": _("That goal was retired meanwhile. Please choose another, or none.")}
    return {}


def _member(
    session: Session, partnership_id: int, user_id: str | None
) -> tuple[Person, Membership] | None:
    members = storage.partnerships.members_of(session, partnership_id)
    return next(
        ((one.person, one.membership) for one in members if one.person.user_id == user_id), None
    )


def _seat(session: Session, partnership_id: int, person_id: int) -> Membership:
    seat = storage.partnerships.seat_of_person(session, partnership_id, person_id)
    if seat is None:
        raise Refusal(not_a_member())
    return seat


def _too_long(reason: str) -> dict[str, str]:
    return {"reason": answers.too_long()} if len(reason) > answers.LONGEST else {}


def _ensure_not_closed(partnership: Partnership) -> None:
    if partnership.status is PartnershipStatus.CLOSED:
        raise Refusal(_("This partnership is closed, so nothing new can be promised in it."))


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise FormRefusal(problems)


def _own(session: Session, action_id: int, key: PersonKey) -> tuple[Assignment, Seat]:
    """Lock the action, or refuse whoever is neither its owner nor a lead of its partnership."""
    found = _found(session, action_id, lock=True)
    seat = seats.take(session, key, found.partnership.id, Right.READ)
    if not may_tick(seat.membership, found.action):
        raise Refusal(_("That action is in somebody else's hands. They or a lead can change it."))
    return found, seat


def _found(session: Session, action_id: int, *, lock: bool = False) -> Assignment:
    found = storage.actions.find(session, action_id, lock=lock)
    if found is None:
        raise permissions.not_a_member()
    return found
