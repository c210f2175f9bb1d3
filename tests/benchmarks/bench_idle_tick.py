"""A tick of the sender when nothing is due, over a million rows, beside the bare indexed query."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import Connection, text
from sqlalchemy.engine.interfaces import DBAPICursor

from bot.slack.gateway import Gateway
from scheduler.outbox import Delivery
from storage import schema
from storage.database import Database
from tests.benchmarks.measuring import Measured, compare
from tests.databases import postgres_server
from tests.factories import make_workspace
from tests.gateways import Everywhere

ROWS = 1_000_000
TIMES = 200
NOW = datetime(2026, 9, 8, 15, tzinfo=UTC)

_SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows})",
    "postgresql": "WITH s(n) AS (SELECT generate_series(1, {rows}))",
}
_FILL = """
INSERT INTO outbox_messages (workspace_id, key, method, channel, payload, status, attempts, due_at,
    best_before, last_error, created_at)
{series} SELECT 'T1', 'k' || n, 'chat.postMessage', 'C' || (n % 1000), '{{}}', 'pending', 0, {due},
    '2028-01-01 00:00:00.000000', '', '2026-09-01 00:00:00.000000' FROM s
"""
# The year after NOW, in seconds that follow each other.
_DUE = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 1788879600 + n * 30, 'unixepoch')",
    "postgresql": "to_timestamp(1788879600 + n * 30)",
}
_QUERY = """
SELECT workspace_id FROM outbox_messages
WHERE workspace_id = 'T1' AND finished_at IS NULL AND due_at <= '2026-09-08 15:00:00.000000'
LIMIT 1
"""


def run() -> Iterator[Measured]:
    """Time both databases."""
    with tempfile.TemporaryDirectory() as folder:
        yield _on(f"sqlite:///{Path(folder) / 'touchstone.db'}", "SQLite")
    with postgres_server() as url:
        yield _on(url, "PostgreSQL")


def _on(url: str, name: str) -> Measured:
    database = Database(url)
    schema.migrate(database.engine)
    make_workspace(database)
    with database.engine.begin() as connection:
        _fill(connection)
    gateway = Gateway(WebClient("xoxb-1", retry_handlers=[]))
    tick = Delivery(database, Everywhere(gateway), lambda: NOW).run
    path = f"an idle tick over {ROWS:,} waiting messages, {name}"
    with database.looks.connect() as held:
        driver = held.connection.cursor()
        # What no program pays that keeps its connections in a pool, and asks through a library.
        least = compare(path, tick, partial(_ask_driver, driver), times=TIMES)
    note = f"the bare query, by the same pool; {least.ratio:.0f} × the driver's open cursor"
    measured = compare(path, tick, partial(_ask, database), times=TIMES, note=note)
    database.close()
    return measured


def _ask(database: Database) -> None:
    with database.looks.connect() as connection:
        connection.exec_driver_sql(_QUERY).all()


def _ask_driver(cursor: DBAPICursor) -> None:
    cursor.execute(_QUERY)
    cursor.fetchall()


def _fill(connection: Connection) -> None:
    kind = connection.dialect.name
    series = _SERIES[kind].format(rows=ROWS)
    fill = _FILL.format(series=series, due=_DUE[kind])
    connection.execute(text(fill))
