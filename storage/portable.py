"""Which tables are exported, which are not and why, and how their rows hang together."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    or_,
    select,
)

import storage.models  # noqa: F401  # the tables register themselves with the metadata
from storage.base import Base, UtcDateTime
from storage.keeping import PEOPLE

# Every other table is exported as a matter of course.
LEFT_OUT: Mapping[str, str] = {
    "answer_links": "a link opens a page of this installation only",
    "audit_events": "what was done in this installation was not done in another",
    "drafts": "what somebody typed and has not sent",
    "failures": "what the clock of this installation could not do",
    "install_attempts": "they last only minutes",
    "installations": "tokens never leave the database",
    "lanes": "the pace of this installation's messages",
    "outbox_events": "what operators did to this installation's messages",
    "outbox_messages": "messages are sent by the installation that they wait in",
    "pulse_rolls": "nobody is told who has voted",
    "pulse_urns": "ballots stay sealed in their urn; when a pulse closes, its results go along",
    "sealed_days": "what keeps anonymous feedback apart is never told",
    "ticks": "how the clock of this installation is running",
}
_SECRET_NAMES = ("token", "secret", "password", "ballot")
# It tells a form that comes twice from one that comes once, and opens nothing. What is sealed may
# go too: the key to it is in no database.
_NO_SECRETS = frozenset({"form_token"})
_KINDS: Mapping[type, str] = {
    bool: "yes or no",
    int: "whole number",
    float: "number",
    str: "text",
    date: "day",
    time: "time of day",
}
_BORN = ("created_at", "submitted_at", "started_at", "at")


def tables() -> list[Table]:
    """Return the tables that are exported, those that others refer to before the others."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def columns_of(table: Table) -> list[Column[Any]]:
    """Return the columns that are exported: all but what refers to a table that stays."""
    return [column for column in table.columns if not _stays(column)]


def why_not(table: Table) -> str | None:
    """Say why a table cannot be exported as it is, and has to be left out with a reason."""
    if table.name != "workspaces" and "workspace_id" not in table.c:
        return "it belongs to no workspace"
    for column in table.columns:
        if kind_of(column) is None:
            return f"nobody knows how to write {column.name} in a cell"
        if _stays(column) and not column.nullable:
            return f"{column.name} stays here, and cannot be empty elsewhere"
        if _is_secret(column):
            return f"{column.name} sounds secret"
    return None


def kind_of(column: Column[Any]) -> str | None:
    """Return in plain words what a column's cells hold."""
    if isinstance(column.type, UtcDateTime):
        return "moment"
    if isinstance(column.type, JSON):
        return "document"
    return "word" if words_of(column) else _KINDS.get(column.type.python_type)


def words_of(column: Column[Any]) -> list[str]:
    """Return the words that a column may hold, when it is a closed list."""
    kind = getattr(column.type, "enum_class", None)
    return [] if kind is None else [one.value for one in kind]


def parent_of(column: Column[Any]) -> Table | None:
    """Return the table that a column refers to."""
    return next((key.column.table for key in column.foreign_keys), None)


def referred() -> frozenset[str]:
    """Return the tables that some column refers to."""
    columns = [column for table in tables() for column in columns_of(table)]
    return frozenset(parent.name for one in columns if (parent := parent_of(one)) is not None)


def row_number(table: Table) -> Column[Any] | None:
    """Return the column that only numbers the rows: elsewhere they get other numbers."""
    [first, *more] = table.primary_key.columns
    is_number = isinstance(first.type, Integer) and not first.foreign_keys
    return first if is_number and not more else None


def keys_of(table: Table) -> Iterator[list[Column[Any]]]:
    """Yield what tells a row from all others, wherever it is: the surest first.

    The last one is no key but its birth: to whom it belongs, and since when. Several rows can be
    born in one moment; then they are the first, the second and so on.
    """
    number = row_number(table)
    if number is None:
        yield list(table.primary_key.columns)
        return
    for constraint in sorted(table.constraints, key=str):
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns)
    yield _birth(table, number)


