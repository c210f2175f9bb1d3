"""What tests of services may ask for besides: a transaction, and partnerships that pulse."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from tests.factories import WORKSPACE, make_workspace
from tests.pulses import Pulse


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that everything in the test happens in."""
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as opened:
        yield opened


@pytest.fixture
def small(database: Database) -> Pulse:
    """A partnership of four, who are too few."""
    return Pulse(database)


@pytest.fixture
def large(database: Database) -> Pulse:
    """A partnership of seven and six."""
    return Pulse(database, school=7, partner=6)
