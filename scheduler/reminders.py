"""The clock over reminders: each when it is due, if it is still to be sent at all."""

from datetime import datetime

import bot.services.reminders
import storage.reminders
from scheduler.passes import for_each_due
from storage.database import Database

REMIND = "remind people"

_AT_ONCE = 50


def remind_due(database: Database, now: datetime) -> int:
    """Remind people, or move their reminders to when they may come."""
    return for_each_due(
        database,
        storage.reminders.due,
        bot.services.reminders.remind_due,
        now,
        job=REMIND,
        at_once=_AT_ONCE,
    )
