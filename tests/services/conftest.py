"""The partnerships that pulses are tried with."""

import pytest

from storage.database import Database
from tests.pulses import Pulse


@pytest.fixture
def small(database: Database) -> Pulse:
    """A partnership of four, who are too few."""
    return Pulse(database)


@pytest.fixture
def large(database: Database) -> Pulse:
    """A partnership of seven and six."""
    return Pulse(database, school=7, partner=6)
