"""What every test may ask for: a real database of each kind, and nothing else around it."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from bot.settings import Settings
from storage import schema
from storage.base import Base
from storage.database import Database
from storage.sealing import Seal
from tests import factories
from tests.databases import postgres_server
from tests.stage import Stage, raised


@pytest.fixture(autouse=True)
def _log_level() -> Iterator[None]:
    """What the bot sets in one test, the next one does not inherit."""
    yield
    # As Python begins; also after what was set for a whole module.
    logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a database of this run alone, on a real PostgreSQL."""
    with postgres_server() as server, _own_database(server, "test") as url:
        yield url


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    with _own_database(postgres_url, "empty") as url:
        yield url


@contextmanager
def _own_database(server_url: str, purpose: str) -> Iterator[str]:
    """Yield the address of a database that this process alone has, for as long as it is used."""
    name = f"touchstone_{purpose}_{os.getpid()}"
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(scope="session")
def _postgresql(postgres_url: str) -> Iterator[Database]:
    with _with_schema(postgres_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with _with_schema(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'tests.db'}") as opened:
        yield opened


@contextmanager
def _with_schema(url: str) -> Iterator[Database]:
    with closing(Database(url, seal=Seal([Seal.new_key()]))) as opened:
        schema.migrate(opened.engine)
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with the newest schema and no rows, once of each kind.

    It is the same one for all tests: an engine that was used before has its statements compiled.
    """
    shared: Database = request.getfixturevalue(f"_{request.param}")
    yield shared
    with shared.engine.begin() as connection:
        # Faster than TRUNCATE, which on PostgreSQL makes new files for every table.
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def cast(database: Database) -> factories.Cast:
    """The people of one partnership, two on each side."""
    factories.make_workspace(database)
    with database.unit_of_work(factories.WORKSPACE) as session:
        return factories.make_partnership(session)


@pytest.fixture
def database_url(database: Database) -> str:
    """Its address, for what opens it again."""
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """An environment without settings in an empty folder, to be filled by calling it."""
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
        monkeypatch.delenv(f"{field.upper()}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)

    def fill(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return fill


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    """The whole bot with its Slack, its people and a clock to move."""
    with raised(database) as set_stage:
        yield set_stage
