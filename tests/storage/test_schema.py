"""The revisions and the models are one schema, and whoever updates keeps every row."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select

from storage import schema
from storage.base import Base
from storage.database import Database
from tests.drill.filling import fill


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path) -> Iterator[Database]:
    """A database of its own, at the last revision."""
    url = f"sqlite:///{tmp_path / 'touchstone.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres")
    with closing(Database(url)) as database:
        schema.migrate(database.engine)
        yield database


def rows_in(engine: Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in Base.metadata.sorted_tables
        }


def test_the_last_revision_is_what_the_models_say(fresh):
    with fresh.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert found == []


def test_who_updates_from_the_first_revision_keeps_every_row(fresh):
    fill(fresh, rows=5)
    before = rows_in(fresh.engine)
    with fresh.engine.begin() as connection:
        command.downgrade(schema.alembic_config(connection), "0001")
    assert schema.version_of(fresh.engine) == "0001"

    schema.migrate(fresh.engine)

    assert schema.version_of(fresh.engine) == schema.version_needed()
    assert rows_in(fresh.engine) == before
