"""A tick of the sender when nothing is due, over a million rows, beside the bare indexed query."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import Connection, text

from bot.slack.gateway import Gateway
from scheduler.outbox import Delivery
from storage import schema
from storage.database import Database
from tests.benchmarks.measuring import Measured, compare
from tests.databases import postgres_server
from tests.factories import make_workspace
from tests.gateways import Everywhere

ROWS = 1_000_000
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
    with database.engine.connect() as connection:
        measured = compare(
            f"an idle tick over {ROWS:,} waiting messages, {name}",
            Delivery(database, Everywhere(gateway), lambda: NOW).run,
            lambda: connection.exec_driver_sql(_QUERY).all(),
            times=200,
            note="the bare indexed query on an open connection",
        )
    database.close()
    return measured


def _fill(connection: Connection) -> None:
    kind = connection.dialect.name
    series = _SERIES[kind].format(rows=ROWS)
    fill = _FILL.format(series=series, due=_DUE[kind])
    connection.execute(text(fill))
