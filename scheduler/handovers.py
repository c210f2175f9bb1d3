"""The clock over what nobody looks after: its leads are asked once a week."""

from datetime import datetime

import storage.handovers
from bot.services import orphans
from scheduler.passes import for_each_due
from storage.database import Database

SWEEP = "ask about what has nobody"


def sweep_due(database: Database, now: datetime) -> int:
    """Ask about sides without a lead, and goals and actions of people who have left."""
    return for_each_due(
        database, storage.handovers.unowned_due, orphans.ask_due, now, job=SWEEP, at_once=20
    )
