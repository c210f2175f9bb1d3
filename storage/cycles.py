"""Queries about cycles: the one in hand, the last one, and those whose moment has come."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

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


def due_to_open(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of upcoming cycles whose opening has come, across workspaces."""
    rows = look.execute(_due("upcoming", Cycle.opens_at), {"now": now, "limit": limit})
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


def due_to_close(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of open cycles whose closing has come, across workspaces."""
    rows = look.execute(_due("open", Cycle.closes_at), {"now": now, "limit": limit})
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


@cache
def _due(state: str, at: InstrumentedAttribute[datetime]) -> Select[str, int]:
    """Make the statement once: for a look that finds nothing, making it would cost the most."""
    return (
        select(Cycle.workspace_id, Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            # Spelled out: behind a parameter no database sees that its index on rows of that state
            # will do.
            Cycle.state == literal_column(f"'{state}'"),
            at <= bindparam("now"),
            clock_runs(),
        )
        .order_by(at, Cycle.id)
        .limit(bindparam("limit"))
    )


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
