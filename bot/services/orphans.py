"""What nobody looks after any more: found once a week, and brought to those who can change it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.coordinators
import storage.orphans
import storage.outbox
import storage.partnerships
from bot.rules import delivery
from bot.rules.people import is_without_slack
from bot.rules.permissions import Right, may
from bot.rules.vocabulary import Role
from bot.services import coordinators, handover_requests, private_messages, seats
from bot.views import orphans
from bot.views.kit import Message
from bot.views.orphans import NoOwner
from storage.models import Partnership, Person
from storage.orphans import Unowned
from storage.partnerships import Member

_WORTH_SENDING = timedelta(days=3)
# Whom a partnership concerns most that nobody looks after, the first of them that it has.
_CLOSEST = (Role.DEPUTY, Role.CONTRIBUTOR)


def ask_due(session: Session, partnership_ids: Sequence[int], *, now: datetime) -> int:
    """Ask who looks after partnerships about what has nobody; return for how many."""
    taken = [storage.orphans.take(session, one, now) for one in partnership_ids]
    return sum(_ask(session, partnership, now) for partnership in taken if partnership is not None)


def _ask(session: Session, partnership: Partnership, now: datetime) -> bool:
    """Ask, and say whether anybody is there to be asked; else it is tried again next time."""
    alone = storage.orphans.find(session, partnership.id)
    for side in alone.sides:
        leaver = storage.orphans.last_lead(session, partnership.id, side)
        if leaver is not None:
            handover_requests.after_departure(
                session, partnership, leaver, side, now=now, anew=True
            )
    asked = _who_is_asked(session, partnership, now)
    for one in asked:
        may_choose = may(one.membership.role, Right.MANAGE_PEOPLE)
        message = orphans.no_owner(_shown(partnership, alone), may_choose=may_choose)
        _send(session, partnership, one.person, message, now)
    if asked:
        partnership.unowned_asked_at = now
    return bool(asked)


def _who_is_asked(session: Session, partnership: Partnership, now: datetime) -> Sequence[Member]:
    """Return who looks after it; without them whoever coordinates, and deputies or contributors."""
    found = seats.caretakers(session, partnership.id)
    if found:
        return found
    if storage.coordinators.current(session):
        # They look after every partnership, also where a lead who is gone had removed them.
        coordinators.join(session, partnership.id, now=now)
    there = [
        one
        for one in storage.partnerships.members_of(session, partnership.id)
        if not one.person.is_deactivated and not is_without_slack(one.person.user_id)
    ]
    closest = next(
        (role for role in _CLOSEST if any(one.membership.role is role for one in there)), None
    )
    return [one for one in there if one.membership.role in (Role.COORDINATOR, closest)]


def _shown(partnership: Partnership, alone: Unowned) -> NoOwner:
    return NoOwner(
        partnership.id,
        partnership.name,
        alone.sides,
        [(goal.statement, sides) for goal, sides in alone.goals],
        [action.what for action in alone.actions],
    )


def _send(
    session: Session, partnership: Partnership, person: Person, message: Message, now: datetime
) -> None:
    hours = private_messages.hours_of_one(session, person, partnership, now)
    at = private_messages.take_moment(session, person, hours, now)
    storage.outbox.enqueue(
        session,
        key=delivery.unowned_key(partnership.id, person.id, now),
        channel=person.user_id,
        payload=message.payload(),
        now=now,
        due_at=at,
        best_before=at + _WORTH_SENDING,
    )
