"""What the clock has to do about actions: remind of them, and ask about those past their day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, literal_column, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.rules.vocabulary import ActionStatus, PartnershipStatus
from storage.actions import Assignment, assignments
from storage.models import Action, Cycle, Partnership
from storage.partnerships import clock_runs


def reminders_due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of actions with a due reminder, across workspaces."""
    rows = look.execute(_due(Action.next_reminder_at), {"now": now, "limit": limit})
    return [(workspace_id, action_id) for workspace_id, action_id in rows]


def reviews_due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of actions whose owner is to decide over them, across workspaces."""
    rows = look.execute(_due(Action.review_at), {"now": now, "limit": limit})
    return [(workspace_id, action_id) for workspace_id, action_id in rows]


@cache
def _due(column: InstrumentedAttribute[datetime | None]) -> Select[str, int]:
    return (
        select(Action.workspace_id, Action.id)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .where(
            # Spelled out: behind a parameter no database sees that its index on open rows will do.
            Action.status == literal_column("'open'"),
            column <= bindparam("now"),
            clock_runs(),
        )
        .order_by(column, Action.id)
        .limit(bindparam("limit"))
    )


def take_reminders(
    session: Session, action_ids: Sequence[int], now: datetime
) -> Sequence[Assignment]:
    """Lock those of the actions whose reminder is due still and that nobody else holds."""
    return _take(session, action_ids, Action.next_reminder_at <= now)


def take_reviews(
    session: Session, action_ids: Sequence[int], now: datetime
) -> Sequence[Assignment]:
    """Lock those of the actions that are to be asked about still and that nobody else holds."""
    return _take(session, action_ids, Action.review_at <= now)


def _take(session: Session, action_ids: Sequence[int], due: Any) -> Sequence[Assignment]:
    rows = session.execute(
        assignments()
        .where(
            Action.id.in_(action_ids),
            Action.status == ActionStatus.OPEN,
            Partnership.status == PartnershipStatus.ACTIVE,
            due,
        )
        # Everybody claims people's days in the same order, so that nobody waits in a circle.
        .order_by(Action.owner_id, Action.id)
        .with_for_update(of=Action, skip_locked=True)
    )
    return [Assignment(*row) for row in rows]


def put_to_review(
    session: Session, cycle_ids: Collection[int], *, due_by: date, now: datetime
) -> None:
    """Have the owners asked what becomes of open actions whose day had come when a cycle ended."""
    ended = select(Cycle).where(Cycle.id.in_(cycle_ids)).subquery()
    session.execute(
        update(Action)
        .where(
            Action.partnership_id.in_(select(ended.c.partnership_id)),
            Action.status == ActionStatus.OPEN,
            Action.due_on <= due_by,
        )
        .values(
            review_cycle_id=select(ended.c.id)
            .where(ended.c.partnership_id == Action.partnership_id)
            .scalar_subquery(),
            review_at=now,
            reviewed_at=None,
        )
        .execution_options(synchronize_session=False)
    )
