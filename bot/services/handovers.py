"""Handing a side over: a lead asks somebody, and with a yes all that was theirs is given on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.actions
import storage.handovers
import storage.outbox
import storage.partnerships
import storage.people
from bot.rules import delivery
from bot.rules import handovers as rules
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right, may
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import ActionChange, HandoverState, Role, Side
from bot.services import handover_packs, membership, seats
from bot.services.seats import Seat
from bot.views import handovers
from bot.views.kit import Message
from storage.handovers import Asked
from storage.models import Handover, Partnership, Person

_WORTH_SENDING = timedelta(days=14)


@dataclass(frozen=True)
class Wish:
    """The form to hand over as it was filled in; `stays_as` is None for who leaves."""

    successor: Profile | None
    note: str
    stays_as: Role | None


def to_hand_over(
    session: Session, *, key: PersonKey, partnership_id: int
) -> tuple[Side, str | None]:
    """Return the side that somebody leads, and the deputy who could come after them."""
    seat = _lead(session, key, partnership_id)
    deputy = _deputy(session, partnership_id, seat.membership.side)
    return seat.membership.side, deputy.user_id if deputy else None


def begin(
    session: Session, *, key: PersonKey, partnership_id: int, wish: Wish, now: datetime
) -> str:
    """Ask somebody to lead a side, in place of whom one asked before; return their user id."""
    storage.partnerships.lock(session, partnership_id)
    seat = _lead(session, key, partnership_id)
    side = seat.membership.side
    successor = _successor(session, seat, wish.successor, now)
    known = storage.handovers.asked_of_leaver(session, partnership_id, seat.person.id)
    if known is not None and known.successor_id == successor.id:
        return successor.user_id
    if known is not None:
        known.state, known.decided_at = HandoverState.WITHDRAWN, now
        session.flush()
    handover = Handover(
        partnership_id=partnership_id,
        leaver_id=seat.person.id,
        side=side,
        successor_id=successor.id,
        note=wish.note,
        stays_as=wish.stays_as,
        state=HandoverState.ASKED,
        begun_at=now,
    )
    _ask(session, Asked(handover, seat.partnership, seat.person, successor), now=now)
    return successor.user_id


def after_departure(
    session: Session, partnership: Partnership, leaver: Person, side: Side, *, now: datetime
) -> bool:
    """Ask the deputy of a side whose lead's account is gone; say whether there is one to ask."""
    deputy = _deputy(session, partnership.id, side)
    if deputy is None:
        return False
    if storage.handovers.asked_of_leaver(session, partnership.id, leaver.id) is None:
        handover = Handover(
            partnership_id=partnership.id,
            leaver_id=leaver.id,
            side=side,
            successor_id=deputy.id,
            state=HandoverState.ASKED,
            begun_at=now,
        )
        _ask(session, Asked(handover, partnership, leaver, deputy), now=now)
    return True


def take_over(session: Session, handover_id: int, *, key: PersonKey, now: datetime) -> Message:
    """Let a successor lead: the seat, the goals and the open promises are theirs from now on."""
    asked = _asked(session, handover_id, key)
    handover, partnership = asked.handover, asked.partnership
    if handover.state is not HandoverState.TAKEN:
        rules.ensure_asked(handover.state)
        storage.partnerships.lock(session, partnership.id)
        membership.hand_over(
            session,
            partnership,
            leaver_id=asked.leaver.id,
            successor_id=asked.successor.id,
            side=handover.side,
            stays_as=handover.stays_as,
            now=now,
        )
        _give_on(session, asked, now)
        handover.state, handover.decided_at = HandoverState.TAKEN, now
        _tell_others(
            session,
            asked,
            handovers.taken(partnership.name, asked.successor.user_id, handover.side),
            now,
        )
    return handovers.took(partnership.name, partnership.id, handover.side)


def decline(session: Session, handover_id: int, *, key: PersonKey, now: datetime) -> Message:
    """Keep everything as it is, and tell who looks after the partnership that somebody cannot."""
    asked = _asked(session, handover_id, key)
    handover, partnership = asked.handover, asked.partnership
    if handover.state is not HandoverState.DECLINED:
        rules.ensure_asked(handover.state)
        handover.state, handover.decided_at = HandoverState.DECLINED, now
        message = handovers.nobody_yet(
            partnership.id, partnership.name, asked.successor.user_id, handover.side
        )
        _tell_others(session, asked, message, now)
    return handovers.declined()


def _lead(session: Session, key: PersonKey, partnership_id: int) -> Seat:
    seat = seats.take(session, key, partnership_id, Right.READ)
    rules.ensure_leads(seat.membership.role)
    return seat


def _deputy(session: Session, partnership_id: int, side: Side) -> Person | None:
    found = (
        one.person
        for one in storage.partnerships.members_of(session, partnership_id)
        if one.membership.role is Role.DEPUTY
        and one.membership.side is side
        and not one.person.is_deactivated
    )
    return next(found, None)


def _successor(session: Session, seat: Seat, profile: Profile | None, now: datetime) -> Person:
    seated = None
    if profile is not None:
        theirs = storage.partnerships.seat_of(session, profile.key, seat.partnership.id)
        seated = theirs[1].side if theirs else None
    problem = rules.successor_problem(
        profile,
        leaver=seat.person.key,
        side=seat.membership.side,
        seated_on=seated,
    )
    if profile is None or problem:
        raise Refusal(problem or "", field="successor")
    person = storage.people.save_profile(session, profile, now)
    session.flush()
    return person


def _ask(session: Session, asked: Asked, *, now: datetime) -> None:
    session.add(asked.handover)
    session.flush()
    message = handovers.request(
        asked.handover.id,
        handover_packs.gather(session, asked, now=now),
        leaver=asked.leaver.name,
        has_left=asked.leaver.is_deactivated,
    )
    _send(session, delivery.handover_key(asked.handover.id), asked.successor, message, now)


def _asked(session: Session, handover_id: int, key: PersonKey) -> Asked:
    asked = storage.handovers.find(session, handover_id, lock=True)
    if asked is None or key != asked.successor.key:
        raise rules.not_asked()
    return asked


def _give_on(session: Session, asked: Asked, now: datetime) -> None:
    handover, old, new = asked.handover, asked.leaver.id, asked.successor.id
    storage.handovers.give_goals(session, handover.partnership_id, handover.side, old, new)
    for action in storage.handovers.open_actions(session, handover.partnership_id, old):
        action.owner_id = new
        storage.actions.add_event(
            session,
            action.id,
            ActionChange.CHANGED,
            person_id=new,
            at=now,
            before={"owner_id": old},
            after={"owner_id": new},
        )


def _tell_others(session: Session, asked: Asked, message: Message, now: datetime) -> None:
    """Tell who handed over, and everybody else who looks after the partnership."""
    for one in storage.partnerships.members_of(session, asked.partnership.id):
        concerned = may(one.membership.role, Right.MANAGE_PEOPLE) or one.person is asked.leaver
        if concerned and one.person is not asked.successor and not one.person.is_deactivated:
            key = delivery.handover_answer_key(asked.handover.id, one.person.id)
            _send(session, key, one.person, message, now)


def _send(session: Session, key: str, person: Person, message: Message, now: datetime) -> None:
    storage.outbox.enqueue(
        session,
        key=key,
        channel=person.user_id,
        payload=message.payload(),
        now=now,
        best_before=now + _WORTH_SENDING,
    )
