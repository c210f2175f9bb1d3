"""The whole clock on one screen: what is done how often."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler import (
    actions,
    channels,
    cycles,
    digests,
    feedback,
    handovers,
    outbox,
    people,
    pulses,
    reminders,
    retention,
    themes,
)
from storage.database import Database

Run = Callable[[Database, datetime], int]


@dataclass(frozen=True)
class Job:
    """Something done every so many seconds; `run` returns on how many rows it acted.

    A job may run in several processes at once, and may come late: it asks the database what is due.
    """

    name: str
    seconds: float
    run: Run


def timetable(
    mind_clock: Run, knock: Run, look_up: Run, look_at: Run, purge: Run, deliver: Run
) -> tuple[Job, ...]:
    """Return every job, in an order in which what one of them queues the last one sends."""
    return (
        Job("mind the clock", 20, mind_clock),
        Job("ask to be let in", 60, knock),
        Job(people.LOOK_UP, 60, look_up),
        Job(channels.LOOK, 60, look_at),
        Job(digests.POST, 60, digests.post_due),
        Job(cycles.CLOSE, 60, cycles.close_due),
        Job(cycles.OPEN, 60, cycles.open_due),
        Job(pulses.COUNT, 60, pulses.count_due),
        Job(pulses.ASK, 60, pulses.ask_due),
        Job(reminders.REMIND, 60, reminders.remind_due),
        Job(pulses.REMIND, 60, pulses.remind_due),
        Job(actions.ASK, 60, actions.ask_due),
        Job(actions.REMIND, 60, actions.remind_due),
        Job(feedback.TELL, 60, feedback.tell_due),
        Job(themes.TELL, 60, themes.tell_due),
        Job(handovers.MIND, 3600, handovers.mind_due),
        Job(handovers.SWEEP, 3600, handovers.sweep_due),
        Job(retention.PURGE, 3600, purge),
        Job(outbox.DELIVER, 0.1, deliver),
    )
