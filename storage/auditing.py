"""The hook that writes the audit log: whatever a session changes is kept by its own transaction."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    CursorResult,
    Executable,
    Result,
    Table,
    bindparam,
    event,
    func,
    insert,
    select,
)
from sqlalchemy import inspect as state_of
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.visitors import iterate

from bot.rules.audit import THE_CLOCK, Actor, Verb
from bot.rules.people import PersonKey
from storage.base import Base
from storage.keeping import KEPT
from storage.models.audit import AuditEvent

ACTOR = "actor"
_EVENTS = "audit_events"
_SILENT = "audit_silent"
_KNOWN_AS = "audit_known_as"
_PARTNERSHIP = "partnership"
_WORKSPACE = "workspace"
_OTHER_WORKSPACES = (None, "*")

_Event = dict[str, Any]


class AuditError(RuntimeError):
    """Something would change or forget what the audit log has."""


def concerns(session: Session, partnership_id: int) -> None:
    """Say which partnership this session's transaction is about."""
    session.info[_PARTNERSHIP] = partnership_id


def known_as(session: Session, key: PersonKey, person_id: int) -> None:
    """Say which row was this person's, who may have another key by the end of the transaction."""
    session.info[_KNOWN_AS] = (key, person_id)


def keep_silent(session: Session) -> None:
    """Let this session bring back records, with the audit of their own, as they were."""
    session.info[_SILENT] = True


def note(
    session: Session,
    verb: Verb,
    record: str,
    record_id: int | None = None,
    *,
    rows: int = 1,
    fields: Iterable[str] = (),
    workspace_id: str | None = None,
    partnership_id: int | None = None,
) -> None:
    """Keep that something was done which is no change of a row: exported, erased."""
    workspace_id = workspace_id or session.info.get(_WORKSPACE)
    if workspace_id in _OTHER_WORKSPACES or session.info.get(_SILENT):
        return
    session.info.setdefault(_EVENTS, []).append(
        {
            "workspace_id": workspace_id,
            "its_workspace": workspace_id,
            "verb": verb,
            "record": record,
            "record_id": record_id,
            "rows": rows,
            "fields": ",".join(sorted(fields)),
            "partnership_id": partnership_id or session.info.get(_PARTNERSHIP),
        }
    )


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: object) -> None:
    for verb, rows in (
        (Verb.ADDED, session.new),
        (Verb.CHANGED, session.dirty),
        (Verb.REMOVED, session.deleted),
    ):
        for row in rows:
            if isinstance(row, AuditEvent) and verb is not Verb.ADDED:
                raise AuditError("an audit event is never changed")
            kept = KEPT.get(row.__tablename__)
            if kept is not None and kept.audited:
                _note_row(session, verb, row)


def _note_row(session: Session, verb: Verb, row: Any) -> None:
    fields: list[str] = []
    if verb is Verb.CHANGED:
        attributes = state_of(row).attrs
        names = row.__table__.columns.keys()
        fields = _told(row.__table__, [n for n in names if attributes[n].history.has_changes()])
        if not fields:
            return
    note(
        session,
        verb,
        row.__tablename__,
        getattr(row, "id", None),
        fields=fields,
        workspace_id=row.workspace_id,
        partnership_id=_partnership_in(row.__tablename__, vars(row)),
    )


def _told(table: Table, names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in KEPT[table.name].derived]


def _partnership_in(table: str, values: Any) -> int | None:
    found = values.get("id" if table == "partnerships" else "partnership_id")
    return found if isinstance(found, int) else None


# Of an INSERT it is not kept otherwise, once the cursor is closed.
_WITH_COUNT = {"preserve_rowcount": True}


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> Result[Any] | None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    statement: Any = getattr(state.statement, "element", state.statement)
    table = statement.table
    if table.name == AuditEvent.__tablename__ and not state.is_insert:
        _ensure_is_purge(state)
    kept = KEPT.get(table.name)
    if kept is None or not kept.audited:
        return None
    fields = _told(table, _fields(state, statement))
    if not fields and not state.is_delete:
        return None
    result, row_ids, rows = _counted(state.invoke_statement(execution_options=_WITH_COUNT))
    if rows:
        values = _values(state, statement)
        row_id = row_ids[0] if len(row_ids) == 1 else _row_in(statement)
        note(
            state.session,
            _verb(state, statement),
            table.name,
            row_id,
            rows=rows if rows > 0 else len(state.parameters or [()]),
            fields=() if state.is_insert else fields,
            workspace_id=values.get("workspace_id"),
            partnership_id=_partnership_in(table.name, values | {"id": row_id}),
        )
    return result


