"""Queries about who looks after all partnerships of a workspace."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.rules.people import PersonKey
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from storage.database import insert_into, workspace_of
from storage.models import Coordinator, Membership, Partnership, Person, Workspace

_SEAT = (
    "workspace_id",
    "partnership_id",
    "person_id",
    "organization_id",
    "side",
    "role",
    "started_at",
)


def current(session: Session) -> Sequence[tuple[Coordinator, Person]]:
    """Return who coordinates now and is still there, the longest first."""
    rows = session.execute(
        select(Coordinator, Person)
        .join(Person, Person.id == Coordinator.person_id)
        .where(Coordinator.ended_at.is_(None), Person.is_deactivated.is_(False))
        .order_by(Coordinator.started_at, Coordinator.id)
    )
    return [(row[0], row[1]) for row in rows]


def were_any(session: Session) -> bool:
    """Say whether anybody coordinates, or ever did."""
    return session.scalar(select(Coordinator.id).limit(1)) is not None


def missing(session: Session) -> Sequence[Workspace]:
    """Return the workspaces with partnerships that nobody looks after now."""
    partnership, holder = Partnership.workspace_id, Coordinator.workspace_id
    return session.scalars(
        select(Workspace)
        .where(
            Workspace.uninstalled_at.is_(None),
            exists().where(
                partnership == Workspace.id, Partnership.status != PartnershipStatus.CLOSED
            ),
            ~exists().where(
                holder == Workspace.id,
                Coordinator.ended_at.is_(None),
                Person.id == Coordinator.person_id,
                Person.is_deactivated.is_(False),
            ),
        )
        .order_by(Workspace.id)
    ).all()


def of_person(session: Session, key: PersonKey) -> Coordinator | None:
    """Return the person's office, if they coordinate now."""
    return session.scalar(
        select(Coordinator)
        .join(Person, Person.id == Coordinator.person_id)
        .where(
            Coordinator.ended_at.is_(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
    )


def lock(session: Session) -> None:
    """Let nobody else name or release a coordinator of this workspace before this is done."""
    session.execute(
        select(Workspace.id).where(Workspace.id == workspace_of(session)).with_for_update()
    )


def add(session: Session, person_id: int, named_by_id: int | None, now: datetime) -> None:
    """Make somebody a coordinator, if they are none."""
    session.execute(
        insert_into(session, Coordinator)
        .values(
            workspace_id=workspace_of(session),
            person_id=person_id,
            named_by_id=named_by_id,
            started_at=now,
        )
        .on_conflict_do_nothing(
            index_elements=["workspace_id", "person_id"], index_where=text("ended_at IS NULL")
        )
    )


def take_seats(
    session: Session, person_id: int, now: datetime, partnership_id: int | None = None
) -> None:
    """Give a coordinator a seat in every open partnership, or in one; leads and deputies keep own.

    Two statements, whatever the number of partnerships.
    """
    wanted = Partnership.status != PartnershipStatus.CLOSED
    if partnership_id is not None:
        wanted &= Partnership.id == partnership_id
    open_ones = select(Partnership.id).where(wanted)
    session.execute(
        update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Membership.role.not_in((Role.LEAD, Role.DEPUTY, Role.COORDINATOR)),
            Membership.partnership_id.in_(open_ones),
        )
        .values(ended_at=now)
    )
    session.execute(
        insert_into(session, Membership)
        .from_select(_SEAT, _free_seats(workspace_of(session), person_id, now, wanted))
        .on_conflict_do_nothing(
            index_elements=["partnership_id", "person_id"], index_where=text("ended_at IS NULL")
        )
    )


def _free_seats(
    workspace_id: str, person_id: int, now: datetime, wanted: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Select a seat in each such partnership, on the side that the person's own workspace is on."""
    first = (
        select(func.min(Membership.id).label("id"))
        .where(Membership.workspace_id == workspace_id)
        .group_by(Membership.partnership_id, Membership.side)
        .subquery()
    )
    seat = aliased(Membership)
    is_partner = _leads(person_id, Side.PARTNER) & ~_leads(person_id, Side.SCHOOL)
    return (
        select(
            literal(workspace_id),
            Partnership.id,
            literal(person_id),
            seat.organization_id,
            seat.side,
            literal(Role.COORDINATOR.value),
            literal(now),
        )
        .join(seat, seat.partnership_id == Partnership.id)
        .join(first, first.c.id == seat.id)
        .where(
            Partnership.workspace_id == workspace_id,
            wanted,
            seat.side == case((is_partner, Side.PARTNER.value), else_=Side.SCHOOL.value),
        )
    )


def _leads(person_id: int, side: Side) -> ColumnElement[bool]:
    """Return whether somebody of the person's own Slack workspace leads this side."""
    lead, colleague, oneself = aliased(Membership), aliased(Person), aliased(Person)
    return exists().where(
        lead.partnership_id == Partnership.id,
        lead.side == side,
        lead.role == Role.LEAD,
        lead.ended_at.is_(None),
        colleague.id == lead.person_id,
        oneself.id == person_id,
        oneself.team_id == colleague.team_id,
    )


def leave_seats(session: Session, person_id: int, now: datetime) -> None:
    """End all seats that somebody has as coordinator."""
    session.execute(
        update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Membership.role == Role.COORDINATOR,
        )
        .values(ended_at=now)
    )
