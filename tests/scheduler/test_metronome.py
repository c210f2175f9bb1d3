"""The metronome goes on when the computer's clock is set, forwards or back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scheduler import metronome
from scheduler.metronome import Every, Metronome

NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)


@contextmanager
def ticking(seconds: float) -> Iterator[tuple[Metronome, threading.Semaphore]]:
    ticks = threading.Semaphore(0)
    running = metronome.start({"tick": (ticks.release, seconds)})
    yield running, ticks
    running.stop()


@pytest.mark.parametrize("missed", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=366)])
def test_what_was_missed_runs_once(missed: timedelta):
    every = Every(10)
    assert every.get_next_fire_time(None, NOW) == NOW
    assert every.get_next_fire_time(NOW - timedelta(seconds=10) - missed, NOW) == NOW
    assert every.get_next_fire_time(NOW, NOW) == NOW + timedelta(seconds=10)


def test_it_runs_at_once_and_again():
    with ticking(0.01) as (_running, ticks):
        assert all(ticks.acquire(timeout=5) for _ in range(3))


def test_a_clock_that_was_set_back_stops_nothing():
    with time_machine.travel(NOW, tick=True) as clock, ticking(0.01) as (running, ticks):
        assert ticks.acquire(timeout=5)
        clock.shift(timedelta(days=-366))
        running.look()
        while ticks.acquire(blocking=False):
            pass
        assert all(ticks.acquire(timeout=5) for _ in range(3))


def test_a_clock_that_was_set_forward_makes_no_flood():
    with time_machine.travel(NOW, tick=True) as clock, ticking(3600) as (running, ticks):
        assert ticks.acquire(timeout=5)
        clock.shift(timedelta(days=366))
        running.look()
        assert ticks.acquire(timeout=5)
        assert not ticks.acquire(blocking=False)
