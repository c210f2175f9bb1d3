"""The clock over themes: who brought something up hears that it was answered."""

from datetime import datetime

import bot.services.theme_news
import storage.themes
from scheduler.passes import for_each_due
from storage.database import Database

TELL = "tell of answers"

# What one person brought up goes into one message.
_AT_ONCE = 100


def tell_due(database: Database, now: datetime) -> int:
    """Tell people of the answers to what they said, or wait for a better day."""
    return for_each_due(
        database,
        storage.themes.due,
        bot.services.theme_news.tell_due,
        now,
        job=TELL,
        at_once=_AT_ONCE,
    )
