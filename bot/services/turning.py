"""Turning the curve: which goals a saved check-in is asked about, and what is answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import storage.goals
import storage.turning
from bot.rules import permissions, turning
from bot.rules.cadence import local_day
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal
from bot.rules.turning import TurningAnswer
from bot.services import actions, digests, seats
from bot.services.action_keeping import Wish
from bot.services.checkin_forms import ensure_answerable
from bot.services.goal_reading import plan_of
from bot.services.goals import Said, ensure_live
from bot.services.seats import Seat
from bot.views.turning import TurningForm
from storage.models import CheckIn, Cycle, Goal, TurningNote


def to_ask(session: Session, check_in_id: int, *, key: PersonKey, now: datetime) -> list[int]:
    """Return the goals that a check-in calls off track, or that are off pace, and are not turned.

    Goals that it says nothing of are left alone.
    """
    _check_in, _cycle, seat = own(session, check_in_id, key)
    rows = storage.turning.without_note(session, check_in_id)
    said = [Said.kept(goal, update) for goal, update in rows]
    return [goal.id for goal in _off_course(seat, said, now)]


def any_off_course(seat: Seat, said: Sequence[Said], *, now: datetime) -> bool:
    """Say whether anything of this is about a goal off its way, before asking the record more."""
    return bool(_off_course(seat, said, now))


def _off_course(seat: Seat, said: Sequence[Said], now: datetime) -> list[Goal]:
    today = local_day(now, seat.partnership.time_zone)
    return [
        one.goal
        for one in said
        if not one.is_empty
        and turning.is_off_course(
            plan_of(one.goal, None, None).aim,
            one.goal.current_value if one.value is None else one.value,
            one.confidence,
            today,
        )
    ]


def form(
    session: Session,
    check_in_id: int,
    goal_ids: Sequence[int],
    *,
    first: int,
    key: PersonKey,
    now: datetime,
) -> TurningForm:
    """Return the questions for the first of these goals; `first` is its place among all asked."""
    _check_in, _cycle, seat = own(session, check_in_id, key)
    goal = _goal(session, seat, goal_ids[0])
    return TurningForm(
        goal_id=goal.id,
        statement=goal.statement,
        aim=plan_of(goal, None, None).aim,
        unit=goal.unit,
        current=goal.current_value,
        today=local_day(now, seat.partnership.time_zone),
        place=first,
        of=first + len(goal_ids) - 1,
    )


def answer(
    session: Session,
    check_in_id: int,
    goal_id: int,
    filled: TurningAnswer,
    *,
    key: PersonKey,
    now: datetime,
) -> None:
    """Keep how a goal is to be turned; its next step becomes an action, once."""
    check_in, cycle, seat = own(session, check_in_id, key)
    ensure_answerable(session, seat, cycle, now)
    goal = _goal(session, seat, goal_id)
    ensure_live(goal)
    found = turning.problems(filled, local_day(now, seat.partnership.time_zone))
    if found:
        raise FormRefusal(found)
    before = storage.turning.find(session, check_in_id, goal_id)
    if before is not None and _says(before) == filled.texts:
        return
    action_id = None if before is None else before.action_id
    if not filled.action.is_empty:
        wish, once = Wish(filled.action, goal_id=goal_id), f"turning:{check_in_id}:{goal_id}"
        item = actions.give(session, cycle.partnership_id, wish, form_token=once, key=key, now=now)
        action_id = item.action_id
    storage.turning.save(
        session,
        check_in_id=check_in.id,
        goal_id=goal.id,
        person_id=seat.person.id,
        side=seat.membership.side,
        at=now,
        story=filled.story,
        helpers=filled.helpers,
        what_works=filled.what_works,
        action_id=action_id,
    )
    if cycle.digested_at is not None:
        change = f"turning-{check_in.id}-{goal.id}"
        digests.refresh(session, cycle.id, change=change, now=now)


def own(session: Session, check_in_id: int, key: PersonKey) -> tuple[CheckIn, Cycle, Seat]:
    """Return a check-in for who gave it; nobody else has anything to add to it."""
    found = storage.turning.check_in_of(session, check_in_id)
    if found is None:
        raise permissions.not_a_member()
    check_in, cycle = found
    seat = seats.take(session, key, cycle.partnership_id, Right.CHECK_IN)
    if check_in.person_id != seat.person.id:
        raise permissions.not_a_member()
    return check_in, cycle, seat


def _says(note: TurningNote) -> tuple[str, str, str]:
    return note.story, note.helpers, note.what_works


def _goal(session: Session, seat: Seat, goal_id: int) -> Goal:
    goals = storage.goals.of_partnership(session, seat.partnership.id)
    for goal in goals:
        if goal.id == goal_id:
            return goal
    raise permissions.not_a_member()
