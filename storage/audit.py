"""Queries about the audit log: who changed or exported what, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.audit import Origin, Verb
from bot.rules.people import PersonKey
from storage.models import AuditEvent, Partnership, Person


@dataclass(frozen=True)
class Entry:
    """One event; `user_id` and `name` are empty when nobody in particular did it."""

    id: int
    workspace_id: str
    at: datetime
    origin: Origin
    team_id: str
    user_id: str
    name: str
    operator: str
    verb: Verb
    record: str
    record_id: int | None
    rows: int
    fields: Sequence[str]
    partnership_id: int | None
    partnership: str


@dataclass(frozen=True)
class Filter:
    """Which events are wanted: those that fit all that is given."""

    workspace_id: str | None = None
    partnership_id: int | None = None
    outside_partnerships: bool = False
    record: str | None = None
    person: PersonKey | None = None
    since: datetime | None = None
    # Only older ones than this, to go on from there.
    before_id: int | None = None


def events(session: Session, wanted: Filter, *, limit: int) -> Sequence[Entry]:
    """Return events that fit, the newest first."""
    query = (
        select(AuditEvent, Person, Partnership.name)
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .outerjoin(Partnership, Partnership.id == AuditEvent.partnership_id)
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    for column, value in (
        (AuditEvent.workspace_id, wanted.workspace_id),
        (AuditEvent.partnership_id, wanted.partnership_id),
        (AuditEvent.record, wanted.record),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.outside_partnerships:
        query = query.where(AuditEvent.partnership_id.is_(None))
    if wanted.person is not None:
        team_id, user_id = wanted.person
        query = query.where(Person.team_id == team_id, Person.user_id == user_id)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.before_id is not None:
        query = query.where(AuditEvent.id < wanted.before_id)
    return [_entry(row[0], row[1], row[2]) for row in session.execute(query)]


def _entry(event: AuditEvent, person: Person | None, partnership: str | None) -> Entry:
    return Entry(
        id=event.id,
        workspace_id=event.workspace_id,
        at=event.at,
        origin=event.origin,
        team_id=person.team_id if person else "",
        user_id=person.user_id if person else "",
        name=person.name if person else "",
        operator=event.operator,
        verb=event.verb,
        record=event.record,
        record_id=event.record_id,
        rows=event.rows,
        fields=event.fields.split(",") if event.fields else (),
        partnership_id=event.partnership_id,
        partnership=partnership or "",
    )
