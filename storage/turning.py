"""Queries about how curves are to be turned."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import GoalStatus
from storage.database import insert_into, workspace_of
from storage.models import CheckIn, Cycle, Goal, GoalUpdate, Person, TurningNote


def check_in_of(session: Session, check_in_id: int) -> tuple[CheckIn, Cycle] | None:
    """Return a check-in with its cycle, which nobody closes before this transaction ends."""
    row = session.execute(
        select(CheckIn, Cycle)
        .join(Cycle, Cycle.id == CheckIn.cycle_id)
        .where(CheckIn.id == check_in_id)
        .with_for_update(of=Cycle)
    ).first()
    return None if row is None else (row[0], row[1])


def without_note(session: Session, check_in_id: int) -> Sequence[tuple[Goal, GoalUpdate]]:
    """Return the live goals that a check-in speaks of and does not say yet how to turn."""
    rows = session.execute(
        select(Goal, GoalUpdate)
        .join(GoalUpdate, GoalUpdate.goal_id == Goal.id)
        .outerjoin(
            TurningNote,
            (TurningNote.goal_id == Goal.id) & (TurningNote.check_in_id == GoalUpdate.check_in_id),
        )
        .where(
            GoalUpdate.check_in_id == check_in_id,
            Goal.status == GoalStatus.LIVE,
            TurningNote.id.is_(None),
        )
        .order_by(Goal.id)
    )
    return [(row[0], row[1]) for row in rows]


def find(session: Session, check_in_id: int, goal_id: int) -> TurningNote | None:
    """Return what a check-in says of one goal."""
    return session.scalar(
        select(TurningNote).where(
            TurningNote.check_in_id == check_in_id, TurningNote.goal_id == goal_id
        )
    )


def save(session: Session, **columns: Any) -> None:
    """Keep what a check-in says of one goal, in its newest words."""
    insert = insert_into(session, TurningNote)
    newest = ("story", "helpers", "what_works", "action_id", "at")
    session.execute(
        insert.values(workspace_id=workspace_of(session), **columns).on_conflict_do_update(
            index_elements=["check_in_id", "goal_id"],
            set_={name: insert.excluded[name] for name in newest},
        )
    )


def of_check_in(session: Session, check_in_id: int) -> Sequence[tuple[TurningNote, Goal]]:
    """Return what a check-in says of how to turn goals."""
    rows = session.execute(
        select(TurningNote, Goal)
        .join(Goal, Goal.id == TurningNote.goal_id)
        .where(TurningNote.check_in_id == check_in_id)
        .order_by(TurningNote.id)
    )
    return [(row[0], row[1]) for row in rows]


def of_goal(session: Session, goal_id: int, limit: int) -> list[tuple[TurningNote, Person]]:
    """Return what was said of how to turn a goal and by whom, newest first."""
    rows = session.execute(
        select(TurningNote, Person)
        .join(Person, Person.id == TurningNote.person_id)
        .where(TurningNote.goal_id == goal_id)
        .order_by(TurningNote.at.desc(), TurningNote.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def of_cycles(session: Session, cycle_ids: Collection[int]) -> Sequence[tuple[int, TurningNote]]:
    """Return what was said in cycles of how to turn goals, each with its cycle, in order."""
    rows = session.execute(
        select(CheckIn.cycle_id, TurningNote)
        .join(CheckIn, CheckIn.id == TurningNote.check_in_id)
        .where(CheckIn.cycle_id.in_(cycle_ids))
        .order_by(TurningNote.at, TurningNote.id)
    )
    return [(row[0], row[1]) for row in rows]
