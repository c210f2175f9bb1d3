"""Queries about cycles: the one in hand, the last one, and those whose moment has come."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, literal_column, select, tuple_, update
from sqlalchemy.orm import Session

from bot.rules.vocabulary import CycleState, PartnershipStatus
from storage.models import Cycle, Partnership
from storage.partnerships import clock_runs

_UNFINISHED = (CycleState.UPCOMING, CycleState.OPEN)


def unfinished(session: Session, partnership_id: int, *, lock: bool = False) -> Cycle | None:
    """Return the partnership's open cycle, or else its upcoming one; `lock` to change it."""
    query = (
        select(Cycle)
        .where(Cycle.partnership_id == partnership_id, Cycle.state.in_(_UNFINISHED))
        .order_by(Cycle.number)
        .limit(1)
    )
    return session.scalar(query.with_for_update() if lock else query)


def last_closed(session: Session, partnership_ids: Collection[int]) -> dict[int, Cycle]:
    """Return the newest closed cycle of each partnership that has one."""
    newest = (
        select(Cycle.partnership_id, func.max(Cycle.number))
        .where(Cycle.partnership_id.in_(partnership_ids), Cycle.state == CycleState.CLOSED)
        .group_by(Cycle.partnership_id)
    )
    found = session.scalars(
        select(Cycle).where(tuple_(Cycle.partnership_id, Cycle.number).in_(newest))
    )
    return {cycle.partnership_id: cycle for cycle in found}


# The due-row searches spell the state out: behind a parameter no database sees that its index on
# rows of that state will do.
def due_to_open(session: Session, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of upcoming cycles whose opening has come, across workspaces."""
    rows = session.execute(
        select(Cycle.workspace_id, Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.state == literal_column("'upcoming'"),
            Cycle.opens_at <= now,
            clock_runs(),
        )
        .order_by(Cycle.opens_at, Cycle.id)
        .limit(limit)
    )
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


def due_to_close(session: Session, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of open cycles whose closing has come, across workspaces."""
    rows = session.execute(
        select(Cycle.workspace_id, Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.state == literal_column("'open'"),
            Cycle.closes_at <= now,
            clock_runs(),
        )
        .order_by(Cycle.closes_at, Cycle.id)
        .limit(limit)
    )
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


def take(
    session: Session, cycle_ids: Sequence[int], state: CycleState
) -> Sequence[tuple[Cycle, Partnership]]:
    """Lock those of the cycles that are in the state and that nobody else holds."""
    rows = session.execute(
        select(Cycle, Partnership)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.id.in_(cycle_ids),
            Cycle.state == state,
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        .order_by(Cycle.id)
        .with_for_update(of=Cycle, skip_locked=True)
    )
    return [(cycle, partnership) for cycle, partnership in rows]


def mark_open(session: Session, cycle_ids: Sequence[int]) -> None:
    """Open cycles, in one statement."""
    session.execute(
        update(Cycle)
        .where(Cycle.id.in_(cycle_ids))
        .values(state=CycleState.OPEN)
        .execution_options(synchronize_session="evaluate")
    )


def forget_upcoming(session: Session, partnership_id: int) -> None:
    """Take back the cycle that has not opened; nothing hangs on it yet."""
    session.execute(
        delete(Cycle).where(
            Cycle.partnership_id == partnership_id, Cycle.state == CycleState.UPCOMING
        )
    )
