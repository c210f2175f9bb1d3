"""What a process tells Prometheus: of its own jobs and tries, and how the outbox of all stands."""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

import storage.ticks
from scheduler.runner import Runner
from storage import backlog
from storage.backlog import Standing
from storage.database import Database


def registry(
    runner: Runner, database: Database, clock: Callable[[], datetime]
) -> CollectorRegistry:
    """Return all that can be scraped; names of jobs and of statuses are its only labels."""
    found = CollectorRegistry()
    found.register(_Own(runner))
    found.register(_Shared(database, clock))
    ProcessCollector(registry=found)
    return found


def scrape(found: CollectorRegistry) -> bytes:
    """Return the numbers of this moment in Prometheus' text format."""
    return generate_latest(found)


class _Own(Collector):
    """What this process did since it started."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def collect(self) -> Iterator[Metric]:
        runs = _counter("job_runs", "How often a job ran in this process.", "job")
        failures = _counter("job_failures", "How many of these runs failed.", "job")
        seconds = _counter("job_seconds", "How long these runs took in all.", "job")
        for job, record in self._runner.records.items():
            runs.add_metric([job], record.runs)
            failures.add_metric([job], record.failures)
            seconds.add_metric([job], record.seconds)
        tries = _counter("tries", "How this process's tries to send a message ended.", "status")
        for status, how_many in self._runner.tries.copy().items():
            tries.add_metric([status.value], how_many)
        yield from (runs, failures, seconds, tries)


class _Shared(Collector):
    """What the database knows, the same for every process."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        now = self._clock()
        try:
            with self._database.reading_across_workspaces() as session:
                standing = backlog.standing(session, now)
                ticks = storage.ticks.last(session)
        except SQLAlchemyError:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from _outbox(standing, now)
        last = GaugeMetricFamily(
            "touchstone_last_tick_timestamp_seconds",
            "When a job last ticked in any process.",
            labels=["job"],
        )
        for job, at in ticks.items():
            last.add_metric([job], at.timestamp())
        yield last

    def describe(self) -> Iterator[Metric]:
        """Be registered without asking a database that may be away."""
        return iter(())


def _outbox(standing: Standing, now: datetime) -> Iterator[Metric]:
    lag = now - (standing.oldest_due or now)
    yield _gauge("outbox_due", "Messages that may go out now.", standing.due)
    yield _gauge("outbox_late", "Messages overdue by half an hour or more.", standing.late)
    yield _gauge(
        "outbox_uncertain", "Messages that may or may not be in Slack.", standing.uncertain
    )
    yield _gauge(
        "outbox_rejected", "Messages that Slack refused in the last two weeks.", standing.rejected
    )
    yield _gauge(
        "outbox_lag_seconds", "How long the oldest message has been due.", lag.total_seconds()
    )


def _counter(name: str, meaning: str, label: str) -> CounterMetricFamily:
    return CounterMetricFamily(f"touchstone_{name}", meaning, labels=[label])


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"touchstone_{name}", meaning, value=value)
