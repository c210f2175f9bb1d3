"""A playground with one person in one channel, and a small bot that answers in process."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import Channel, Person, Playground
from tests.playground.clerk import Clerk


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **how: float) -> None:
        self.time += timedelta(**how)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[Playground]:
    with Playground(now=clock) as playground:
        yield playground


@pytest.fixture
def clerk(slack: Playground) -> Clerk:
    clerk = Clerk(slack)
    slack.deliveries.in_process = clerk.deliver
    return clerk


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.person("Ana Ruiz", zone="America/Chicago")


@pytest.fixture
def room(slack: Playground, ana: Person) -> Channel:
    return slack.channel("food-bank", ana)
