"""The operator's terminal: an empty folder, no settings, and the database of the test."""

import pytest

from tests import operating
from tests.operating import Done


@pytest.fixture
def bot(surroundings, database_url):
    """Run `python -m bot …`; `variables` are settings."""

    def run(*arguments: str, answer: str | None = None, **variables: str) -> Done:
        return operating.run(
            *arguments, answer=answer, **{"DATABASE_URL": database_url} | variables
        )

    return run
