"""One quarter of two partnerships, played on a Slack of its own in seconds."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text
from sqlalchemy.engine import make_url

from bot import logs
from bot.demo import report, theatre
from bot.demo.play import perform
from storage.database import Database, connect
from storage.schema import migrate


def show(database_url: str | None, *, over_http: bool, out: Console) -> bool:
    """Play, print what everybody sees and the sums, and say whether all went well.

    `database_url` is a PostgreSQL server, on which the play makes and drops a database of its own,
    or a SQLite file, which must not be there yet.
    """
    logs.configure("error", "text")
    with _database(database_url) as url, theatre.opened(url, over_http=over_http) as stage:
        perform(stage)
        for heading, text in report.pages(stage):
            out.print(Panel(Text(text), title=Text(heading), title_align="left"))
        problems = list(report.problems(stage))
        for problem in problems:
            out.print(problem, markup=False)
        sums = report.sums(stage)
    out.print(sums.line, markup=False)
    return not problems and not (sums.refused or sums.repeated or sums.lost)


@contextmanager
def _database(url: str | None) -> Iterator[str]:
    """Yield the address of a database of the play's own, gone afterwards."""
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
