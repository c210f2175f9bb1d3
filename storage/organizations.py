"""Queries about organizations."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from bot.rules.vocabulary import OrganizationKind, PartnershipStatus, Role, Side
from storage.models import Membership, Organization, Partnership, Person

Seat = tuple[str, datetime, Side, datetime, str]


def known_to(
    session: Session, name: str, key: PersonKey, *, knows_all: bool
) -> Organization | None:
    """Return the organization of that name that somebody has to do with, if there is one.

    It is led in an open partnership by people of their Slack workspace, or they coordinate its
    side there; who `knows_all` may take any, and takes first what their own workspace leads.
    """
    seat = exists().where(
        Membership.organization_id == Organization.id,
        Membership.ended_at.is_(None),
        Partnership.id == Membership.partnership_id,
        Partnership.status != PartnershipStatus.CLOSED,
        Person.id == Membership.person_id,
        Person.team_id == key.team_id,
    )
    is_led: ColumnElement[bool] = seat.where(Membership.role.in_((Role.LEAD, Role.DEPUTY)))
    is_theirs = seat.where(Membership.role == Role.COORDINATOR, Person.user_id == key.user_id)
    return session.scalar(
        select(Organization)
        .where(Organization.name == name, true() if knows_all else is_led | is_theirs)
        .order_by(is_led.desc(), Organization.id)
        .limit(1)
    )


def add(session: Session, name: str, kind: OrganizationKind) -> Organization:
    """Add an organization, whatever others are called."""
    organization = Organization(name=name, kind=kind)
    session.add(organization)
    session.flush()
    return organization


def of_sides(session: Session, partnership_id: int) -> dict[Side, Organization]:
    """Return each side's organization: the one it was set up with, whoever came and went since."""
    rows = session.execute(
        select(Membership.side, Organization)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.partnership_id == partnership_id)
        .order_by(Membership.id.desc())
    )
    return {side: organization for side, organization in rows}  # noqa: C416  # a row is no pair to mypy


def by_seat(session: Session) -> dict[Seat, int]:
    """Return the organizations' ids by who sits for them, in words that hold in any database.

    That is the partnership's channel and birth, the side, since when, and the organization's name.
    """
    rows = session.execute(
        select(
            Partnership.channel_id,
            Partnership.created_at,
            Membership.side,
            Membership.started_at,
            Organization.name,
            Organization.id,
        )
        .join(Membership, Membership.partnership_id == Partnership.id)
        .join(Organization, Organization.id == Membership.organization_id)
    )
    return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows}
