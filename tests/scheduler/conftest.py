"""An outbox with Slack at the other end."""

from collections.abc import Iterator

import pytest

from bot.playground import Playground
from storage.database import Database
from tests.posts import Post


@pytest.fixture
def office(database: Database) -> Iterator[Post]:
    with Playground() as slack:
        yield Post(database, slack)
