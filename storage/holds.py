"""Queries about legal holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import LegalHold, Membership, Partnership


@dataclass(frozen=True)
class Held:
    """One legal hold, and the partnership that it is for, if it is not for all of them."""

    hold: LegalHold
    partnership: Partnership | None


def add(
    session: Session, *, partnership_id: int | None, by: str, because: str, now: datetime
) -> LegalHold:
    hold = LegalHold(partnership_id=partnership_id, set_at=now, set_by=by, because=because)
    session.add(hold)
    session.flush()
    return hold


def find(session: Session, hold_id: int) -> LegalHold | None:
    """Return a hold that is not lifted yet."""
    return session.scalar(
        select(LegalHold)
        .where(LegalHold.id == hold_id, LegalHold.lifted_at.is_(None))
        .with_for_update()
    )


def everything(session: Session) -> Sequence[Held]:
    """Return all holds, also those that were lifted, the oldest first."""
    rows = session.execute(
        select(LegalHold, Partnership)
        .outerjoin(Partnership, Partnership.id == LegalHold.partnership_id)
        .order_by(LegalHold.id)
    )
    return [Held(row[0], row[1]) for row in rows]


def are_there(session: Session) -> bool:
    """Say whether anything at all is held."""
    query = select(LegalHold.id).where(LegalHold.lifted_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def holds_person(session: Session, person_id: int) -> bool:
    """Say whether anything that a person has ever had a part in is held."""
    theirs = select(Membership.partnership_id).where(Membership.person_id == person_id)
    return (
        session.scalar(
            select(LegalHold.id)
            .where(
                LegalHold.lifted_at.is_(None),
                or_(LegalHold.partnership_id.is_(None), LegalHold.partnership_id.in_(theirs)),
            )
            .limit(1)
        )
        is not None
    )
