"""A database for a play, which leaves nothing behind."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.database import Database, connect
from storage.schema import migrate


@contextmanager
def of_its_own(url: str | None) -> Iterator[str]:
    """Yield the address of a database that nothing else uses, gone afterwards."""
    if url is None:
        with tempfile.TemporaryDirectory(prefix="touchstone-demo-") as folder:
            yield f"sqlite:///{Path(folder) / 'touchstone.db'}"
        return
    if make_url(url).get_backend_name() == "sqlite":
        yield url
        return
    # What is in the given database is somebody's record; the play gets one beside it.
    name = f"touchstone_demo_{secrets.token_hex(4)}"
    server = connect(url).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            beside = make_url(url).set(database=name).render_as_string(hide_password=False)
            with closing(Database(beside)) as empty:
                migrate(empty.engine)
            yield beside
        finally:
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.dispose()
