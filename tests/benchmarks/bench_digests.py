"""Ten thousand digests in one pass, beside the bare SQL that reads the same rows."""

import gc
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event

import storage.digests
from bot.rules.vocabulary import CycleState
from bot.services import digest_composing
from scheduler import digests
from scheduler.passes import ROWS as AT_MOST
from storage.database import Database
from tests.benchmarks import quarter
from tests.benchmarks.measuring import Measured, milliseconds
from tests.benchmarks.places import databases
from tests.factories import NOW

DIGESTS = 10_000
WORKSPACES = 20
# Tracing memory takes its time: a twentieth of the digests, and a fortieth.
_TRACED = (500, 250)

Batch = tuple[str, Sequence[int]]


def run() -> Iterator[Measured]:
    """Time finding out what digests say, and then all of it: also written as blocks and queued."""
    with databases() as made:
        for name, database in made:
            quarter.fill(database, DIGESTS, WORKSPACES, newest=CycleState.OPEN)
            batches = _batches(database)
            ours, typed, raw = _in_turns(database, batches)
            many, few = (_peak(database, batches, how_many) for how_many in _TRACED)
            path = f"{DIGESTS:,} digests computed in one pass, {name}"
            memory = f"memory {few:.1f} MB for {_TRACED[1]}, {many:.1f} MB for {_TRACED[0]:,}"
            yield Measured(path, ours, typed, "ms", ours / typed, f"the bare SELECTs; {memory}")
            note = "the driver's cursor alone, days left as text or numbers"
            yield Measured(path, ours, raw, "ms", ours / raw, note)
            posted = milliseconds(partial(digests.post_due, database, NOW))
            bare = typed * AT_MOST / DIGESTS
            path = f"{AT_MOST:,} of them rendered too, and queued with their threads, {name}"
            note = f"the bare SELECTs; {posted / AT_MOST:.2f} ms a digest"
            yield Measured(path, posted, bare, "ms", posted / bare, note)


def _batches(database: Database) -> list[Batch]:
    """Return what the clock takes at once."""
    due: dict[str, list[int]] = defaultdict(list)
    with database.looking_across_workspaces() as look:
        for workspace_id, row_id in storage.digests.due(look, NOW, DIGESTS):
            due[workspace_id].append(row_id)
    found: list[Batch] = []
    size = digests.AT_ONCE
    for workspace_id in quarter.workspace_ids(WORKSPACES):
        ids = due[workspace_id]
        found += [(workspace_id, ids[at : at + size]) for at in range(0, len(ids), size)]
    return found


def _compute(database: Database, batches: Sequence[Batch]) -> None:
    for workspace_id, ids in batches:
        with database.reading(workspace_id) as session:
            digest_composing.compose(session, ids, now=NOW)


def _in_turns(database: Database, batches: Sequence[Batch]) -> tuple[float, float, float]:
    """Compute each batch and then read it barely, in two ways; return the milliseconds of each."""
    gc.collect()
    # As the bot does at its start.
    gc.freeze()
    _compute(database, batches[:1])
    taken = [0.0, 0.0, 0.0]
    for batch in batches:
        with _recorded(database) as (statements, cursors):
            taken[0] += milliseconds(partial(_compute, database, [batch]))
        taken[1] += milliseconds(partial(_replay, database, statements))
        taken[2] += milliseconds(partial(_replay_on_cursor, database, cursors))
    gc.unfreeze()
    return taken[0], taken[1], taken[2]


@contextmanager
def _recorded(database: Database) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield what is executed meanwhile: for the engine, and as it reaches the driver."""
    statements: list[Any] = []
    cursors: list[Any] = []

    def executing(_connection: Any, clause: Any, _many: Any, values: Any, _options: Any) -> None:
        statements.append((clause, values))

    def reaching(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: Any) -> None:
        if sql.startswith("SELECT"):
            cursors.append((sql, values))

    event.listen(database.engine, "before_execute", executing)
    event.listen(database.engine, "before_cursor_execute", reaching)
    yield statements, cursors
    event.remove(database.engine, "before_execute", executing)
    event.remove(database.engine, "before_cursor_execute", reaching)


def _replay(database: Database, statements: Sequence[Any]) -> None:
    with database.engine.connect() as connection:
        for clause, values in statements:
            connection.execute(clause, values).all()


def _replay_on_cursor(database: Database, statements: Sequence[Any]) -> None:
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    for sql, values in statements:
        cursor.execute(sql, values)
        cursor.fetchall()
    connection.close()


def _peak(database: Database, batches: Sequence[Batch], how_many: int) -> float:
    """Return the most megabytes that computing so many digests held at a time."""
    some = [(workspace_id, ids[:50]) for workspace_id, ids in batches]
    tracemalloc.start()
    _compute(database, some[: how_many // 50])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1_000_000


if __name__ == "__main__":
    for measured in run():
        print(measured)
