"""Queries about goals that the two sides see very differently."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import Confidence, Role, Side
from storage.database import insert_into, workspace_of
from storage.models import (
    CheckIn,
    ConfidenceGap,
    Cycle,
    Goal,
    GoalUpdate,
    Membership,
    Partnership,
    Person,
)


class Judgement(NamedTuple):
    """What somebody said of a goal in a cycle."""

    goal_id: int
    side: Side
    confidence: Confidence
    at: datetime
    note: str


def judgements(session: Session, cycle: Cycle, goal_ids: Collection[int]) -> list[Judgement]:
    """Return how sure people are of these goals in a cycle, in check-ins and between."""
    asked = {"goal_ids": list(goal_ids), "cycle_id": cycle.id, "opens_at": cycle.opens_at}
    return [Judgement._make(row) for row in session.execute(_judgements(), asked)]


# Put together once: every check-in asks for it.
@cache
def _judgements() -> Select[*tuple[Any, ...]]:
    return (
        select(
            GoalUpdate.goal_id,
            GoalUpdate.side,
            GoalUpdate.confidence,
            GoalUpdate.at,
            GoalUpdate.note,
        )
        .outerjoin(CheckIn, CheckIn.id == GoalUpdate.check_in_id)
        .where(
            GoalUpdate.goal_id.in_(bindparam("goal_ids", expanding=True)),
            GoalUpdate.confidence.is_not(None),
            or_(
                CheckIn.cycle_id == bindparam("cycle_id"),
                and_(
                    GoalUpdate.check_in_id.is_(None),
                    GoalUpdate.at >= bindparam("opens_at", type_=GoalUpdate.at.type),
                ),
            ),
        )
        .order_by(GoalUpdate.at, GoalUpdate.id)
    )


def add(session: Session, cycle_id: int, goal_id: int, *, now: datetime) -> int:
    """Remember a gap once a goal and cycle; return its id."""
    session.execute(
        insert_into(session, ConfidenceGap)
        .values(
            workspace_id=workspace_of(session), cycle_id=cycle_id, goal_id=goal_id, found_at=now
        )
        .on_conflict_do_nothing(index_elements=["cycle_id", "goal_id"])
    )
    return session.scalars(
        select(ConfidenceGap.id).where(
            ConfidenceGap.cycle_id == cycle_id, ConfidenceGap.goal_id == goal_id
        )
    ).one()


def find(
    session: Session, gap_id: int, *, lock: bool = False
) -> tuple[ConfidenceGap, Cycle, Goal, Partnership] | None:
    """Return a gap with where it is; `lock` to change it."""
    query = (
        select(ConfidenceGap, Cycle, Goal, Partnership)
        .join(Cycle, Cycle.id == ConfidenceGap.cycle_id)
        .join(Goal, Goal.id == ConfidenceGap.goal_id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(ConfidenceGap.id == gap_id)
    )
    if lock:
        query = query.with_for_update(of=ConfidenceGap)
    row = session.execute(query.execution_options(populate_existing=True)).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def of_cycles(session: Session, cycle_ids: Collection[int]) -> Sequence[ConfidenceGap]:
    """Return the gaps of cycles."""
    return session.scalars(select(ConfidenceGap).where(ConfidenceGap.cycle_id.in_(cycle_ids))).all()


def who_is_told(session: Session, partnership_id: int) -> Sequence[tuple[Side, Role, Person]]:
    """Return the leads and deputies of both sides who can be written to, in a steady order."""
    rows = session.execute(
        select(Membership.side, Membership.role, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.partnership_id == partnership_id,
            Membership.ended_at.is_(None),
            Membership.role.in_((Role.LEAD, Role.DEPUTY)),
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
        )
        .order_by(Person.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
