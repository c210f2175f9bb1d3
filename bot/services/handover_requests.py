"""The life of a request to lead a side: asked, reminded of once, and over without an answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.handovers
import storage.outbox
import storage.partnerships
from bot.rules import delivery
from bot.rules import handovers as rules
from bot.rules.handovers import ANSWER_WITHIN, NotTaken
from bot.rules.people import former_member
from bot.rules.vocabulary import HandoverState, PartnershipStatus, Role, Side
from bot.services import private_messages, seats
from bot.views import handovers
from bot.views.handovers import Request
from bot.views.kit import Message
from storage.handovers import Asked
from storage.models import Handover, Partnership, Person

_WORTH_SENDING = timedelta(days=14)


def ask(session: Session, asked: Asked, *, now: datetime) -> None:
    """Keep a new request, and send it."""
    session.add(asked.handover)
    session.flush()
    storage.outbox.enqueue(
        session,
        key=delivery.handover_key(asked.handover.id),
        channel=asked.successor.user_id,
        payload=handovers.request(_request(asked)).payload(),
        now=now,
        best_before=now + ANSWER_WITHIN,
    )


def stands(session: Session, asked: Asked, *, now: datetime) -> bool:
    """Say whether an open request still holds, whatever happened since it was made."""
    if asked.partnership.status is PartnershipStatus.CLOSED:
        return False
    members = storage.partnerships.members_of(session, asked.partnership.id)
    side = asked.handover.side
    leads = {
        one.person.id
        for one in members
        if one.membership.role is Role.LEAD
        and one.membership.side is side
        and not one.person.is_deactivated
    }
    opposite = {one.person.id for one in members if one.membership.side is not side}
    return asked.successor.id not in opposite and rules.still_stands(
        asked.handover.begun_at,
        now,
        leads=asked.leaver.id in leads,
        is_gone=asked.leaver.is_deactivated,
        another_leads=bool(leads),
    )


def deputies(session: Session, partnership_id: int, side: Side) -> list[Person]:
    """Return who stands in for the lead of a side, and is there."""
    return [
        one.person
        for one in storage.partnerships.members_of(session, partnership_id)
        if one.membership.role is Role.DEPUTY
        and one.membership.side is side
        and not one.person.is_deactivated
    ]


def after_departure(
    session: Session,
    partnership: Partnership,
    leaver: Person,
    side: Side,
    *,
    now: datetime,
    anew: bool = False,
) -> None:
    """Ask a deputy to lead the side of somebody whose account is gone, if nobody leads it.

    A request that holds stays. Who said no is not asked again, and others only `anew`, whoever
    was not asked for the longest time first.
    """
    for asked in storage.handovers.open_of(
        session, partnership_id=partnership.id, leaver_id=leaver.id
    ):
        if stands(session, asked, now=now):
            return
        end(session, asked, now=now)
    deputy = _next_deputy(session, partnership, leaver, side, anew=anew)
    if deputy is not None:
        handover = Handover(
            partnership_id=partnership.id,
            leaver_id=leaver.id,
            side=side,
            successor_id=deputy.id,
            state=HandoverState.ASKED,
            begun_at=now,
        )
        asked = Asked(handover, partnership, leaver, deputy)
        if stands(session, asked, now=now):
            ask(session, asked, now=now)


def _next_deputy(
    session: Session, partnership: Partnership, leaver: Person, side: Side, *, anew: bool
) -> Person | None:
    before = storage.handovers.asked_before(session, partnership.id, leaver.id)
    fit = [
        one
        for one in deputies(session, partnership.id, side)
        if one.id not in before or (anew and before[one.id] is not HandoverState.DECLINED)
    ]
    waited = list(before)
    return min(fit, key=lambda one: waited.index(one.id) if one.id in before else -1, default=None)


def end(session: Session, asked: Asked, *, now: datetime) -> None:
    """Ask nothing more, and say so where it was asked."""
    _close(session, asked, now)
    if asked.successor.is_deactivated:
        return
    message = handovers.over(asked.partnership.name, asked.handover.side)
    for key in sorted(storage.outbox.queued(session, _messages(asked.handover.id))):
        # One that is not on its way yet need not come at all.
        storage.outbox.withdraw(session, key, now=now)
        storage.outbox.enqueue(
            session,
            key=delivery.handover_over_key(key),
            after_key=key,
            method=storage.outbox.UPDATE,
            channel=asked.successor.user_id,
            payload=message.payload(),
            now=now,
            best_before=now + _WORTH_SENDING,
        )


def _close(session: Session, asked: Asked, now: datetime) -> None:
    asked.handover.state, asked.handover.decided_at = HandoverState.WITHDRAWN, now
    session.flush()


def _messages(handover_id: int) -> list[str]:
    """Return the keys of what is sent to whoever is asked: the request, and its reminder."""
    return [delivery.handover_key(handover_id), delivery.handover_reminder_key(handover_id)]


def end_all(session: Session, *, now: datetime, **which: int) -> None:
    """End the open requests with these ids: of a partnership, in somebody's place."""
    for asked in storage.handovers.open_of(session, **which):
        end(session, asked, now=now)


