"""The clock over feedback: each word to the other end from when it may be read, and no earlier."""

from datetime import datetime

import bot.services.feedback_telling
import storage.feedback
from scheduler.passes import for_each_due
from storage.database import Database

TELL = "bring feedback"


def tell_due(database: Database, now: datetime) -> int:
    """Tell leads what was said to them, and its authors what was said back."""
    return for_each_due(
        database,
        storage.feedback.due,
        bot.services.feedback_telling.tell_due,
        now,
        job=TELL,
    )
