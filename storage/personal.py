"""Queries for all that is kept about one person, driven by what each table says of itself."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.rules.people import FORMER, PersonKey
from bot.rules.vocabulary import ActionStatus, GoalStatus, PartnershipStatus, Side
from storage.database import Database
from storage.keeping import KEPT, PEOPLE, person_columns, tables
from storage.models import (
    Action,
    Goal,
    Membership,
    OutboxMessage,
    Partnership,
    Person,
)

Rows = Sequence[Mapping[str, Any]]

_MESSAGES = OutboxMessage.__tablename__


def everywhere(session: Session, key: PersonKey) -> Sequence[Person]:
    """Return a person's rows in all workspaces that know them; for an operator."""
    return session.scalars(
        select(Person)
        .where(Person.team_id == key.team_id, Person.user_id == key.user_id)
        .order_by(Person.workspace_id)
    ).all()


def known(session: Session) -> Sequence[tuple[Person, Sequence[str]]]:
    """Return whom the workspaces know, each with the partnerships that they are or were in."""
    rows = session.execute(
        select(Person, Partnership.name)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .outerjoin(Partnership, Partnership.id == Membership.partnership_id)
        .where(Person.user_id.not_like(f"{FORMER}%"))
        .order_by(Person.workspace_id, Person.name, Person.id, Partnership.name)
    ).all()
    found = groupby(rows, key=lambda row: row[0])
    return [
        (person, list(dict.fromkeys(name for _person, name in seats if name is not None)))
        for person, seats in found
    ]


def rows_about(session: Session, person: Person) -> Iterator[tuple[Table, Rows]]:
    """Return, table by table, every row that names a person, and every message to them."""
    for table, _kept in tables():
        if table.name == PEOPLE:
            which = table.c.id == person.id
        elif table.name == _MESSAGES:
            which = table.c.channel == person.user_id
        elif columns := person_columns(table):
            which = or_(*(column == person.id for column in columns))
        else:
            continue
        keys = list(table.primary_key.columns)
        own = table.c.workspace_id == person.workspace_id
        rows = session.execute(select(table).where(own, which).order_by(*keys)).mappings().all()
        if rows:
            yield table, [dict(row) for row in rows]


def title_of(session: Session, table: Table, row_id: int) -> str:
    """Return how people call a row, in its first words; nothing for one that has none."""
    for name in ("name", "statement", "what", "title", "number"):
        if name in table.c and (name in KEPT[table.name].shared or name == "number"):
            found = session.scalar(select(table.c[name]).where(table.c.id == row_id))
            return str(found or "")
    return ""


def overwrite(session: Session) -> None:
    """Let a SQLite file hold zeros where something was, and not the old bytes until they are used.

    It stays so for the connection, whose next work costs a little more.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def seats_of(session: Session, person_id: int) -> Sequence[tuple[Partnership, Membership]]:
    """Return the seats that a person has now, also in partnerships that are closed."""
    rows = session.execute(
        select(Partnership, Membership)
        .join(Membership, Membership.partnership_id == Partnership.id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Partnership.name, Partnership.id)
    )
    return [(row[0], row[1]) for row in rows]


def last_side(session: Session, person_id: int) -> Side | None:
    """Return the side on which a person was last."""
    return session.scalar(
        select(Membership.side)
        .where(Membership.person_id == person_id)
        .order_by(Membership.started_at.desc(), Membership.id.desc())
        .limit(1)
    )


def goals_of(session: Session, person_id: int) -> Sequence[Goal]:
    """Return the goals that a person owns and that are still to be reached."""
    return session.scalars(
        select(Goal)
        .join(Partnership, Partnership.id == Goal.partnership_id)
        .where(
            or_(Goal.school_owner_id == person_id, Goal.partner_owner_id == person_id),
            Goal.status != GoalStatus.RETIRED,
            Partnership.status != PartnershipStatus.CLOSED,
        )
        .order_by(Goal.id)
    ).all()


def actions_of(session: Session, person_id: int) -> Sequence[Action]:
    """Return the actions that a person has promised and not done."""
    return session.scalars(
        select(Action)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .where(
            Action.owner_id == person_id,
            Action.status == ActionStatus.OPEN,
            Partnership.status != PartnershipStatus.CLOSED,
        )
        .order_by(Action.id)
    ).all()


def blank(person: Person, key: PersonKey, now: datetime) -> None:
    """Leave of a person's own row nothing but that it was somebody."""
    person.team_id, person.user_id = key
    person.name = ""
    person.is_deactivated = True
    person.has_home = False
    for name in _OWN_HABITS:
        setattr(person, name, None)
    person.seen_at = now


_OWN_HABITS = (
    "time_zone",
    "locale",
    "hours_start",
    "hours_end",
    "away_until",
    "status_counts_from",
)


def clean_file(database: Database) -> bool:
    """Write a SQLite file anew, so that neither free pages nor its log hold what was deleted.

    Return whether that was done: it cannot be while somebody else uses the file.
    """
    if database.engine.dialect.name != "sqlite":
        return True
    # Neither can be done within a transaction.
    with database.looks.connect() as connection:
        try:
            connection.exec_driver_sql("VACUUM")
        except OperationalError as error:
            if not _is_busy(error):
                raise
            return False
        is_busy, *_pages = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not is_busy


def _is_busy(error: OperationalError) -> bool:
    # The lowest eight bits are what went wrong, the others say more of it.
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
