"""An action under lock, its log and its reminders: what every change of one goes through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.actions
import storage.goals
import storage.partnerships
import storage.themes
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
from bot.services.action_reading import may_tick
from bot.services.seats import Seat
from storage.actions import Assignment
from storage.models import Action, Membership, Partnership, Person


@dataclass(frozen=True)
class Wish:
    """An action as somebody wants it: what, who and by when, and the goal or theme it is for."""

    answer: ActionAnswer
    goal_id: int | None = None
    theme_id: int | None = None
    link: str = ""


def own(session: Session, action_id: int, key: PersonKey) -> tuple[Assignment, Seat]:
    """Lock the action, or refuse whoever is neither its owner nor a lead of its partnership."""
    found = find(session, action_id, lock=True)
    seat = seats.take(session, key, found.partnership.id, Right.READ)
    if not may_tick(seat.membership, found.action):
        raise Refusal(_("That action is in somebody else's hands. They or a lead can change it."))
    return found, seat


def find(session: Session, action_id: int, *, lock: bool = False) -> Assignment:
    """Return an action with all around it, or refuse; `lock` to change it."""
    found = storage.actions.find(session, action_id, lock=lock)
    if found is None:
        raise permissions.not_a_member()
    return found


def move(
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
    event = log(
        session, found, kind, person_id, now, reason=reason, form_token=form_token, after={}
    )
    action_messages.follow(session, found, event, now=now)


def log(
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
    now_agreed = agreed(found.action) if after is None else after
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


def agreed(action: Action) -> dict[str, Any]:
    """Return what is kept in the log when it changes."""
    return {
        "what": action.what,
        "owner_id": action.owner_id,
        "due_on": action.due_on.isoformat(),
        "goal_id": action.goal_id,
        "theme_id": action.theme_id,
    }


def plan_reminder(session: Session, found: Assignment, now: datetime) -> None:
    """Plan the reminder that comes first for the day that was agreed."""
    action = found.action
    hours = private_messages.hours_of_one(session, found.owner, found.partnership, now)
    action.next_step = rules.first_step(action.due_on, local_day(now, hours.zone))
    action.next_reminder_at = rules.reminder_at(action.next_step, action.due_on, hours)


def ensure_sound(
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
    owner = member(session, seat.partnership.id, wish.answer.owner)
    if owner is None and wish.answer.owner is not None:
        problems[answers.ACTION_OWNER] = not_a_member()
    problems |= _goal_problems(session, seat.partnership, wish.goal_id, known)
    problems |= _theme_problems(session, seat.partnership, wish.theme_id)
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
        return {"goal": _("That goal was retired in the meantime. Please choose another, or none.")}
    return {}


def _theme_problems(
    session: Session, partnership: Partnership, theme_id: int | None
) -> dict[str, str]:
    theme = None if theme_id is None else storage.themes.find(session, theme_id)
    if theme_id is None or (theme is not None and theme.partnership_id == partnership.id):
        return {}
    return {"theme": _("That is no longer there. Please choose another, or none.")}


def member(
    session: Session, partnership_id: int, user_id: str | None
) -> tuple[Person, Membership] | None:
    """Return who is to own an action, with their seat, if they are in the partnership."""
    members = storage.partnerships.members_of(session, partnership_id)
    return next(
        ((one.person, one.membership) for one in members if one.person.user_id == user_id), None
    )


def owners_seat(session: Session, partnership_id: int, person_id: int) -> Membership:
    """Return the seat of who is to own an action, or refuse."""
    seat = storage.partnerships.seat_of_person(session, partnership_id, person_id)
    if seat is None:
        raise Refusal(not_a_member())
    return seat


def too_long(reason: str) -> dict[str, str]:
    """Return the sentence for a reason that is longer than its box."""
    return {"reason": answers.too_long()} if len(reason) > answers.LONGEST else {}


def ensure_not_closed(partnership: Partnership) -> None:
    """Refuse a new promise where nothing happens any more."""
    if partnership.status is PartnershipStatus.CLOSED:
        raise Refusal(_("This partnership is closed, so nothing new can be promised in it."))


def refuse(problems: dict[str, str]) -> None:
    """Refuse a form that has something to mend."""
    if problems:
        raise FormRefusal(problems)
