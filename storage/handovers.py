"""Queries about handing a side over: who was asked, what there is, and what nobody looks after."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot.rules.handovers import ASK_AGAIN_AFTER
from bot.rules.vocabulary import ActionStatus, CycleState, GoalStatus, HandoverState, Role, Side
from storage.models import (
    Action,
    Adjustment,
    CheckIn,
    Cycle,
    Goal,
    Handover,
    Membership,
    Partnership,
    Person,
)
from storage.partnerships import clock_runs


class Asked(NamedTuple):
    """A request to take a side over, and everybody it concerns."""

    handover: Handover
    partnership: Partnership
    leaver: Person
    successor: Person


def find(session: Session, handover_id: int, *, lock: bool = False) -> Asked | None:
    """Return a request; `lock` to answer it."""
    leaver, successor = aliased(Person), aliased(Person)
    query = (
        select(Handover, Partnership, leaver, successor)
        .join(Partnership, Partnership.id == Handover.partnership_id)
        .join(leaver, leaver.id == Handover.leaver_id)
        .join(successor, successor.id == Handover.successor_id)
        .where(Handover.id == handover_id)
    )
    if lock:
        query = query.with_for_update(of=Handover)
    row = session.execute(query.execution_options(populate_existing=True)).first()
    return None if row is None else Asked(*row)


def asked_of_leaver(session: Session, partnership_id: int, leaver_id: int) -> Handover | None:
    """Return the open request in somebody's place."""
    return session.scalar(
        select(Handover).where(
            Handover.partnership_id == partnership_id,
            Handover.leaver_id == leaver_id,
            Handover.state == HandoverState.ASKED,
        )
    )


def give_goals(session: Session, partnership_id: int, side: Side, old: int, new: int) -> None:
    """Let the successor own what the other owned of the goals that still go on."""
    column = Goal.school_owner_id if side is Side.SCHOOL else Goal.partner_owner_id
    session.execute(
        update(Goal)
        .where(
            Goal.partnership_id == partnership_id,
            column == old,
            Goal.status != GoalStatus.RETIRED,
        )
        .values({column.key: new})
        .execution_options(synchronize_session="fetch")
    )


def open_actions(session: Session, partnership_id: int, owner_id: int) -> Sequence[Action]:
    """Return what somebody still owes, to give to another."""
    return session.scalars(
        select(Action)
        .where(
            Action.partnership_id == partnership_id,
            Action.owner_id == owner_id,
            Action.status == ActionStatus.OPEN,
        )
        .with_for_update()
    ).all()


def last_check_ins(
    session: Session, partnership_id: int, cycles: int
) -> Sequence[tuple[Cycle, CheckIn | None]]:
    """Return the last cycles that were open, the newest first, with what was said in each."""
    newest = (
        select(Cycle.id)
        .where(Cycle.partnership_id == partnership_id, Cycle.state != CycleState.UPCOMING)
        .order_by(Cycle.number.desc())
        .limit(cycles)
    )
    rows = session.execute(
        select(Cycle, CheckIn)
        .outerjoin(CheckIn, CheckIn.cycle_id == Cycle.id)
        .where(Cycle.id.in_(newest))
        .order_by(Cycle.number.desc(), CheckIn.side.desc(), CheckIn.id)
    )
    return [(row[0], row[1]) for row in rows]


def last_adjustments(session: Session, partnership_id: int, limit: int) -> Sequence[Adjustment]:
    """Return what was decided last, the newest first."""
    return session.scalars(
        select(Adjustment)
        .where(Adjustment.partnership_id == partnership_id)
        .order_by(Adjustment.at.desc(), Adjustment.id.desc())
        .limit(limit)
    ).all()


def unowned_due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return partnerships in which something has nobody, and nobody was asked for a week."""
    rows = look.execute(_unowned_due(), {"before": now - ASK_AGAIN_AFTER, "limit": limit})
    return [(row[0], row[1]) for row in rows]


@cache
def _unowned_due() -> Select[str, int]:
    return (
        select(Partnership.workspace_id, Partnership.id)
        .where(
            _asked_at() <= bindparam("before"),
            clock_runs(),
            or_(_a_side_without_lead(), _a_goal_alone(), _an_action_alone()),
        )
        .order_by(Partnership.id)
        .limit(bindparam("limit"))
    )


def take_unowned(session: Session, partnership_id: int, now: datetime) -> Partnership | None:
    """Take a partnership to ask its leads about; nothing when another process just did."""
    found = session.scalar(
        select(Partnership)
        .where(Partnership.id == partnership_id, _asked_at() <= now - ASK_AGAIN_AFTER)
        .with_for_update(skip_locked=True)
    )
    if found is not None:
        found.unowned_asked_at = now
    return found


def _asked_at() -> ColumnElement[datetime]:
    return func.coalesce(Partnership.unowned_asked_at, Partnership.created_at)


class Unowned(NamedTuple):
    """What nobody looks after in a partnership."""

    sides: Sequence[Side]
    goals: Sequence[Goal]
    actions: Sequence[Action]


def unowned(session: Session, partnership_id: int) -> Unowned:
    """Return what nobody looks after: sides without a lead, goals and actions of who has left."""
    is_it = Partnership.id == partnership_id
    sides = [
        side for side in Side if session.scalar(select(Partnership.id).where(is_it, _no_lead(side)))
    ]
    goals = session.scalars(
        select(Goal)
        .join(Partnership, Partnership.id == Goal.partnership_id)
        .where(is_it, Goal.status == GoalStatus.LIVE, _is_alone(Goal))
        .order_by(Goal.id)
    ).all()
    actions = session.scalars(
        select(Action)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .where(is_it, Action.status == ActionStatus.OPEN, ~_is_there(Action.owner_id))
        .order_by(Action.due_on, Action.id)
    ).all()
    return Unowned(sides, goals, actions)


def _is_there(person_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return whether a person has a seat in the partnership and an account in Slack."""
    return exists().where(
        Membership.partnership_id == Partnership.id,
        Membership.person_id == person_id,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.is_deactivated.is_(False),
    )


def _no_lead(side: Side) -> ColumnElement[bool]:
    return ~exists().where(
        Membership.partnership_id == Partnership.id,
        Membership.side == side,
        Membership.role == Role.LEAD,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.is_deactivated.is_(False),
    )


def _a_side_without_lead() -> ColumnElement[bool]:
    return or_(_no_lead(Side.SCHOOL), _no_lead(Side.PARTNER))


def _is_alone(goal: type[Goal]) -> ColumnElement[bool]:
    return or_(
        *(
            or_(owner.is_(None), ~_is_there(owner))
            for owner in (goal.school_owner_id, goal.partner_owner_id)
        )
    )


def _a_goal_alone() -> ColumnElement[bool]:
    return exists().where(
        and_(
            Goal.partnership_id == Partnership.id,
            Goal.status == GoalStatus.LIVE,
            _is_alone(Goal),
        )
    )


def _an_action_alone() -> ColumnElement[bool]:
    return exists().where(
        and_(
            Action.partnership_id == Partnership.id,
            Action.status == ActionStatus.OPEN,
            ~_is_there(Action.owner_id),
        )
    )
