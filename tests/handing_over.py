"""Asking somebody to lead a side, in the rows, and reading what became of it."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import storage.partnerships
from bot.rules.people import Profile
from bot.rules.vocabulary import ActionStatus, HandoverState, Role, Side
from bot.services import handovers
from bot.services.handovers import Wish
from storage.models import Action, Handover, OutboxMessage, Person
from tests.factories import NOW, Cast, key_of, make_member, make_person

LATER = NOW + timedelta(days=8)


def profile(person: Person) -> Profile:
    return Profile(key_of(person), person.name, "America/Chicago", "en-US", False, False)


def hand_over(
    session: Session, cast: Cast, to: Person, *, stays_as: Role | None = None, note: str = ""
) -> Handover:
    """Let Ana ask somebody to lead the school side; return the one open request."""
    handovers.begin(
        session,
        key=key_of(cast.ana),
        partnership_id=cast.partnership.id,
        wish=Wish(profile(to), note, stays_as),
        now=NOW,
    )
    return open_request(session)


def open_request(session: Session) -> Handover:
    asked: Handover = session.scalars(
        select(Handover).where(Handover.state == HandoverState.ASKED)
    ).one()
    return asked


def roles(session: Session, cast: Cast) -> dict[str, tuple[Side, Role]]:
    return {
        one.person.name: (one.membership.side, one.membership.role)
        for one in storage.partnerships.members_of(session, cast.partnership.id)
    }


def told(session: Session, part: str) -> dict[str, str]:
    """Return what waits to be sent under keys with `part`, by who gets it."""
    return {
        message.channel: message.payload["text"]
        for message in session.scalars(
            select(OutboxMessage).where(OutboxMessage.key.contains(part))
        )
    }


def give_action(
    session: Session, cast: Cast, owner: Person, what: str = "Call the bus company"
) -> Action:
    action = Action(
        partnership_id=cast.partnership.id,
        what=what,
        owner_id=owner.id,
        side=Side.SCHOOL,
        due_on=date(2026, 10, 1),
        status=ActionStatus.OPEN,
        created_at=NOW,
    )
    session.add(action)
    session.flush()
    return action


def make_deputy(
    session: Session, cast: Cast, user_id: str = "UEVE", name: str = "Eve Stone"
) -> Person:
    """Add somebody who stands in for the school side's lead."""
    eve = make_person(session, user_id, name)
    make_member(session, cast.partnership, eve, cast.district, side=Side.SCHOOL, role=Role.DEPUTY)
    return eve
