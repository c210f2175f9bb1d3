"""Somebody else's partnership, with a record of every noun, told by a word of its own."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.rules.answer_links import Signer, fingerprint
from bot.rules.people import key_without_slack
from bot.rules.vocabulary import (
    CycleState,
    Role,
    Side,
)
from storage.models import (
    AnswerLink,
    Coordinator,
    Cycle,
    Membership,
    Person,
)
from tests import furnishing
from tests.factories import (
    NOW,
    Cast,
    make_cycle,
    make_goal,
    make_member,
    make_partnership,
    make_person,
)
from tests.furnishing import SECRET


@dataclass(frozen=True)
class Neighbour:
    """Somebody else's partnership, and the last part of the link by which one of them answers."""

    cast: Cast
    token: str


def move_in(session: Session, signer: Signer) -> Neighbour:
    """Add a partnership in the middle of a check-in, with something of each noun."""
    cast = make_partnership(session, suffix=SECRET)
    goal = make_goal(session, cast, statement=f"{SECRET} labs", why=SECRET, indicator=SECRET)
    cycle = make_cycle(session, cast.partnership, state=CycleState.OPEN, term=SECRET)
    check_in = furnishing.checked_in(session, cast, cycle, goal)
    theme = furnishing.heard(session, cast, check_in)
    furnishing.agreed(session, cast, goal, check_in, theme)
    furnishing.asked(session, cast, cycle)
    furnishing.left(session, cast)
    furnishing.noted(session, cast)
    return Neighbour(cast, _linked(session, cast, cycle, signer))


def _linked(session: Session, cast: Cast, cycle: Cycle, signer: Signer) -> str:
    token = signer.token(secrets.token_urlsafe(24))
    key = key_without_slack("5" * 20)
    guest = make_person(session, key.user_id, f"{SECRET} Moss", team_id=key.team_id)
    make_member(session, cast.partnership, guest, cast.hospital, side=Side.PARTNER)
    session.add(
        AnswerLink(
            cycle_id=cycle.id,
            person_id=guest.id,
            made_by_id=cast.ben.id,
            token_hash=fingerprint(token),
            made_at=NOW,
        )
    )
    session.flush()
    return token


def look_after_all(session: Session, neighbour: Neighbour, person: Person) -> None:
    """Make somebody the coordinator of the neighbour's workspace."""
    session.add(Coordinator(person_id=person.id, started_at=NOW))
    session.add(
        Membership(
            partnership_id=neighbour.cast.partnership.id,
            person_id=person.id,
            organization_id=neighbour.cast.district.id,
            side=Side.SCHOOL,
            role=Role.COORDINATOR,
            started_at=NOW,
        )
    )
