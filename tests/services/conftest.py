"""What tests of services may ask for besides: a transaction in a workspace that is there."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from tests.factories import WORKSPACE, make_workspace


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that everything in the test happens in."""
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as opened:
        yield opened
