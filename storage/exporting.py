"""The rows of an export, as they are at one moment, one after the other."""

from collections.abc import Generator
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from storage import portable
from storage.base import Base

_AT_ONCE = 500


def hold_still(session: Session) -> None:
    """Let all that the session reads from now on be of one moment; call it first."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def count(session: Session, table: Table, rows: ColumnElement[bool]) -> int:
    """Return how many rows of a table belong to the export."""
    return (
        session.connection()
        .execute(select(func.count()).select_from(table).where(rows))
        .scalar_one()
    )


def read(
    session: Session, table: Table, rows: ColumnElement[bool]
) -> Generator[tuple[Any, ...], None, None]:
    """Yield a table's rows for the export, in the order of their keys, never many at once."""
    query = select(*portable.columns_of(table)).where(rows).order_by(*table.primary_key.columns)
    options = {"yield_per": _AT_ONCE}
    with session.connection().execute(query, execution_options=options) as found:
        for row in found:
            yield tuple(row)


def workspaces(session: Session, partnership_id: int | None) -> list[str]:
    """Return the ids of all workspaces, or of the one that a partnership belongs to."""
    tables = Base.metadata.tables
    query = select(tables["workspaces"].c.id).order_by(tables["workspaces"].c.id)
    if partnership_id is not None:
        theirs = tables["partnerships"].c
        query = select(theirs.workspace_id).where(theirs.id == partnership_id)
    return [str(one) for one in session.connection().execute(query).scalars()]
