"""Queries around digests: which are due, and which cycle the newest is about."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Select, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.rules.digests import NEWS_FOR
from bot.rules.readers import KNOWN_FOR
from bot.rules.vocabulary import CycleState, PartnershipStatus
from storage.models import Cycle, Partnership
from storage.partnerships import clock_runs

_BEGUN = (CycleState.OPEN, CycleState.CLOSED)


def due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of cycles whose digest is due, across workspaces.

    None is due before it was looked up who would read it, unless it is no news any more.
    """
    values = {"now": now, "known_since": now - KNOWN_FOR, "no_news": now - NEWS_FOR}
    rows = look.execute(_due(), {**values, "limit": limit})
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


@cache
def _due() -> Select[str, int]:
    return (
        select(Cycle.workspace_id, Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.digested_at.is_(None),
            Cycle.digest_at <= bindparam("now"),
            Cycle.state.in_(_BEGUN),
            or_(
                Partnership.channel_looked_at > bindparam("known_since"),
                Cycle.digest_at <= bindparam("no_news"),
            ),
            clock_runs(),
        )
        .order_by(Cycle.digest_at, Cycle.id)
        .limit(bindparam("limit"))
    )


def take(session: Session, cycle_ids: Collection[int], now: datetime) -> Sequence[int]:
    """Mark the digests of these cycles as made; return those that nobody else took meanwhile."""
    mine = session.scalars(
        select(Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.id.in_(cycle_ids),
            Cycle.digested_at.is_(None),
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        .order_by(Cycle.id)
        .with_for_update(of=Cycle, skip_locked=True)
    ).all()
    session.execute(update(Cycle).where(Cycle.id.in_(mine)).values(digested_at=now))
    return mine


def newest_cycle(session: Session, partnership_id: int) -> Cycle | None:
    """Return the partnership's open cycle, or else the one that closed last."""
    return session.scalar(
        select(Cycle)
        .where(Cycle.partnership_id == partnership_id, Cycle.state.in_(_BEGUN))
        .order_by(Cycle.number.desc())
        .limit(1)
    )
