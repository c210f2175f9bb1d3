"""Asking the people of 10 000 partnerships to check in, beside the one bare statement for it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, text

import storage.expectations
from bot.rules.vocabulary import (
    Cadence,
    CycleState,
    OrganizationKind,
    PartnershipStatus,
    Role,
    Side,
)
from storage.base import Base
from storage.database import Database
from storage.models import (
    Cycle,
    Expectation,
    Membership,
    Organization,
    Partnership,
    Person,
)
from tests.benchmarks.measuring import Measured, milliseconds
from tests.benchmarks.places import databases
from tests.factories import NOW, WORKSPACE, ZONE

PARTNERSHIPS = 10_000
# As many share a transaction as the clock lets share one.
AT_ONCE = 100

# The least that a database does for it: one row for each lead of each cycle.
_BARE = text(
    "INSERT INTO expectations (workspace_id, cycle_id, person_id, side, state, reminders_sent,"
    " next_reminder_at) SELECT c.workspace_id, c.id, m.person_id, m.side, 'open', 0,"
    " c.first_reminder_at FROM cycles c JOIN memberships m ON m.partnership_id = c.partnership_id"
    " WHERE m.role = 'lead' AND m.ended_at IS NULL"
    " ON CONFLICT (cycle_id, person_id) DO NOTHING"
)


def run() -> Iterator[Measured]:
    """Time the statement that plans, and all of the opening around it."""
    with databases() as made:
        for name, database in made:
            _fill(database)
            bare = _best_of_three(database, _bare)
            planned = _best_of_three(database, _plan)
            yield Measured(
                f"planning reminders for {PARTNERSHIPS:,} partnerships, {name}",
                planned,
                bare,
                "ms",
                planned / bare,
                f"one bare INSERT … SELECT; ours {AT_ONCE} to a transaction",
            )


def _best_of_three(database: Database, act: Callable[[Database], None]) -> float:
    taken = []
    for _time in range(3):
        _empty(database)
        taken.append(milliseconds(lambda: act(database)))
    _empty(database)
    return min(taken)


def _bare(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(_BARE)


def _plan(database: Database) -> None:
    for first in range(1, PARTNERSHIPS + 1, AT_ONCE):
        with database.unit_of_work(WORKSPACE) as session:
            storage.expectations.plan(session, range(first, first + AT_ONCE), now=NOW)


def _empty(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(delete(Expectation))


def _fill(database: Database) -> None:
    """Add partnerships whose check-ins open now, a lead on each side."""
    ours = {"workspace_id": WORKSPACE}
    ids = range(1, PARTNERSHIPS + 1)
    sides = [(Side.SCHOOL, OrganizationKind.DISTRICT), (Side.PARTNER, OrganizationKind.HOSPITAL)]
    leads = [(n, at, n + at * PARTNERSHIPS) for n in ids for at in (0, 1)]
    rows: list[tuple[type[Base], list[dict[str, Any]]]] = [
        (
            Organization,
            [
                {"id": at, "name": side.value, "kind": kind}
                for at, (side, kind) in enumerate(sides, 1)
            ],
        ),
        (Person, [_person(person_id) for _n, _at, person_id in leads]),
        (Partnership, [_partnership(n) for n in ids]),
        (Membership, [_lead(n, sides[at][0], at + 1, person) for n, at, person in leads]),
        (Cycle, [_cycle(n) for n in ids]),
    ]
    with database.engine.begin() as connection:
        for table, values in rows:
            connection.execute(insert(table), [{**ours, **row} for row in values])
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


def _person(person_id: int) -> dict[str, Any]:
    known = {"team_id": WORKSPACE, "user_id": f"U{person_id}", "name": f"Person {person_id}"}
    return {"id": person_id, **known, "is_bot": False, "is_deactivated": False}


def _partnership(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Partnership {number}",
        "channel_id": f"C{number}",
        "time_zone": ZONE,
        "cadence": Cadence.QUARTERLY,
        "year_starts_in": 8,
        "first_day": date(2026, 9, 8),
        "status": PartnershipStatus.ACTIVE,
        "set_up_by_id": number,
        "created_at": NOW,
    }


def _lead(number: int, side: Side, organization_id: int, person_id: int) -> dict[str, Any]:
    return {
        "partnership_id": number,
        "person_id": person_id,
        "organization_id": organization_id,
        "side": side,
        "role": Role.LEAD,
        "started_at": NOW,
    }


def _cycle(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "partnership_id": number,
        "number": 1,
        "state": CycleState.UPCOMING,
        "opens_at": NOW,
        "due_at": NOW + timedelta(days=14),
        "closes_at": NOW + timedelta(days=21),
        "digest_at": NOW + timedelta(days=15),
        "first_reminder_at": NOW + timedelta(days=3),
        "second_reminder_at": NOW + timedelta(days=7),
        "last_reminder_at": NOW + timedelta(days=20),
    }


if __name__ == "__main__":
    for measured in run():
        print(measured)
