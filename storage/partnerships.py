"""Queries about partnerships and who is in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from bot.rules.vocabulary import PartnershipStatus
from storage.models import Membership, Organization, Partnership, Person


@dataclass(frozen=True)
class Member:
    """A current member: the person, their membership and their organization."""

    person: Person
    membership: Membership
    organization: Organization


def in_channel(session: Session, channel_id: str) -> Partnership | None:
    """Return the channel's partnership that is not closed."""
    return session.scalar(
        select(Partnership).where(
            Partnership.channel_id == channel_id,
            Partnership.status != PartnershipStatus.CLOSED,
        )
    )


def seat_of(
    session: Session, key: PersonKey, partnership_id: int
) -> tuple[Partnership, Membership, Person] | None:
    """Return the partnership with the person's current membership, if they have one."""
    row = session.execute(
        select(Partnership, Membership, Person)
        .join(Membership, Membership.partnership_id == Partnership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Partnership.id == partnership_id,
            Membership.ended_at.is_(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def of_person(session: Session, key: PersonKey) -> Sequence[tuple[Partnership, Membership]]:
    """Return the person's partnerships that are not closed, by name."""
    rows = session.execute(
        select(Partnership, Membership)
        .join(Membership, Membership.partnership_id == Partnership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Partnership.status != PartnershipStatus.CLOSED,
            Membership.ended_at.is_(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
        .order_by(Partnership.name, Partnership.id)
    )
    return [(row[0], row[1]) for row in rows]


def members_of(session: Session, partnership_id: int) -> Sequence[Member]:
    """Return the current members, school side first, leads first."""
    rows = session.execute(
        select(Person, Membership, Organization)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.partnership_id == partnership_id, Membership.ended_at.is_(None))
        .order_by(Membership.side.desc(), Membership.id)
    )
    return [Member(person, membership, organization) for person, membership, organization in rows]
