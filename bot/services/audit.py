"""Who changed what in a partnership, for its coordinators."""

from sqlalchemy.orm import Session

import storage.audit
import storage.coordinators
from bot.rules import permissions
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.services import seats
from bot.views.audit import MOST_LISTED, AuditLog, Change
from storage.audit import Entry, Filter


def look(
    session: Session, partnership_id: int, *, key: PersonKey, before_id: int | None = None
) -> AuditLog:
    """Return a page of the partnership's log, the newest first; `before_id` goes on from there."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    if storage.coordinators.of_person(session, key) is None:
        permissions.ensure(seat.membership.role, Right.READ_AUDIT)
    wanted = Filter(partnership_id=partnership_id, before_id=before_id)
    found = storage.audit.events(session, wanted, limit=MOST_LISTED + 1)
    return AuditLog(
        partnership_id=partnership_id,
        name=seat.partnership.name,
        time_zone=seat.partnership.time_zone,
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
