"""The clock over digests: the day after answers were due, the channel gets one."""

from datetime import datetime

import bot.services.digests
import storage.digests
from scheduler.passes import for_each_due
from storage.database import Database

POST = "post digests"

# Many digests are due on the same morning, and reading for them is set-based.
AT_ONCE = 200


def post_due(database: Database, now: datetime) -> int:
    """Queue the digests that are due, or ask the leads of a quiet partnership whether to pause."""
    return for_each_due(
        database,
        storage.digests.due,
        bot.services.digests.post_due,
        now,
        job=POST,
        at_once=AT_ONCE,
    )