def _ensure_is_purge(state: ORMExecuteState) -> None:
    if state.is_update or not state.execution_options.get("is_purge"):
        raise AuditError("an audit event is never changed, and goes only when its time is over")


def _verb(state: ORMExecuteState, statement: Any) -> Verb:
    if state.is_delete:
        return Verb.REMOVED
    if state.is_update:
        return Verb.CHANGED
    upsert = getattr(statement, "_post_values_clause", None)
    return Verb.SAVED if getattr(upsert, "update_values_to_set", None) else Verb.ADDED


def _fields(state: ORMExecuteState, statement: Any) -> list[str]:
    if state.is_delete:
        return []
    written = _values(state, statement)
    if not written and state.is_insert:
        return [str(name) for name in statement._select_names or ("*",)]
    return list(written)


def _values(state: ORMExecuteState, statement: Any) -> dict[str, Any]:
    """Return the columns that a statement writes, with their values as far as they are plain."""
    written = {
        getattr(column, "key", column): getattr(value, "value", value)
        for column, value in (getattr(statement, "_values", None) or {}).items()
    }
    given: Any = state.parameters
    if state.is_insert and given:
        written |= given if isinstance(given, dict) else given[0]
    return written


def _counted(result: Result[Any]) -> tuple[Result[Any], list[int], int]:
    """Return a statement's result unread, the ids that it returns, and how many rows it wrote."""
    if isinstance(result, CursorResult) and not result.returns_rows:
        return result, [], result.rowcount
    frozen = result.freeze()
    rows = frozen.data
    firsts = [row[0] if isinstance(row, tuple) or hasattr(row, "_fields") else row for row in rows]
    ids = [getattr(first, "id", first) for first in firsts]
    return frozen(), [one for one in ids if isinstance(one, int)], len(rows)


def _row_in(statement: Any) -> int | None:
    """Return the id of the one row that a statement is about, if it names one."""
    where = getattr(statement, "whereclause", None)
    if where is None:
        return None
    for part in iterate(where):
        if (
            isinstance(part, BinaryExpression)
            and part.operator is operators.eq
            and getattr(part.left, "name", "") == "id"
            and getattr(getattr(part.left, "table", None), "name", "") == statement.table.name
            and isinstance(part.right, BindParameter)
        ):
            return part.right.value
    return None


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    session.flush()
    events: list[_Event] = session.info.pop(_EVENTS, [])
    if not events:
        return
    actor: Actor = session.info.get(ACTOR, THE_CLOCK)
    key, person_id = session.info.get(_KNOWN_AS, (None, None))
    shared: _Event = {"origin": actor.origin, "operator": actor.operator}
    if actor.at is not None:
        shared["at"] = actor.at
    by_key = actor.person is not None and actor.person != key
    if by_key and actor.person is not None:
        shared |= {"team": actor.person.team_id, "user": actor.person.user_id}
    else:
        shared["person_id"] = person_id if actor.person is not None else None
    statement = _insert(by_key=by_key, now=actor.at is None)
    session.connection().execute(statement, [{**one, **shared} for one in events])


@cache
def _insert(*, by_key: bool, now: bool) -> Executable:
    """Make the statement once: made each time, it would cost as much as what it does."""
    people = Base.metadata.tables["people"].c
    events = Base.metadata.tables[AuditEvent.__tablename__]
    values: dict[str, Any] = {
        column.name: bindparam(column.name) for column in events.columns if column.name != "id"
    }
    if now:
        values["at"] = func.now()
    if by_key:
        values["person_id"] = (
            select(people.id)
            .where(
                people.workspace_id == bindparam("its_workspace"),
                people.team_id == bindparam("team"),
                people.user_id == bindparam("user"),
            )
            .scalar_subquery()
        )
    return insert(events).values(values)
