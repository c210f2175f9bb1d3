"""Handing a side over: a lead asks somebody, and with a yes all that was theirs is given on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.actions
import storage.handovers
import storage.partnerships
import storage.people
from bot.rules import coordinators
from bot.rules import handovers as rules
from bot.rules.partnerships import ensure_not_closed
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import ActionChange, HandoverState, Role, Side
from bot.services import handover_requests, membership, seats
from bot.services.seats import Seat
from bot.views import handovers
from bot.views.kit import Message
from storage.handovers import Asked
from storage.models import Handover, Person


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
    side = seat.membership.side
    deputies = handover_requests.deputies(session, partnership_id, side)
    return side, deputies[0].user_id if deputies else None


def begin(
    session: Session, *, key: PersonKey, partnership_id: int, wish: Wish, now: datetime
) -> str:
    """Ask somebody to lead a side, in place of whom one asked before; return their user id."""
    storage.partnerships.lock(session, partnership_id)
    seat = _lead(session, key, partnership_id)
    side = seat.membership.side
    if wish.stays_as is not None:
        coordinators.ensure_given(wish.stays_as)
    successor = _successor(session, seat, wish.successor, now)
    for known in storage.handovers.open_of(
        session, partnership_id=partnership_id, leaver_id=seat.person.id
    ):
        if known.successor is successor and handover_requests.stands(session, known, now=now):
            return successor.user_id
        handover_requests.end(session, known, now=now)
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
    asked = Asked(handover, seat.partnership, seat.person, successor)
    handover_requests.ask(session, asked, now=now)
    return successor.user_id


def take_over(session: Session, handover_id: int, *, key: PersonKey, now: datetime) -> Message:
    """Let a successor lead: the seat, the goals and the open promises are theirs from now on."""
    asked = _asked(session, handover_id, key)
    handover, partnership = asked.handover, asked.partnership
    if handover.state is not HandoverState.TAKEN:
        rules.ensure_asked(handover.state)
        ensure_not_closed(partnership.status)
        if not handover_requests.stands(session, asked, now=now):
            raise rules.not_asked()
        # First: whoever loses the lead has nothing more to hand over.
        handover.state, handover.decided_at = HandoverState.TAKEN, now
        session.flush()
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
        message = handovers.taken(partnership.name, asked.successor.user_id, handover.side)
        handover_requests.tell(session, asked, message, now=now)
    return handovers.took(partnership.name, partnership.id, handover.side)


def decline(session: Session, handover_id: int, *, key: PersonKey, now: datetime) -> Message:
    """Keep everything as it is, and tell who looks after the partnership that somebody cannot."""
    asked = _asked(session, handover_id, key)
    if asked.handover.state is not HandoverState.DECLINED:
        rules.ensure_asked(asked.handover.state)
        handover_requests.declined(session, asked, now=now)
    return handovers.declined()


def _lead(session: Session, key: PersonKey, partnership_id: int) -> Seat:
    seat = seats.take(session, key, partnership_id, Right.HAND_OVER)
    ensure_not_closed(seat.partnership.status)
    return seat


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
