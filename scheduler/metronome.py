"""APScheduler as a metronome: functions at intervals, whatever happens to the computer's clock."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

# Corrections by network time are smaller than this.
_JUMP_SECONDS = 2.0
_LOOK_SECONDS = 1.0


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """So many seconds after the last run, and once for all that were missed.

    APScheduler's own interval counts every missed run: after a jump of a year, three hundred
    million of them.
    """

    __slots__ = ("interval",)

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        if previous_fire_time is None:
            return now
        return max(previous_fire_time, now - self.interval) + self.interval


class Metronome:
    """A running scheduler, and a watch on the clock that it goes by."""

    def __init__(self, scheduler: BackgroundScheduler) -> None:
        self._scheduler = scheduler
        self._stopped = threading.Event()
        self._ahead = self._wall_ahead()

    def watch(self) -> None:
        """Look again and again whether somebody set the clock, until stopped."""
        while not self._stopped.wait(_LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Run everything now if the clock was set: next runs may lie a year ahead otherwise."""
        ahead = self._wall_ahead()
        if abs(ahead - self._ahead) > _JUMP_SECONDS:
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))
        self._ahead = ahead

    def stop(self) -> None:
        """Begin nothing new; what is in hand goes on."""
        self._stopped.set()
        self._scheduler.shutdown(wait=False)

    def _wall_ahead(self) -> float:
        return datetime.now(UTC).timestamp() - monotonic()


def start(jobs: Mapping[str, tuple[Callable[[], None], float]]) -> Metronome:
    """Run each function at once and then every so many seconds, on threads of their own."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(len(jobs))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, (run, seconds) in jobs.items():
        scheduler.add_job(run, Every(seconds), id=name, name=name)
    scheduler.start()
    metronome = Metronome(scheduler)
    threading.Thread(target=metronome.watch, name="metronome", daemon=True).start()
    return metronome
