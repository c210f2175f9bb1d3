"""Queries that delete what is kept no longer: some rows at a time, nothing that is held."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Date,
    FromClause,
    Table,
    and_,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from bot.rules.delivery import LASTING_KEYS
from bot.rules.retention import Retention
from storage import auditing
from storage.base import Base
from storage.database import workspace_of
from storage.keeping import PEOPLE, references_to, tables
from storage.models import Installation, LegalHold, OutboxMessage, Workspace
from storage.outbox import HAS_WORDS

# Of these a row is nobody's but the workspace's: the way to a partnership does not lead over them.
_NO_WAY = frozenset({PEOPLE, "organizations", "workspaces"})


def due(look: Connection, purged_before: datetime) -> Sequence[str]:
    """Return the workspaces where it is time to look for what is over."""
    return look.scalars(
        select(Workspace.id).where(_is_due(purged_before)).order_by(Workspace.id)
    ).all()


def claim(session: Session, workspace_id: str, purged_before: datetime, now: datetime) -> bool:
    """Take the day's purge of a workspace; it can be taken once."""
    taken: Any = session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id, _is_due(purged_before))
        .values(purged_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)


def _is_due(purged_before: datetime) -> ColumnElement[bool]:
    return or_(Workspace.purged_at.is_(None), Workspace.purged_at <= purged_before)


def timed() -> Iterator[tuple[Table, Retention, str]]:
    """Return every table whose rows end by their own age: its class and the column that tells it.

    What refers to others comes first; workspaces and people end in ways of their own.
    """
    for table, kept in reversed(list(tables())):
        if kept.since is not None and table.name not in ("workspaces", "install_attempts"):
            yield table, kept.retention, kept.since


def remove_over(session: Session, table: Table, since: str, before: datetime, *, limit: int) -> int:
    """Delete up to so many rows of the workspace that are over and not held; return how many.

    What cannot be without them goes too; what can is kept, and refers to nothing.
    """
    age = _age(table, since)
    over = age < (before.date() if isinstance(age.type, Date) else before)
    if table.name == OutboxMessage.__tablename__:
        over = and_(over, table.c.key.not_like(LASTING_KEYS))
    own = table.c.workspace_id == workspace_of(session)
    keys = list(table.primary_key.columns)
    doomed = select(*keys).where(own, over, ~is_held(table)).order_by(age).limit(limit)
    found = [tuple(row) for row in session.execute(doomed)]
    if not found:
        return 0
    if len(keys) == 1:
        return remove(session, table, [row[0] for row in found])
    return _delete(session, table, tuple_(*keys).in_(found))


def _age(table: Table, since: str) -> ColumnElement[Any]:
    """Return the instant, or the day, from which a row's period counts."""
    name, _dot, of_parent = since.partition(".")
    column = table.c[name]
    if not of_parent:
        return column
    [key] = column.foreign_keys
    parent = key.column.table.alias()
    age = select(parent.c[of_parent]).where(parent.c[key.column.name] == column)
    return age.correlate(table).scalar_subquery()


def remove(session: Session, table: Table, row_ids: Collection[int]) -> int:
    """Delete rows with what cannot be without them; what can refers to nothing from then on."""
    for child, column in references_to(table.name):
        theirs = column.in_(row_ids)
        if column.nullable and child.name != table.name and not _must_go(child, column.name):
            session.execute(update(child).where(theirs).values({column.name: None}))
            continue
        if "id" not in child.c:
            _delete(session, child, theirs)
        elif children := session.scalars(select(child.c.id).where(theirs)).all():
            remove(session, child, children)
    return _delete(session, table, table.c.id.in_(row_ids))


def _must_go(child: Table, column: str) -> bool:
    """Say whether a row makes no sense without what it refers to, though the column may be empty.

    A constraint says so: of two origins a source has exactly one.
    """
    checks = [str(getattr(one, "sqltext", "")) for one in child.constraints]
    return any(column in check for check in checks)


def _delete(session: Session, table: Table, which: ColumnElement[bool]) -> int:
    result = session.execute(delete(table).where(which), execution_options={"is_purge": True})
    return result.rowcount if isinstance(result, CursorResult) else 0


def clear_words(session: Session, before: datetime, *, limit: int) -> int:
    """Forget what finished messages said, up to so many of them; that they were sent stays."""
    table = Base.metadata.tables[OutboxMessage.__tablename__]
    doomed = (
        select(table.c.id)
        .where(
            table.c.workspace_id == workspace_of(session),
            table.c.finished_at < before,
            HAS_WORDS,
            ~is_held(table),
        )
        .order_by(table.c.finished_at)
        .limit(limit)
    )
    found = session.scalars(doomed).all()
    if found:
        session.execute(update(table).where(table.c.id.in_(found)).values(payload={}))
    return len(found)


def remove_workspace(session: Session) -> int:
    """Delete everything of a workspace that has uninstalled the bot; return how many rows.

    Its audit log goes with it, so nothing is written there.
    """
    auditing.keep_silent(session)
    workspace_id, gone = workspace_of(session), 0
    for table, _kept in reversed(list(tables())):
        own = table.c.get("workspace_id")
        if own is not None:
            gone += _delete(session, table, own == workspace_id)
    # One of an Enterprise organisation has another id, and serves others too.
    session.execute(delete(Installation).where(Installation.id == workspace_id))
    session.execute(delete(Workspace).where(Workspace.id == workspace_id))
    return gone


def left_before(session: Session, before: datetime) -> bool:
    """Say whether this workspace uninstalled the bot before then, and nothing there is held."""
    return (
        session.scalar(
            select(Workspace.id).where(
                Workspace.id == workspace_of(session),
                Workspace.uninstalled_at < before,
                ~workspace_is_held(session),
            )
        )
        is not None
    )


def workspace_is_held(session: Session) -> ColumnElement[bool]:
    """Return whether anything in this workspace is under a legal hold."""
    return exists().where(
        LegalHold.workspace_id == workspace_of(session), LegalHold.lifted_at.is_(None)
    )


def is_held(table: Table) -> ColumnElement[bool]:
    """Return whether a row is under a legal hold: its partnership's, or the workspace's.

    What belongs to no partnership is held by any hold of its workspace.
    """
    hold = Base.metadata.tables[LegalHold.__tablename__].alias()
    way = partnership_of(table)
    # What belongs to none, or does not say to which, is held with everything else.
    here = (
        hold.c.id.is_not(None) if way is None else or_(hold.c.partnership_id == way, way.is_(None))
    )
    return (
        select(hold.c.id)
        .where(
            hold.c.workspace_id == table.c.workspace_id,
            hold.c.lifted_at.is_(None),
            or_(hold.c.partnership_id.is_(None), here),
        )
        .correlate(table)
        .exists()
    )


def partnership_of(table: FromClause) -> ColumnElement[int] | None:
    """Return, for a row of any table, the partnership that it belongs to, if it does to one."""
    if getattr(table, "name", "") == "partnerships":
        return table.c.id
    if "partnership_id" in table.c:
        return table.c.partnership_id
    for column in table.c:
        for key in column.foreign_keys:
            parent = key.column.table
            if parent.name in _NO_WAY or column.nullable:
                continue
            above = parent.alias()
            way = partnership_of(above)
            if way is not None:
                return select(way).where(above.c.id == column).correlate(table).scalar_subquery()
    return None
