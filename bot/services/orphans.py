"""What nobody looks after any more: found once a week, and brought to those who can change it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.handovers
import storage.outbox
from bot.rules import delivery
from bot.services import private_messages, seats
from bot.views import handovers
from bot.views.handovers import NoOwner
from storage.models import Partnership

_WORTH_SENDING = timedelta(days=3)


def ask_due(session: Session, partnership_ids: Sequence[int], *, now: datetime) -> int:
    """Ask the leads of partnerships about what has nobody; return for how many."""
    taken = [storage.handovers.take_unowned(session, one, now) for one in partnership_ids]
    found = [partnership for partnership in taken if partnership is not None]
    for partnership in found:
        _ask(session, partnership, now)
    return len(found)


def _ask(session: Session, partnership: Partnership, now: datetime) -> None:
    alone = storage.handovers.unowned(session, partnership.id)
    message = handovers.no_owner(
        NoOwner(
            partnership.id,
            partnership.name,
            alone.sides,
            [goal.statement for goal in alone.goals],
            [action.what for action in alone.actions],
        )
    )
    for one in seats.caretakers(session, partnership.id):
        hours = private_messages.hours_of_one(session, one.person, partnership, now)
        at = private_messages.take_moment(session, one.person, hours, now)
        storage.outbox.enqueue(
            session,
            key=delivery.unowned_key(partnership.id, one.person.id, now),
            channel=one.person.user_id,
            payload=message.payload(),
            now=now,
            due_at=at,
            best_before=at + _WORTH_SENDING,
        )