def lost(session: Session, *, now: datetime, **which: int) -> None:
    """End the open requests to somebody who is there no more, and look further."""
    for asked in storage.handovers.open_of(session, **which):
        end(session, asked, now=now)
        _not_taken(session, asked, NotTaken.GONE, now)


def leads_now(
    session: Session, partnership_id: int, person_id: int, side: Side, *, now: datetime
) -> None:
    """End the open requests to somebody who leads the side by now, in the place of who is gone.

    Nobody hears of it, as nothing is missing. Who asks to this day still hopes for an answer.
    """
    for asked in storage.handovers.open_of(
        session, partnership_id=partnership_id, successor_id=person_id
    ):
        if asked.handover.side is side and asked.leaver.is_deactivated:
            _close(session, asked, now)
            for key in _messages(asked.handover.id):
                storage.outbox.withdraw(session, key, now=now)


def not_delivered(session: Session, handover_id: int, *, now: datetime) -> None:
    """End a request that Slack refused to deliver, and tell who asked."""
    asked = storage.handovers.find(session, handover_id, lock=True)
    if asked is not None and asked.handover.state is HandoverState.ASKED:
        _close(session, asked, now)
        _not_taken(session, asked, NotTaken.NOT_REACHED, now)


def declined(session: Session, asked: Asked, *, now: datetime) -> None:
    """Keep that somebody said no, and look further."""
    asked.handover.state, asked.handover.decided_at = HandoverState.DECLINED, now
    session.flush()
    _not_taken(session, asked, NotTaken.CANNOT, now)


def mind_due(session: Session, handover_ids: Sequence[int], *, now: datetime) -> int:
    """Remind of requests that nobody answers, or end them; return of how many."""
    return sum(_mind(session, handover_id, now) for handover_id in handover_ids)


def _mind(session: Session, handover_id: int, now: datetime) -> bool:
    asked = storage.handovers.find(session, handover_id, lock=True)
    if asked is None or asked.handover.state is not HandoverState.ASKED:
        return False
    if stands(session, asked, now=now):
        return _remind(session, asked, now)
    end(session, asked, now=now)
    if now >= asked.handover.begun_at + ANSWER_WITHIN:
        _not_taken(session, asked, _why_silent(session, asked.handover.id), now)
    return True


def _why_silent(session: Session, handover_id: int) -> NotTaken:
    """Say why nobody answered: who was neither asked nor reminded could not."""
    request = delivery.handover_key(handover_id)
    messages = _messages(handover_id)
    unsent = storage.outbox.never_sent(session, messages)
    # A request that is cleared away by now counts as sent.
    if request in unsent and unsent == storage.outbox.queued(session, messages):
        return NotTaken.NOT_REACHED
    return NotTaken.NO_ANSWER


def _remind(session: Session, asked: Asked, now: datetime) -> bool:
    key = delivery.handover_reminder_key(asked.handover.id)
    if storage.outbox.queued(session, [key]):
        return False
    hours = private_messages.hours_of_one(session, asked.successor, asked.partnership, now)
    storage.outbox.enqueue(
        session,
        key=key,
        channel=asked.successor.user_id,
        payload=handovers.reminder(_request(asked)).payload(),
        now=now,
        due_at=private_messages.take_moment(session, asked.successor, hours, now),
        best_before=asked.handover.begun_at + ANSWER_WITHIN,
    )
    return True


def _not_taken(session: Session, asked: Asked, why: NotTaken, now: datetime) -> None:
    """Tell who asked, and ask the next deputy in the place of somebody who is gone."""
    partnership, side = asked.partnership, asked.handover.side
    message = handovers.nobody_yet(
        partnership.id, partnership.name, asked.successor.mentioned, side, why
    )
    tell(session, asked, message, now=now)
    if asked.leaver.is_deactivated:
        after_departure(session, partnership, asked.leaver, side, now=now)


def tell(session: Session, asked: Asked, message: Message, *, now: datetime) -> None:
    """Tell who hands over, seated or not by now, and everybody else who looks after it."""
    told = {one.person.id: one.person for one in seats.caretakers(session, asked.partnership.id)}
    if not asked.leaver.is_deactivated:
        told[asked.leaver.id] = asked.leaver
    told.pop(asked.successor.id, None)
    for person in told.values():
        storage.outbox.enqueue(
            session,
            key=delivery.handover_answer_key(asked.handover.id, person.id),
            channel=person.user_id,
            payload=message.payload(),
            now=now,
            best_before=now + _WORTH_SENDING,
        )


def _request(asked: Asked) -> Request:
    leaver = asked.leaver
    return Request(
        asked.handover.id,
        asked.partnership.name,
        asked.handover.side,
        leaver=leaver.name or former_member(leaver.user_id),
        has_left=leaver.is_deactivated,
        note=asked.handover.note,
    )
