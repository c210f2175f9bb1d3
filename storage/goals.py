"""Queries about goals, what was said of them, and how they changed."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from bot.rules.vocabulary import GoalStatus
from storage.models import Goal, GoalUpdate


def live_of(session: Session, partnership_id: int) -> Sequence[Goal]:
    """Return the partnership's live goals, oldest first."""
    return session.scalars(_of(partnership_id).where(Goal.status == GoalStatus.LIVE)).all()


def of_partnership(session: Session, partnership_id: int) -> Sequence[Goal]:
    """Return every goal of the partnership, drafts and retired ones too, oldest first."""
    return session.scalars(_of(partnership_id)).all()


def _of(partnership_id: int) -> Select[Goal]:
    return select(Goal).where(Goal.partnership_id == partnership_id).order_by(Goal.id)


def lock(session: Session, goal_ids: Collection[int]) -> None:
    """Let nobody else change these goals before this transaction ends."""
    session.execute(
        select(Goal.id).where(Goal.id.in_(goal_ids)).order_by(Goal.id).with_for_update()
    )


def show_newest(session: Session, goal_ids: Collection[int]) -> None:
    """Write each goal's newest known value, confidence and time of update into its row."""
    newest = (
        select(GoalUpdate)
        .where(GoalUpdate.goal_id == Goal.id)
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(1)
    )
    session.execute(
        update(Goal)
        .where(Goal.id.in_(goal_ids))
        .values(
            current_value=newest.with_only_columns(GoalUpdate.value)
            .where(GoalUpdate.value.is_not(None))
            .scalar_subquery(),
            confidence=newest.with_only_columns(GoalUpdate.confidence)
            .where(GoalUpdate.confidence.is_not(None))
            .scalar_subquery(),
            updated_at=newest.with_only_columns(GoalUpdate.at).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )
