"""A quarter of many partnerships in many workspaces, written by a few statements."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    case,
    cast,
    insert,
    literal,
    select,
    text,
)

from bot.rules.vocabulary import (
    ActionStatus,
    Cadence,
    Confidence,
    CycleState,
    Direction,
    GoalStatus,
    OrganizationKind,
    PartnershipStatus,
    Role,
    Side,
)
from storage.base import Base
from storage.database import Database
from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Goal,
    GoalUpdate,
    Membership,
    Organization,
    Partnership,
    Person,
    Workspace,
)
from tests.factories import NOW, ZONE

GOALS = 5
CYCLES = 4
MEMBERS = 4
SIDES = 2
UPDATES = CYCLES * SIDES
"""Of each goal."""

_SAID = "Twelve nurses signed up as mentors, and the late bus runs again since Monday."
_LONG_AGO = NOW - timedelta(days=300)


def workspace_ids(workspaces: int) -> list[str]:
    return [f"W{number}" for number in range(workspaces)]


def newest_cycles(partnerships: int, workspaces: int) -> dict[str, list[int]]:
    """Return the ids of the cycles that open next, of partnerships without years, by workspace."""
    found: dict[str, list[int]] = {name: [] for name in workspace_ids(workspaces)}
    for partnership_id in range(1, partnerships + 1):
        found[f"W{partnership_id % workspaces}"].append(partnership_id)
    return found


def fill(
    database: Database,
    partnerships: int,
    workspaces: int,
    *,
    newest: CycleState,
    years: bool = True,
) -> None:
    """Add partnerships with leads on both sides, and a cycle of each that opens or is open now.

    With `years` each has contributors, cycles before that one, goals and what was said of them.
    """
    with database.engine.begin() as connection:
        filling = _Filling(connection, partnerships, workspaces)
        filling.partnerships(MEMBERS if years else SIDES)
        filling.cycles(newest, CYCLES if years else 1)
        if years:
            filling.answers()
        connection.execute(text("ANALYZE"))


class _Row(NamedTuple):
    """A row to be inserted: its number, its partnership's, and its place among those of that."""

    n: ColumnElement[int]
    partnership: ColumnElement[int]
    place: ColumnElement[int]


class _Filling:
    """Writes rows numbered from 1; those of one partnership follow each other."""

    def __init__(self, connection: Connection, partnerships: int, workspaces: int) -> None:
        self._connection = connection
        self._partnerships = partnerships
        self._workspaces = workspaces

    def partnerships(self, members: int) -> None:
        for number, name in enumerate(workspace_ids(self._workspaces)):
            row = {"id": name, "name": f"District {number}", "bot_user_id": "UBOT"}
            self._connection.execute(insert(Workspace), {**row, "added_at": _LONG_AGO})
        self._insert(
            Organization,
            SIDES,
            lambda row: {
                "name": _numbered("Organization ", row.n),
                "kind": _turn(row.place, [OrganizationKind.DISTRICT, OrganizationKind.HOSPITAL]),
            },
        )
        self._insert(
            Person,
            members,
            lambda row: {
                "team_id": _turn(row.place, ["T1", "T2"]),
                "user_id": _numbered("U", row.n),
                "name": _numbered("Person ", row.n),
                "time_zone": ZONE,
            },
        )
        self._insert(
            Partnership,
            1,
            lambda row: {
                "name": _numbered("Partnership ", row.n),
                "channel_id": _numbered("C", row.n),
                "time_zone": ZONE,
                "cadence": Cadence.QUARTERLY,
                "year_starts_in": 8,
                "first_day": date(2026, 9, 8),
                "status": PartnershipStatus.ACTIVE,
                "set_up_by_id": (row.n - 1) * members + 1,
                "created_at": _LONG_AGO,
                "channel_looked_at": NOW,
            },
        )
        self._insert(
            Membership,
            members,
            lambda row: {
                "partnership_id": row.partnership,
                "person_id": row.n,
                "organization_id": (row.partnership - 1) * SIDES + row.place % SIDES + 1,
                "side": _turn(row.place, list(Side)),
                "role": case((row.place < SIDES, Role.LEAD.value), else_=Role.CONTRIBUTOR.value),
                "started_at": _LONG_AGO,
            },
        )

    def cycles(self, newest: CycleState, cycles: int) -> None:
        opened = NOW if newest is CycleState.UPCOMING else NOW - timedelta(days=15)
        starts = [opened - timedelta(days=90 * back) for back in reversed(range(cycles))]
        states = [CycleState.CLOSED] * (cycles - 1) + [newest]

        def after(days: int, place: ColumnElement[int]) -> ColumnElement[datetime]:
            return _turn(place, [start + timedelta(days=days) for start in starts], Cycle.opens_at)

        self._insert(
            Cycle,
            cycles,
            lambda row: {
                "partnership_id": row.partnership,
                "number": row.place + 1,
                "state": _turn(row.place, states),
                "opens_at": after(0, row.place),
                "due_at": after(14, row.place),
                "closes_at": after(21, row.place),
                "digest_at": after(15, row.place),
                "first_reminder_at": after(3, row.place),
                "last_reminder_at": after(20, row.place),
                "digested_at": case((row.place < cycles - 1, after(15, row.place))),
            },
        )

    def answers(self) -> None:
        lately = NOW - timedelta(days=5)
        self._insert(
            CheckIn,
            SIDES,
            lambda row: {
                "cycle_id": row.partnership * CYCLES,
                "person_id": (row.partnership - 1) * MEMBERS + row.place + 1,
                "side": _turn(row.place, list(Side)),
                "wins": _SAID,
                "challenges": _SAID,
                "needs": _SAID,
                "submitted_at": lately,
            },
        )
        self._insert(
            Goal,
            GOALS,
            lambda row: {
                "partnership_id": row.partnership,
                "status": GoalStatus.LIVE,
                "statement": _numbered("More ninth-graders attend nine days out of ten, ", row.n),
                "indicator": "Ninth-graders with 90% attendance",
                "unit": "%",
                "direction": Direction.INCREASE,
                "baseline": 70.0,
                "target": 85.0,
                "starts_on": date(2026, 9, 1),
                "due_on": date(2027, 6, 15),
                "current_value": 78.0,
                "created_at": _LONG_AGO,
            },
        )
        moments = [NOW - timedelta(days=270 - 30 * back) for back in range(UPDATES)]
        self._insert(
            GoalUpdate,
            GOALS * UPDATES,
            lambda row: {
                "goal_id": (row.n - 1) // UPDATES + 1,
                "person_id": (row.partnership - 1) * MEMBERS + row.place % SIDES + 1,
                "side": _turn(row.place, list(Side)),
                "at": _turn(row.place, moments, GoalUpdate.at),
                "value": 70.0 + row.place % 13,
                "confidence": Confidence.ON_TRACK,
                "note": "Counted on Monday by the attendance office.",
            },
        )
        self._insert(
            Action,
            SIDES,
            lambda row: {
                "partnership_id": row.partnership,
                "what": "Ask the bus company for a later bus",
                "owner_id": (row.partnership - 1) * MEMBERS + 1,
                "side": Side.SCHOOL,
                "due_on": date(2026, 10, 1),
                "status": ActionStatus.OPEN,
                "created_at": lately,
            },
        )

    def _insert(
        self, table: type[Base], of_each: int, columns: Callable[[_Row], Mapping[str, Any]]
    ) -> None:
        """Insert so many rows of each partnership."""
        series = select(literal(1, Integer).label("n")).cte(recursive=True)
        rows = self._partnerships * of_each
        series = series.union_all(select(series.c.n + 1).where(series.c.n < rows))
        row = _Row(series.c.n, (series.c.n - 1) // of_each + 1, (series.c.n - 1) % of_each)
        values: Mapping[str, Any] = {
            "id": row.n,
            "workspace_id": literal("W") + cast(row.partnership % self._workspaces, String),
            **columns(row),
        }
        known = table.__table__.columns
        chosen = [
            value if isinstance(value, ColumnElement) else literal(value, known[name].type)
            for name, value in values.items()
        ]
        self._connection.execute(insert(table).from_select(list(values), select(*chosen)))


def _numbered(word: str, number: ColumnElement[int]) -> ColumnElement[str]:
    return literal(word) + cast(number, String)


def _turn(place: ColumnElement[int], values: list[Any], column: Any = None) -> ColumnElement[Any]:
    """Return each of the values in turn."""
    typed = [literal(one, None if column is None else column.type) for one in values]
    return case(dict(enumerate(typed)), value=place % len(values))
