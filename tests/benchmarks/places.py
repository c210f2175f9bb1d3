"""Where benchmarks keep their rows: an empty database of each kind, thrown away afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import schema
from storage.database import Database
from tests.databases import postgres_server
from tests.factories import make_workspace


@contextmanager
def databases() -> Iterator[list[tuple[str, Database]]]:
    """Yield the name and an empty database with the newest schema, of each kind."""
    with tempfile.TemporaryDirectory() as folder, postgres_server() as url:
        made = [
            ("SQLite", Database(f"sqlite:///{Path(folder) / 'touchstone.db'}")),
            ("PostgreSQL", Database(url)),
        ]
        for _name, database in made:
            schema.migrate(database.engine)
            make_workspace(database)
        yield made
        for _name, database in made:
            database.close()
