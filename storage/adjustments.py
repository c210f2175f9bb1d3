"""Queries about what partnerships decided to change, and whether it helped."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import insert_into, workspace_of
from storage.models import Adjustment, AdjustmentReview, CheckIn, Cycle, Goal, Person


def add(session: Session, *, form_token: str, **columns: Any) -> None:
    """Record a change once a form."""
    session.execute(
        insert_into(session, Adjustment)
        .values(workspace_id=workspace_of(session), form_token=form_token, **columns)
        .on_conflict_do_nothing(index_elements=["workspace_id", "form_token"])
    )


def of_partnership(
    session: Session, partnership_id: int, *, limit: int, skip: int = 0
) -> list[tuple[Adjustment, Person, Goal | None]]:
    """Return what a partnership changed, by whom and about which goal, newest first."""
    rows = session.execute(
        select(Adjustment, Person, Goal)
        .join(Person, Person.id == Adjustment.person_id)
        .outerjoin(Goal, Goal.id == Adjustment.goal_id)
        .where(Adjustment.partnership_id == partnership_id)
        .order_by(Adjustment.at.desc(), Adjustment.id.desc())
        .limit(limit)
        .offset(skip)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def since(
    session: Session, partnership_ids: Collection[int], moment: datetime
) -> Sequence[Adjustment]:
    """Return what partnerships changed after a moment, newest first."""
    return session.scalars(
        select(Adjustment)
        .where(Adjustment.partnership_id.in_(partnership_ids), Adjustment.at > moment)
        .order_by(Adjustment.at.desc(), Adjustment.id.desc())
    ).all()


def by_id(session: Session, adjustment_ids: Collection[int]) -> dict[int, Adjustment]:
    """Return these changes, by id."""
    rows = session.scalars(select(Adjustment).where(Adjustment.id.in_(adjustment_ids)))
    return {row.id: row for row in rows}


def reviews_of(
    session: Session, adjustment_ids: Collection[int]
) -> Sequence[tuple[AdjustmentReview, int]]:
    """Return what was said of whether these helped, each with its cycle, in order."""
    rows = session.execute(
        select(AdjustmentReview, CheckIn.cycle_id)
        .join(CheckIn, CheckIn.id == AdjustmentReview.check_in_id)
        .where(AdjustmentReview.adjustment_id.in_(adjustment_ids))
        .order_by(AdjustmentReview.at, AdjustmentReview.id)
    )
    return [(row[0], row[1]) for row in rows]


def reviews_in(session: Session, check_in_id: int) -> Sequence[tuple[AdjustmentReview, Adjustment]]:
    """Return what a check-in says of whether changes helped."""
    rows = session.execute(
        select(AdjustmentReview, Adjustment)
        .join(Adjustment, Adjustment.id == AdjustmentReview.adjustment_id)
        .where(AdjustmentReview.check_in_id == check_in_id)
        .order_by(AdjustmentReview.id)
    )
    return [(row[0], row[1]) for row in rows]


def reviews_in_cycles(
    session: Session, cycle_ids: Collection[int]
) -> Sequence[tuple[int, AdjustmentReview, Adjustment]]:
    """Return what is said in cycles of whether changes helped, each with its cycle, in order."""
    rows = session.execute(
        select(CheckIn.cycle_id, AdjustmentReview, Adjustment)
        .join(CheckIn, CheckIn.id == AdjustmentReview.check_in_id)
        .join(Adjustment, Adjustment.id == AdjustmentReview.adjustment_id)
        .where(CheckIn.cycle_id.in_(cycle_ids))
        .order_by(AdjustmentReview.at, AdjustmentReview.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def save_reviews(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what a check-in says of whether changes helped, in its newest words."""
    insert = insert_into(session, AdjustmentReview)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["check_in_id", "adjustment_id"],
            set_={name: insert.excluded[name] for name in ("helped", "note", "at")},
        ),
        [{"workspace_id": workspace_of(session), **row} for row in rows],
    )


def cycle_of_check_in(session: Session, check_in_id: int) -> tuple[CheckIn, Cycle] | None:
    """Return a check-in with its cycle."""
    row = session.execute(
        select(CheckIn, Cycle)
        .join(Cycle, Cycle.id == CheckIn.cycle_id)
        .where(CheckIn.id == check_in_id)
    ).first()
    return None if row is None else (row[0], row[1])
