"""The clock over cycles: open those whose morning has come, close those whose window has ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import bot.services.cycles
import storage.cycles
from bot.services import cards
from scheduler.passes import for_each_due
from storage.database import Database

OPEN = "open cycles"
CLOSE = "close cycles"

# Cycles of many partnerships open on the same morning, and asking their people is set-based.
_AT_ONCE = 100


def open_due(database: Database, now: datetime) -> int:
    """Open cycles, ask their people and invite their channels."""
    return for_each_due(
        database, storage.cycles.due_to_open, _open, now, job=OPEN, at_once=_AT_ONCE
    )


def close_due(database: Database, now: datetime) -> int:
    """Close cycles and plan the ones after them."""
    return for_each_due(
        database, storage.cycles.due_to_close, _close, now, job=CLOSE, at_once=_AT_ONCE
    )


def _open(session: Session, cycle_ids: Sequence[int], /, *, now: datetime) -> int:
    opened = bot.services.cycles.open_due(session, cycle_ids, now=now)
    cards.follow_cycles(session, cycle_ids, now=now)
    return opened


def _close(session: Session, cycle_ids: Sequence[int], /, *, now: datetime) -> int:
    closed = bot.services.cycles.close_due(session, cycle_ids, now=now)
    cards.follow_cycles(session, cycle_ids, now=now)
    return closed
