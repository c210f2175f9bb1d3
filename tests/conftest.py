"""What every test may ask for: a real database of each kind, empty but for its schema."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from storage import schema
from storage.base import Base
from storage.database import Database
from tests.databases import postgres_server
from tests.stage import Stage, raised


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a database of this run alone, on a real PostgreSQL."""
    with postgres_server() as url:
        name = f"touchstone_test_{os.getpid()}"
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()


@pytest.fixture(scope="session")
def _postgres_with_schema(postgres_url: str) -> str:
    _build_schema(postgres_url)
    return postgres_url


@pytest.fixture(scope="session")
def _sqlite_with_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _build_schema(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with the newest schema and no rows, once of each kind."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("_postgres_with_schema")
        return url
    template = request.getfixturevalue("_sqlite_with_schema")
    return f"sqlite:///{shutil.copy(template, tmp_path / 'touchstone.db')}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the newest schema and no rows, once of each kind."""
    opened = Database(database_url)
    yield opened
    with opened.engine.begin() as connection:
        # Faster than TRUNCATE, which on PostgreSQL makes new files for every table.
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    opened.close()


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    """The whole bot with its Slack, its people and a clock to move."""
    with raised(database) as set_stage:
        yield set_stage


def _build_schema(url: str) -> None:
    opened = Database(url)
    schema.migrate(opened.engine)
    opened.close()
