"""Databases to try faults on: a SQLite file, or a PostgreSQL server of our own, with the schema."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url

from storage import schema
from storage.base import Base
from storage.database import Database
from tests.databases import postgres_server

KINDS = ("sqlite", "postgresql")
_numbers = count(1)


@contextmanager
def new(kind: str, folder: Path) -> Iterator[str]:
    """Make a database with the schema and no rows, and yield its address."""
    name = f"touchstone_chaos_{next(_numbers)}"
    if kind == "sqlite":
        yield _with_schema(f"sqlite:///{folder / name}.db")
        return
    with postgres_server() as server_url:
        server = create_engine(server_url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield _with_schema(
            make_url(server_url).set(database=name).render_as_string(hide_password=False)
        )
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()


def _with_schema(url: str) -> str:
    with closing(Database(url)) as database:
        schema.migrate(database.engine)
    return url


def clear(database: Database) -> None:
    """Take every row away."""
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
