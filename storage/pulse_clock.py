"""What the clock has to do about pulses: decide, remind and close, each taken once."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Select, bindparam, exists, literal_column, select, update
from sqlalchemy.orm import Session

from bot.rules.pulse import WaveState
from storage.database import insert_into, workspace_of
from storage.models import Cycle, Partnership, PulseAsking, PulseTurn, PulseWave
from storage.partnerships import clock_runs
from storage.pulses import Asked, askings


def due_for_turn(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of open cycles of which it is open whether they bring a pulse."""
    rows = look.execute(_due_for_turn(), {"now": now, "limit": limit})
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


@cache
def _due_for_turn() -> Select[str, int]:
    decided = exists().where(PulseTurn.cycle_id == Cycle.id)
    return (
        select(Cycle.workspace_id, Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.state == literal_column("'open'"),
            Cycle.due_at > bindparam("now"),
            ~decided,
            clock_runs(),
        )
        .order_by(Cycle.opens_at, Cycle.id)
        .limit(bindparam("limit"))
    )


def take_turn(session: Session, cycle_id: int) -> bool:
    """Take the decision whether a cycle brings a pulse; say whether it was free."""
    taken = session.execute(
        insert_into(session, PulseTurn)
        .values(workspace_id=workspace_of(session), cycle_id=cycle_id)
        .on_conflict_do_nothing()
        .returning(PulseTurn.cycle_id)
    )
    return taken.first() is not None


def due_to_remind(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of askings whose reminder is due, across workspaces."""
    rows = look.execute(_due_to_remind(), {"now": now, "limit": limit})
    return [(workspace_id, asking_id) for workspace_id, asking_id in rows]


@cache
def _due_to_remind() -> Select[str, int]:
    return (
        select(PulseAsking.workspace_id, PulseAsking.id)
        .join(PulseWave, PulseWave.id == PulseAsking.wave_id)
        .join(Partnership, Partnership.id == PulseAsking.partnership_id)
        .where(
            PulseAsking.remind_at.is_not(None),
            PulseAsking.remind_at <= bindparam("now"),
            PulseWave.state == WaveState.OPEN,
            clock_runs(),
        )
        .order_by(PulseAsking.remind_at, PulseAsking.id)
        .limit(bindparam("limit"))
    )


def take_due_to_remind(
    session: Session, asking_ids: Sequence[int], now: datetime
) -> Sequence[Asked]:
    """Take the reminders that are due still, and mark them as done."""
    rows = session.execute(
        askings()
        .where(
            PulseAsking.id.in_(asking_ids),
            PulseAsking.remind_at <= now,
            PulseWave.state == WaveState.OPEN,
        )
        .order_by(PulseAsking.id)
        .with_for_update(of=PulseAsking, skip_locked=True)
    ).all()
    asked = [Asked(*row) for row in rows]
    session.execute(
        update(PulseAsking)
        .where(PulseAsking.id.in_([one.asking.id for one in asked]))
        .values(remind_at=None)
        .execution_options(synchronize_session=False)
    )
    return asked


def due_to_close(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of waves whose end has come, across workspaces."""
    rows = look.execute(_due_to_close(), {"now": now, "limit": limit})
    return [(workspace_id, wave_id) for workspace_id, wave_id in rows]


@cache
def _due_to_close() -> Select[str, int]:
    return (
        select(PulseWave.workspace_id, PulseWave.id)
        .where(literal_column("state != 'closed'"), PulseWave.closes_at <= bindparam("now"))
        .order_by(PulseWave.closes_at, PulseWave.id)
        .limit(bindparam("limit"))
    )
