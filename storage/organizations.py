"""Queries about organizations."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import OrganizationKind, Side
from storage.database import insert_into, workspace_of
from storage.models import Membership, Organization


def find_or_add(session: Session, name: str, kind: OrganizationKind) -> Organization:
    """Return the organization of that name; one that is known keeps the kind it has."""
    session.execute(
        insert_into(session, Organization)
        .values(workspace_id=workspace_of(session), name=name, kind=kind)
        .on_conflict_do_nothing(index_elements=["workspace_id", "name"])
    )
    return session.scalars(select(Organization).where(Organization.name == name)).one()


def of_sides(session: Session, partnership_id: int) -> dict[Side, Organization]:
    """Return each side's organization: the one it was set up with, whoever came and went since."""
    rows = session.execute(
        select(Membership.side, Organization)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.partnership_id == partnership_id)
        .order_by(Membership.id.desc())
    )
    return {side: organization for side, organization in rows}  # noqa: C416  # a row is no pair to mypy
