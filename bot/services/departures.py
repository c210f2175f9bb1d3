"""What becomes of partnerships when the Slack account of somebody in them is gone."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.expectations
import storage.outbox
import storage.partnerships
import storage.people
from bot.rules import delivery
from bot.rules.vocabulary import Role, Side
from bot.services import cycles, handover_requests, seats
from bot.views import departures
from storage.models import Partnership, Person

_WORTH_SENDING = timedelta(days=14)


def left(session: Session, *, user_id: str, now: datetime) -> None:
    """Ask nothing more of this Slack user, ask who stands in for them, and tell who looks after it.

    Known to be gone already, or not known at all, changes nothing.
    """
    person = storage.people.by_user_id(session, user_id, lock=True)
    if person is not None and not person.is_deactivated:
        gone(session, person, now=now)


def gone(session: Session, person: Person, *, now: datetime) -> None:
    """Mark a person as gone, whom the bot still took for there."""
    person.is_deactivated = True
    session.flush()
    key = person.key
    for partnership, membership in storage.partnerships.of_person(session, key):
        cycle = cycles.current(session, partnership.id)
        if cycle is not None:
            storage.expectations.lapse_of_person(session, partnership.id, person.id)
            storage.expectations.plan(session, [cycle.id], now=now)
        if membership.role is Role.LEAD:
            handover_requests.after_departure(
                session, partnership, person, membership.side, now=now, anew=True
            )
            if _tell(session, partnership, person, membership.side, now):
                # They hear of it now; what else has nobody they are asked in a week.
                partnership.unowned_asked_at = now
    handover_requests.lost(session, now=now, successor_id=person.id)


def back(session: Session, person: Person, *, now: datetime) -> None:
    """Offer to nobody any more the place of somebody whose account is there again."""
    handover_requests.end_all(session, now=now, leaver_id=person.id)


def _tell(
    session: Session, partnership: Partnership, person: Person, side: Side, now: datetime
) -> bool:
    message = departures.lead_left(partnership.id, partnership.name, person.name, side)
    told = seats.caretakers(session, partnership.id)
    for one in told:
        storage.outbox.enqueue(
            session,
            key=delivery.lead_left_key(partnership.id, person.id, one.person.id, now),
            channel=one.person.user_id,
            payload=message.payload(),
            now=now,
            best_before=now + _WORTH_SENDING,
        )
    return bool(told)
