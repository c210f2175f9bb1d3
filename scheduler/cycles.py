"""The clock over cycles: open those whose morning has come, close those whose window has ended."""

from datetime import datetime

import bot.services.cycles
import storage.cycles
from scheduler.passes import for_each_due
from storage.database import Database

# Cycles of many partnerships open on the same morning, and asking their people is set-based.
_AT_ONCE = 200


def open_due(database: Database, now: datetime) -> int:
    """Open cycles, ask their people and invite their channels."""
    return for_each_due(
        database,
        storage.cycles.due_to_open,
        bot.services.cycles.open_due,
        now,
        at_once=_AT_ONCE,
    )


def close_due(database: Database, now: datetime) -> int:
    """Close cycles and plan the ones after them."""
    return for_each_due(database, storage.cycles.due_to_close, bot.services.cycles.close_due, now)