def _birth(table: Table, number: Column[Any]) -> list[Column[Any]]:
    belongs = [one for one in columns_of(table) if one.foreign_keys and not one.nullable]
    born = [table.c[name] for name in _BORN if name in table.c and not table.c[name].nullable][:1]
    if born:
        return belongs + born
    return [one for one in columns_of(table) if one is not number and kind_of(one) != "document"]


def rows_of(workspace_id: str, partnership_id: int | None) -> dict[str, ColumnElement[bool]]:
    """Return by table which rows belong to an export of a workspace, or of one partnership.

    To a partnership belong the rows that hang on it and on nobody else's, whatever those refer to,
    and what hangs on that in turn, as calendars on organizations; but of people only its members'.
    """
    ours = {table.name: _of_workspace(table, workspace_id) for table in tables()}
    if partnership_id is None:
        return ours
    found = _hanging_on(partnership_id)
    for table in reversed(tables()):
        uses = list(_uses(table, found)) if table.name not in found else []
        if uses:
            found[table.name] = or_(*uses)
    of_members = {**found, PEOPLE: _members(found)}
    for table in tables():
        parents = _parents(table) - {PEOPLE}
        if table.name not in found and parents and parents <= found.keys():
            found[table.name] = of_members[table.name] = and_(*_inside(table, of_members))
    found["workspaces"] = ours["workspaces"]
    return {name: and_(ours[name], rows) for name, rows in found.items()}


def _of_workspace(table: Table, workspace_id: str) -> ColumnElement[bool]:
    column = table.c.id if table.name == "workspaces" else table.c.workspace_id
    return column == workspace_id


def _hanging_on(partnership_id: int) -> dict[str, ColumnElement[bool]]:
    partnerships = Base.metadata.tables["partnerships"]
    found: dict[str, ColumnElement[bool]] = {"partnerships": partnerships.c.id == partnership_id}
    for table in tables():
        inside = list(_inside(table, found)) if table is not partnerships else []
        if inside:
            found[table.name] = and_(*inside, or_(*_inside(table, found, certainly=True)))
    return found


def _inside(
    table: Table, found: Mapping[str, ColumnElement[bool]], *, certainly: bool = False
) -> Iterator[ColumnElement[bool]]:
    """Yield for each column that refers to rows found already that it does, or is empty."""
    for column in columns_of(table):
        parent = parent_of(column)
        if parent is not None and parent is not table and parent.name in found:
            refers = _among(column, parent, found)
            is_sure = certainly or not column.nullable
            yield refers if is_sure else or_(column.is_(None), refers)


def _among(
    column: Column[Any], parent: Table, found: Mapping[str, ColumnElement[bool]]
) -> ColumnElement[bool]:
    [key] = column.foreign_keys
    return column.in_(select(key.column).select_from(parent).where(found[parent.name]))


def _uses(table: Table, found: Mapping[str, ColumnElement[bool]]) -> Iterator[ColumnElement[bool]]:
    for child in tables():
        for column in columns_of(child) if child.name in found else ():
            if parent_of(column) is table:
                [key] = column.foreign_keys
                known = select(column).where(found[child.name], column.is_not(None))
                yield key.column.in_(known)


def _members(found: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the people who are or were in the partnership; others have only to do with it."""
    people, seats = Base.metadata.tables[PEOPLE], Base.metadata.tables["memberships"]
    return people.c.id.in_(select(seats.c.person_id).where(found["memberships"]))


def _parents(table: Table) -> set[str]:
    parents = {parent.name for one in table.columns if (parent := parent_of(one)) is not None}
    return parents - {"workspaces"}


def _stays(column: Column[Any]) -> bool:
    parent = parent_of(column)
    return parent is not None and parent.name in LEFT_OUT


def _is_secret(column: Column[Any]) -> bool:
    if _stays(column) or column.name in _NO_SECRETS:
        return False
    return any(name in f"{column.table.name}.{column.name}" for name in _SECRET_NAMES)


def meaning_of(table: Table) -> str:
    """Return the sentence with which a table's model explains itself."""
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return " ".join((models[table].__doc__ or "").split())
