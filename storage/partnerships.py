"""Queries about partnerships and who is in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, text
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from storage.database import insert_into, workspace_of
from storage.models import Cycle, Membership, Organization, Partnership, Person, Workspace


@dataclass(frozen=True)
class Member:
    """A current member: the person, their membership and their organization."""

    person: Person
    membership: Membership
    organization: Organization


def add(session: Session, **columns: Any) -> Partnership | None:
    """Add a partnership, or return nothing when its channel has one that is not closed."""
    added = (
        insert_into(session, Partnership)
        .values(workspace_id=workspace_of(session), **columns)
        .on_conflict_do_nothing(
            index_elements=["workspace_id", "channel_id"], index_where=text("status != 'closed'")
        )
        .returning(Partnership)
    )
    return session.scalars(select(Partnership).from_statement(added)).one_or_none()


def clock_runs() -> ColumnElement[bool]:
    """Return whether the clock acts for a partnership: it is active, and Slack lets the bot in."""
    shut_out = exists().where(
        Workspace.id == Partnership.workspace_id, Workspace.shut_out_at.is_not(None)
    )
    return and_(Partnership.status == PartnershipStatus.ACTIVE, ~shut_out)


def lock(session: Session, partnership_id: int) -> None:
    """Let nobody else change this partnership before this transaction ends."""
    session.execute(
        select(Partnership.id).where(Partnership.id == partnership_id).with_for_update()
    )


def in_channel(session: Session, channel_id: str, *, lock: bool = False) -> Partnership | None:
    """Return the channel's partnership that is not closed; `lock` to change it."""
    query = _open_in(channel_id)
    return session.scalar(query.with_for_update() if lock else query)


def holder_of_channel(session: Session, channel_id: str) -> Partnership:
    """Return the partnership that kept another one out of the channel."""
    return session.scalars(_open_in(channel_id)).one()


def _open_in(channel_id: str) -> Select[Partnership]:
    return select(Partnership).where(
        Partnership.channel_id == channel_id,
        Partnership.status != PartnershipStatus.CLOSED,
    )


def of_cycles(session: Session, cycle_ids: Sequence[int]) -> Sequence[Partnership]:
    """Return the partnerships that the cycles belong to."""
    theirs = select(Cycle.partnership_id).where(Cycle.id.in_(cycle_ids))
    return session.scalars(
        select(Partnership).where(Partnership.id.in_(theirs)).order_by(Partnership.id)
    ).all()


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


def ever_seated(session: Session, key: PersonKey, partnership_id: int) -> bool:
    """Say whether somebody is or once was in the partnership."""
    seats = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.partnership_id == partnership_id,
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
    )
    return session.scalar(seats.limit(1)) is not None


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
        _members()
        .where(Membership.partnership_id == partnership_id)
        .order_by(Membership.side.desc(), Membership.role != Role.LEAD, Membership.id)
    )
    return [Member(person, membership, organization) for person, membership, organization in rows]


def member(session: Session, membership_id: int) -> Member | None:
    """Return the current member who has this seat."""
    row = session.execute(_members().where(Membership.id == membership_id)).first()
    return None if row is None else Member(row[0], row[1], row[2])


def person_of_seat(session: Session, membership_id: int) -> tuple[int, Person] | None:
    """Return the partnership's id and the person of a seat, also of one that is over."""
    row = session.execute(
        select(Membership.partnership_id, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.id == membership_id)
    ).first()
    return None if row is None else (row[0], row[1])


def seat_of_person(session: Session, partnership_id: int, person_id: int) -> Membership | None:
    """Return the person's current seat in the partnership."""
    return session.scalar(
        select(Membership).where(
            Membership.partnership_id == partnership_id,
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
        )
    )


def has_lead(session: Session, partnership_id: int, side: Side) -> bool:
    """Say whether somebody who is there leads a side."""
    lead = exists().where(
        Membership.partnership_id == partnership_id,
        Membership.side == side,
        Membership.role == Role.LEAD,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.is_deactivated.is_(False),
    )
    return bool(session.scalar(select(lead)))


def count_other_leads(session: Session, seat: Membership) -> int:
    """Count who else leads the side of this seat, and is there."""
    return session.scalars(
        select(func.count(Membership.id))
        .join(Person, Person.id == Membership.person_id)
        .where(
            Person.is_deactivated.is_(False),
            Membership.partnership_id == seat.partnership_id,
            Membership.side == seat.side,
            Membership.role == Role.LEAD,
            Membership.ended_at.is_(None),
            Membership.id != seat.id,
        )
    ).one()


def _members() -> Select[Person, Membership, Organization]:
    return (
        select(Person, Membership, Organization)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.ended_at.is_(None))
    )


def add_member(
    session: Session,
    *,
    partnership_id: int,
    person_id: int,
    organization_id: int,
    side: Side,
    role: Role,
    now: datetime,
) -> int | None:
    """Give a person a seat and return its id; nothing when they have one."""
    return session.scalar(
        insert_into(session, Membership)
        .values(
            workspace_id=workspace_of(session),
            partnership_id=partnership_id,
            person_id=person_id,
            organization_id=organization_id,
            side=side,
            role=role,
            started_at=now,
        )
        .on_conflict_do_nothing(
            index_elements=["partnership_id", "person_id"], index_where=text("ended_at IS NULL")
        )
        .returning(Membership.id)
    )


def last_closed_in_channel(session: Session, key: PersonKey, channel_id: str) -> Partnership | None:
    """Return the channel's partnership that closed last, if the person was in it to the end."""
    return session.scalar(
        select(Partnership)
        .join(Membership, Membership.partnership_id == Partnership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Partnership.channel_id == channel_id,
            Partnership.status == PartnershipStatus.CLOSED,
            Membership.ended_at.is_(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
        .order_by(Partnership.closed_at.desc())
        .limit(1)
    )


def leads_of(session: Session, partnership_ids: Collection[int]) -> Sequence[tuple[int, Person]]:
    """Return who decides about the partnerships: partnership id and person."""
    rows = session.execute(
        select(Membership.partnership_id, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.partnership_id.in_(partnership_ids),
            Membership.ended_at.is_(None),
            Membership.role.in_((Role.LEAD, Role.COORDINATOR)),
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
        )
        .order_by(Membership.id)
    )
    return [(partnership_id, person) for partnership_id, person in rows]
