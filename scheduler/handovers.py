"""The clock over handing over: requests nobody answers, and what nobody looks after."""

from datetime import datetime

import storage.handovers
import storage.orphans
from bot.services import handover_requests, orphans
from scheduler.passes import for_each_due
from storage.database import Database

MIND = "mind requests to lead"
SWEEP = "ask about what has nobody"


def mind_due(database: Database, now: datetime) -> int:
    """Remind of requests that nobody answers, or end them."""
    find = storage.handovers.unanswered
    return for_each_due(database, find, handover_requests.mind_due, now, job=MIND, at_once=20)


def sweep_due(database: Database, now: datetime) -> int:
    """Ask about what has nobody, once a week."""
    return for_each_due(database, storage.orphans.due, orphans.ask_due, now, job=SWEEP, at_once=20)
