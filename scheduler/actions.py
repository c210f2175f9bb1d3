"""The clock over actions: remind their owners, and ask what becomes of what a cycle ended over."""

from datetime import datetime

import storage.action_clock
from bot.services import action_reminders
from scheduler.passes import for_each_due
from storage.database import Database

REMIND = "remind of actions"
ASK = "ask about open actions"

_AT_ONCE = 50


def remind_due(database: Database, now: datetime) -> int:
    """Remind owners before and after the day of an action."""
    return for_each_due(
        database,
        storage.action_clock.reminders_due,
        action_reminders.remind_due,
        now,
        job=REMIND,
        at_once=_AT_ONCE,
    )


def ask_due(database: Database, now: datetime) -> int:
    """Ask owners whether to carry over, change or drop."""
    return for_each_due(
        database,
        storage.action_clock.reviews_due,
        action_reminders.ask_due,
        now,
        job=ASK,
        at_once=_AT_ONCE,
    )
