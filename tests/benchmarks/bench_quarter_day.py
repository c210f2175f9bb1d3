"""The first day of a quarter for 100 000 partnerships in 500 workspaces, beside bare statements."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import delete, event, text

import storage.cycles
import storage.expectations
from bot.rules.spreading import turn_of
from bot.rules.vocabulary import CycleState
from bot.slack.gateway import Gateway
from scheduler import cycles
from scheduler.passes import ROWS
from scheduler.runner import Runner
from storage.database import Database
from storage.models import Expectation
from tests.benchmarks import quarter
from tests.benchmarks.measuring import Measured, compare, milliseconds
from tests.benchmarks.places import databases
from tests.factories import NOW
from tests.gateways import Everywhere

PARTNERSHIPS = 100_000
WORKSPACES = 500
_MINUTE = 60_000.0

# The least that a database does to ask the leads of every partnership.
_BARE_PLAN = text(
    "INSERT INTO expectations (workspace_id, cycle_id, person_id, side, state, reminders_sent,"
    " next_reminder_at) SELECT c.workspace_id, c.id, m.person_id, m.side, 'open', 0,"
    " c.first_reminder_at FROM cycles c JOIN memberships m ON m.partnership_id = c.partnership_id"
    " WHERE c.state = 'upcoming' AND m.role = 'lead' AND m.ended_at IS NULL"
    " ON CONFLICT (cycle_id, person_id) DO NOTHING"
)
_BARE_SEARCH = text(
    "SELECT workspace_id, id FROM cycles WHERE state = 'upcoming' AND opens_at <= :now"
    " ORDER BY opens_at, id LIMIT :rows"
)


def run() -> Iterator[Measured]:
    """Time planning all of it, and one pass of the clock, on the database that replicas share."""
    with databases() as made:
        _name, database = made[-1]
        quarter.fill(database, PARTNERSHIPS, WORKSPACES, newest=CycleState.UPCOMING, years=False)
        yield _idle(database)
        bare = milliseconds(partial(_plan_bare, database))
        _forget(database)
        planned = milliseconds(partial(_plan, database))
        _forget(database)
        yield Measured(
            f"asking the leads of {PARTNERSHIPS:,} partnerships in {WORKSPACES} workspaces",
            planned,
            bare,
            "ms",
            planned / bare,
            "one bare INSERT … SELECT; ours a transaction a workspace",
        )
        yield _searched(database)
        yield _passed(database)


def _idle(database: Database) -> Measured:
    """Time the clock on the day before, when no job of every minute finds anything."""
    before = NOW - timedelta(days=1)
    gateway = Gateway(WebClient("xoxb-1", retry_handlers=[]))
    runner = Runner(database, Everywhere(gateway), lambda: before)
    jobs = [job for job in runner.jobs if job.seconds <= _MINUTE / 1000]
    values = {"now": before, "rows": ROWS}

    def search() -> Sequence[Any]:
        with database.looking_across_workspaces() as look:
            return look.execute(_BARE_SEARCH, values).all()

    return compare(
        f"all {len(jobs)} jobs of every minute idle, {PARTNERSHIPS:,} partnerships",
        lambda: [job.run(database, before) for job in jobs],
        lambda: [search() for _job in jobs],
        times=20,
        note="one bare indexed query for each, by the same pool",
    )


def _plan_bare(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(_BARE_PLAN)


def _plan(database: Database) -> None:
    for workspace_id, cycle_ids in quarter.newest_cycles(PARTNERSHIPS, WORKSPACES).items():
        with database.unit_of_work(workspace_id) as session:
            storage.expectations.plan(session, cycle_ids, now=NOW)


def _forget(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(delete(Expectation))


def _searched(database: Database) -> Measured:
    with database.looking_across_workspaces() as look:
        storage.cycles.due_to_open(look, NOW, ROWS)
        ours = milliseconds(lambda: storage.cycles.due_to_open(look, NOW, ROWS))
        values = {"now": NOW, "rows": ROWS}
        bare = milliseconds(lambda: look.execute(_BARE_SEARCH, values).all())
    path = f"finding {ROWS:,} of them that open now"
    return Measured(path, ours, bare, "ms", ours / bare, "the bare indexed query")


def _passed(database: Database) -> Measured:
    """Time what the clock does in one pass when the whole country is due at once."""
    statements: Counter[str] = Counter()

    def count(_c: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        statements[sql.partition(" ")[0]] += 1

    event.listen(database.engine, "before_cursor_execute", count)
    opened = milliseconds(partial(cycles.open_due, database, NOW))
    event.remove(database.engine, "before_cursor_execute", count)
    fullest = max(_minutes().values())
    needed = opened * fullest / ROWS
    of_each_workspace = sum(statements.values()) / WORKSPACES
    return Measured(
        f"opening those of the fullest minute, {fullest:,}: asked, invited, their cards changed",
        needed,
        _MINUTE,
        "ms",
        needed / _MINUTE,
        f"that minute, for one replica; {of_each_workspace:.0f} statements a workspace",
    )


def _minutes() -> Counter[int]:
    ids = range(1, PARTNERSHIPS + 1)
    return Counter(turn_of(one) // timedelta(minutes=1) for one in ids)


if __name__ == "__main__":
    for measured in run():
        print(measured)
