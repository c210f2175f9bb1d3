"""The clock over handing over: requests nobody answers, and what nobody looks after."""

from datetime import datetime

import storage.handovers
import storage.orphans
from bot.services import handover_requests, orphans
from scheduler.passes import for_each_due
from storage.database import Database

SWEEP = "ask about what has nobody"
_MIND = "mind requests to lead"


def sweep_due(database: Database, now: datetime) -> int:
    """Remind of requests or end them, and ask about what has nobody, once a week."""
    minded = for_each_due(
        database,
        storage.handovers.unanswered,
        handover_requests.mind_due,
        now,
        job=_MIND,
        at_once=20,
    )
    return minded + for_each_due(
        database, storage.orphans.due, orphans.ask_due, now, job=SWEEP, at_once=20
    )
