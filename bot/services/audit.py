"""Who changed what, in a partnership and outside of all, for whoever coordinates."""

from sqlalchemy.orm import Session

import storage.audit
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.services import coordinators, seats
from bot.views.audit import MOST_LISTED, AuditLog, Change
from storage.audit import Entry, Filter
from storage.database import workspace_of
from storage.models import Person, Workspace


def look(
    session: Session, partnership_id: int, *, key: PersonKey, before_id: int | None = None
) -> AuditLog:
    """Return a page of the partnership's log, the newest first; `before_id` goes on from there."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    coordinators.office(session, key)
    wanted = Filter(partnership_id=partnership_id, before_id=before_id)
    partnership = seat.partnership
    return _page(session, wanted, partnership.name, partnership.time_zone)


def look_outside(session: Session, *, key: PersonKey, before_id: int | None = None) -> AuditLog:
    """Return a page, as `look` does, of what belongs to no partnership, such as who exported."""
    reader = session.get_one(Person, coordinators.office(session, key).person_id)
    workspace = session.get_one(Workspace, workspace_of(session))
    wanted = Filter(outside_partnerships=True, before_id=before_id)
    return _page(session, wanted, workspace.name, reader.time_zone or "UTC")


def _page(session: Session, wanted: Filter, name: str, time_zone: str) -> AuditLog:
    found = storage.audit.events(session, wanted, limit=MOST_LISTED + 1)
    return AuditLog(
        partnership_id=wanted.partnership_id,
        name=name,
        time_zone=time_zone,
        changes=[_change(one) for one in found[:MOST_LISTED]],
        has_more=len(found) > MOST_LISTED,
    )


def _change(entry: Entry) -> Change:
    return Change(
        event_id=entry.id,
        at=entry.at,
        user_id=entry.user_id,
        origin=entry.origin,
        verb=entry.verb,
        record=entry.record,
        record_id=entry.record_id,
        rows=entry.rows,
        fields=entry.fields,
    )
