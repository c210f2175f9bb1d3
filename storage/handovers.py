"""Queries about handing a side over: who was asked, what came of it, and what there is to know."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, select, update
from sqlalchemy.orm import Session, aliased

from bot.rules.handovers import REMIND_AFTER
from bot.rules.vocabulary import ActionStatus, CycleState, GoalStatus, HandoverState, Side
from storage.models import (
    Action,
    Adjustment,
    CheckIn,
    Cycle,
    Goal,
    GoalUpdate,
    Handover,
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
    """Return a request; `lock` to let nobody else change it, or its partnership, meanwhile."""
    if lock:
        # By itself: what is read after it is as new as the lock.
        session.execute(
            select(Partnership.id)
            .join(Handover, Handover.partnership_id == Partnership.id)
            .where(Handover.id == handover_id)
            .with_for_update(of=Partnership)
        )
    query = _asked().where(Handover.id == handover_id)
    row = session.execute(query.execution_options(populate_existing=True)).first()
    return None if row is None else Asked(*row)


def open_of(session: Session, **which: int) -> list[Asked]:
    """Return the open requests with these ids in their columns: of a partnership, to somebody.

    Nobody else changes them, or their partnerships, before this transaction ends.
    """
    columns = Handover.__table__.c
    wanted = and_(
        Handover.state == HandoverState.ASKED,
        *(columns[name] == row_id for name, row_id in which.items()),
    )
    theirs = session.scalars(select(Handover.partnership_id).where(wanted)).all()
    if not theirs:
        return []
    session.execute(
        select(Partnership.id)
        .where(Partnership.id.in_(theirs))
        .order_by(Partnership.id)
        .with_for_update()
    )
    query = _asked().where(wanted).order_by(Handover.id).execution_options(populate_existing=True)
    return [Asked(*row) for row in session.execute(query)]


def _asked() -> Select[Handover, Partnership, Person, Person]:
    leaver, successor = aliased(Person), aliased(Person)
    return (
        select(Handover, Partnership, leaver, successor)
        .join(Partnership, Partnership.id == Handover.partnership_id)
        .join(leaver, leaver.id == Handover.leaver_id)
        .join(successor, successor.id == Handover.successor_id)
    )


def asked_before(session: Session, partnership_id: int, leaver_id: int) -> dict[int, HandoverState]:
    """Return whom somebody's place was offered, the longest ago first, and what became of it."""
    rows = session.execute(
        select(Handover.successor_id, Handover.state)
        .where(Handover.partnership_id == partnership_id, Handover.leaver_id == leaver_id)
        .order_by(Handover.id)
    )
    found: dict[int, HandoverState] = {}
    for person_id, state in rows:
        found.pop(person_id, None)
        found[person_id] = state
    return found


def unanswered(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return the requests, the oldest first, that nobody has answered for long."""
    rows = look.execute(_unanswered(), {"before": now - REMIND_AFTER, "limit": limit})
    return [(row[0], row[1]) for row in rows]


@cache
def _unanswered() -> Select[str, int]:
    return (
        select(Handover.workspace_id, Handover.id)
        .join(Partnership, Partnership.id == Handover.partnership_id)
        .where(
            Handover.state == HandoverState.ASKED,
            Handover.begun_at <= bindparam("before"),
            clock_runs(),
        )
        .order_by(Handover.begun_at, Handover.id)
        .limit(bindparam("limit"))
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


def said_of_goals(
    session: Session, check_in_ids: Collection[int]
) -> Sequence[tuple[GoalUpdate, Goal]]:
    """Return what was said of goals in these check-ins, oldest goal first."""
    rows = session.execute(
        select(GoalUpdate, Goal)
        .join(Goal, Goal.id == GoalUpdate.goal_id)
        .where(GoalUpdate.check_in_id.in_(check_in_ids))
        .order_by(Goal.id)
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
