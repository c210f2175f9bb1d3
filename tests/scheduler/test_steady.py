"""A clock that is set forward and back, and a computer that sleeps."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.steady import SteadyClock, mind, since_boot
from tests.factories import NOW

HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


class Computer:
    """A computer whose clock somebody sets."""

    def __init__(self) -> None:
        self.true = NOW
        self.wrong_by = timedelta()

    def wall(self) -> datetime:
        return self.true + self.wrong_by

    def stopwatch(self) -> float:
        return (self.true - NOW).total_seconds()


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def clock(computer: Computer) -> SteadyClock:
    return SteadyClock(computer.wall, computer.stopwatch)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, YEAR, -YEAR])
def test_a_jump_is_not_followed_and_its_end_is_fine(computer, clock, jump, caplog):
    computer.wrong_by = jump
    computer.true += HOUR
    assert clock() == NOW + HOUR
    assert clock.has_jumped()

    mind(clock, lambda: computer.true)
    mind(clock, lambda: computer.true)
    mind(clock, lambda: None)
    assert [line.msg for line in caplog.records] == ["clock_is_wrong", "clock_jumped"]
    computer.true += HOUR
    assert clock() == NOW + 2 * HOUR

    computer.wrong_by = timedelta()
    assert clock() == computer.true
    assert not clock.has_jumped()
    mind(clock, lambda: pytest.fail("all is well"))

    computer.wrong_by = jump
    mind(clock, lambda: computer.true)
    assert caplog.records[-1].msg == "clock_is_wrong", "a second time is told again"


def test_a_jump_that_slack_confirms_is_followed(computer, clock, caplog):
    # A stopwatch that stood still in a sleep, or a clock that was wrong and now is right.
    computer.wrong_by = 8 * HOUR
    mind(clock, computer.wall)

    assert clock() == NOW + 8 * HOUR
    assert [line.msg for line in caplog.records] == ["clock_followed"]
    mind(clock, lambda: pytest.fail("nothing has jumped"))


def test_small_corrections_are_followed_however_many(computer, clock):
    for _ in range(100):
        computer.wrong_by += timedelta(seconds=15)
        computer.true += HOUR
        assert clock() == computer.wall()


def test_it_can_be_handed_to_another_process():
    clock = pickle.loads(pickle.dumps(SteadyClock(_real)))  # noqa: S301  # our own

    assert abs(clock() - _real()) < timedelta(seconds=5)
    assert since_boot() <= since_boot()


def _real() -> datetime:
    return datetime.now(UTC)
