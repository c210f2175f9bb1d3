"""The clock over pulses: ask with a cycle, remind once, count when the time is over."""

from datetime import datetime

import bot.services.pulse_ballots
import bot.services.pulse_results
import bot.services.pulse_waves
import storage.pulse_clock
from scheduler.passes import for_each_due
from storage.database import Database

ASK = "ask how it is going"
REMIND = "remind of pulses"
COUNT = "count pulses"

_AT_ONCE = 50


def ask_due(database: Database, now: datetime) -> int:
    """Ask with the cycles that bring a pulse."""
    begin = bot.services.pulse_waves.begin_due
    return for_each_due(
        database, storage.pulse_clock.due_for_turn, begin, now, job=ASK, at_once=_AT_ONCE
    )


def remind_due(database: Database, now: datetime) -> int:
    """Remind whoever has not answered, once."""
    remind = bot.services.pulse_ballots.remind_due
    return for_each_due(database, storage.pulse_clock.due_to_remind, remind, now, job=REMIND)


def count_due(database: Database, now: datetime) -> int:
    """End pulses, and bring their results to everybody."""
    close = bot.services.pulse_results.close_due
    return for_each_due(database, storage.pulse_clock.due_to_close, close, now, job=COUNT)
