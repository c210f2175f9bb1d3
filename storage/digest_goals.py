"""What digests read of goals: those that are live, what was said of them, and their numbers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, case, select
from sqlalchemy.orm import Session, aliased

from bot.rules.vocabulary import Confidence, Direction, GoalStatus, Side
from storage.digest_checkins import LOOKS_BACK
from storage.models import Cycle, Goal, GoalUpdate

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


class LiveGoal(NamedTuple):
    """What a digest tells of a goal, and what its progress is measured against."""

    partnership_id: int
    id: int
    statement: str
    unit: str
    direction: Direction
    baseline: float | None
    target: float | None
    band: float | None
    starts_on: date | None
    due_on: date | None


def goals_of(session: Session, partnership_ids: Collection[int]) -> Sequence[LiveGoal]:
    """Return the partnerships' live goals, oldest first."""
    rows = session.execute(_goals(), {"ids": list(partnership_ids)})
    return [LiveGoal._make(row) for row in rows]


# Built once, like all of them: building takes as long as reading for five digests.
@cache
def _goals() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Goal.partnership_id,
            Goal.id,
            Goal.statement,
            Goal.unit,
            Goal.direction,
            Goal.baseline,
            Goal.target,
            Goal.band,
            Goal.starts_on,
            Goal.due_on,
        )
        .where(Goal.partnership_id.in_(_IDS), Goal.status == GoalStatus.LIVE)
        .order_by(Goal.id)
    )


class Update(NamedTuple):
    """What somebody said of a goal."""

    goal_id: int
    check_in_id: int | None
    person_id: int
    side: Side
    at: datetime
    value: float | None
    confidence: Confidence | None
    note: str


def updates_of(
    session: Session, partnership_ids: Collection[int], *, since: datetime
) -> Sequence[Update]:
    """Return what was said of the partnerships' live goals after a moment, oldest first."""
    rows = session.execute(_updates(), {"ids": list(partnership_ids), "since": since})
    return [Update._make(row) for row in rows]


@cache
def _updates() -> Select[*tuple[Any, ...]]:
    return (
        select(
            GoalUpdate.goal_id,
            GoalUpdate.check_in_id,
            GoalUpdate.person_id,
            GoalUpdate.side,
            GoalUpdate.at,
            GoalUpdate.value,
            GoalUpdate.confidence,
            GoalUpdate.note,
        )
        .join(Goal, Goal.id == GoalUpdate.goal_id)
        .where(
            Goal.partnership_id.in_(_IDS),
            Goal.status == GoalStatus.LIVE,
            GoalUpdate.at > bindparam("since", type_=GoalUpdate.at.type),
        )
        .order_by(GoalUpdate.at, GoalUpdate.id)
    )


def readings_of(
    session: Session, cycle_ids: Collection[int], now: datetime
) -> dict[tuple[int, int], float | None]:
    """Return by live goal and cycle the newest number known as the cycle ended, or now.

    `now` is for the cycles asked for; the others are those before them. Each is found by one look
    into the index: what was said between is not read, so a digest costs no more after many years.
    """
    rows = session.execute(_readings(), {"ids": list(cycle_ids), "now": now})
    return {(goal_id, cycle_id): value for goal_id, cycle_id, value in rows}


@cache
def _readings() -> Select[*tuple[Any, ...]]:
    subject = aliased(Cycle)
    until = case(
        (Cycle.id == subject.id, bindparam("now", type_=Cycle.closes_at.type)),
        else_=Cycle.closes_at,
    )
    newest = (
        select(GoalUpdate.value)
        .where(GoalUpdate.goal_id == Goal.id, GoalUpdate.at <= until, GoalUpdate.value.is_not(None))
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(1)
        .correlate(Goal, Cycle, subject)
        .scalar_subquery()
    )
    return (
        select(Goal.id, Cycle.id, newest)
        .join(subject, subject.partnership_id == Goal.partnership_id)
        .join(Cycle, Cycle.partnership_id == subject.partnership_id)
        .where(
            subject.id.in_(_IDS),
            Goal.status == GoalStatus.LIVE,
            Cycle.number.between(subject.number - LOOKS_BACK, subject.number),
        )
    )
