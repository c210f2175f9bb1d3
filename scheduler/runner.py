"""Runs the timetable: starts each job when its time has come, and stops without dropping any."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import storage.ticks
from bot.rules import retries
from bot.rules.pacing import Pace
from bot.rules.retention import DEFAULTS, Periods
from bot.rules.vocabulary import MessageStatus
from bot.slack.gateways import Gateways
from scheduler import channels, metronome, people, retention, steady, workspaces
from scheduler.metronome import Metronome
from scheduler.outbox import SENDERS, Delivery
from scheduler.passes import ROWS, survived
from scheduler.steady import SteadyClock
from scheduler.timetable import Job, timetable
from storage.database import Database

# Who acted on so many rows has left others behind, which shall not wait for the next turn; a full
# pass may have been shared with other processes.
_MUCH = ROWS // 10
# So long may a job be silent beyond its interval before the clock counts as stopped.
_PATIENCE_SECONDS = 60.0
# To the minute is enough for whoever asks when the clock last ticked.
_BETWEEN_TICKS_SECONDS = 30.0


@dataclass
class Record:
    """What one job did in this process since it started."""

    runs: int = 0
    failures: int = 0
    seconds: float = 0.0
    # When it last asked for the time, by the stopwatch.
    ticked: float = 0.0
    # When that was last written down for other processes to see.
    noted: float | None = None


class Runner:
    """The clock of one process; there may be others in other processes."""

    def __init__(
        self,
        database: Database,
        gateways: Gateways,
        clock: Callable[[], datetime],
        *,
        pace: Pace | None = None,
        lease: timedelta = retries.LEASE,
        periods: Periods = DEFAULTS,
        senders: int = SENDERS,
        stopwatch: Callable[[], float] = monotonic,
    ) -> None:
        self.last_ticks: dict[str, datetime] = {}
        """When each job last came through, by its name; a job that fails does not show here."""
        self.tries: Counter[MessageStatus] = Counter()
        """How often sending a message ended in each way."""
        self.jobs = timetable(
            self._mind_clock,
            self._knock,
            self._look_up,
            self._look_at,
            self._purge,
            self._deliver,
        )
        self.records = {job.name: Record() for job in self.jobs}
        self._database = database
        self._gateways = gateways
        self._periods = periods
        self._clock = clock
        # Unlike the clock, nobody sets it.
        self._stopwatch = stopwatch
        self._started = False
        self._metronome: Metronome | None = None
        self._stopping = threading.Event()
        self._delivery = Delivery(
            database,
            gateways,
            self._time_to_deliver,
            pace=pace,
            lease=lease,
            senders=senders,
            stopping=self._stopping,
            tries=self.tries,
        )
        self._changed = threading.Condition()
        self._running = 0

    def start(self, *, every: float | None = None) -> None:
        """Begin to run every job, at once and then at its intervals, on threads of its own.

        The intervals are real seconds; what is due is asked of the clock that was handed in. A
        clock that runs faster than a real one needs one short interval, `every`, for all jobs.
        """
        for record in self.records.values():
            record.ticked = self._stopwatch()
        self._started = True
        self._metronome = metronome.start(
            {job.name: (partial(self._tick, job), every or job.seconds) for job in self.jobs}
        )

    def stop(self, seconds: float) -> bool:
        """Begin nothing new, wait so long for what is in hand, and say whether all is finished."""
        deadline = monotonic() + seconds
        self._stopping.set()
        self._started = False
        if self._metronome is not None:
            self._metronome.stop()
            self._metronome = None
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, deadline - monotonic())

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def silent(self) -> Sequence[str]:
        """Return the jobs that should have ticked in the last minute and have not."""
        if not self._started:
            return []
        now = self._stopwatch()
        return [
            job.name
            for job in self.jobs
            if now - self.records[job.name].ticked > job.seconds + _PATIENCE_SECONDS
        ]

    def run_all_once(self) -> int:
        """Run every job here and now, in the order of the timetable; return on how many rows.

        Unlike the clock on its own threads, this raises what a job raises.
        """
        return sum(self._run(job) for job in self.jobs)

    def _tick(self, job: Job) -> None:
        with self._counted(), survived(job.name):
            while not self._stopping.is_set() and self._run(job) >= _MUCH:
                pass

    def _run(self, job: Job) -> int:
        record, began = self.records[job.name], self._stopwatch()
        record.runs += 1
        try:
            now = self._time(job.name)
            acted = job.run(self._database, now)
        except Exception:
            record.failures += 1
            raise
        finally:
            record.seconds += self._stopwatch() - began
        self.last_ticks[job.name] = now
        return acted

    def _time(self, job: str) -> datetime:
        """Return what time it is for a job; that it asks shows that it is alive."""
        now, record = self._clock(), self.records[job]
        record.ticked = self._stopwatch()
        if record.noted is None or record.ticked - record.noted > _BETWEEN_TICKS_SECONDS:
            record.noted = record.ticked
            with survived("note a tick"), self._database.across_workspaces() as session:
                storage.ticks.remember(session, job, now)
        return now

    def _time_to_deliver(self) -> datetime:
        # A pass goes on while there is something to send, and asks for the time again and again.
        return self._time(self.jobs[-1].name)

    def _mind_clock(self, _database: Database, _now: datetime) -> int:
        if isinstance(self._clock, SteadyClock):
            steady.mind(self._clock, self._gateways.time)
        return 0

    def _knock(self, database: Database, now: datetime) -> int:
        return workspaces.knock(database, self._gateways, now)

    def _look_up(self, database: Database, now: datetime) -> int:
        return people.look_up(database, self._gateways, now)

    def _look_at(self, database: Database, now: datetime) -> int:
        return channels.look_at(database, self._gateways, now)

    def _purge(self, database: Database, now: datetime) -> int:
        return retention.purge_due(database, self._periods, now)

    def _deliver(self, _database: Database, _now: datetime) -> int:
        return self._delivery.run()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._changed:
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
