"""Queries for what is left when partnerships are over: people known by name, organizations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.rules.people import FORMER
from storage.base import Base
from storage.database import workspace_of
from storage.models import (
    Coordinator,
    JoinRequest,
    Membership,
    Organization,
    Partnership,
    Person,
    PulseWave,
)
from storage.retention import is_held, remove, workspace_is_held


def former_member(session: Session, before: datetime, *, after: int) -> Person | None:
    """Return who was in nothing any more before then and is still known, the next after a row's id.

    A seat ends with its partnership at the latest. Who never had one counts from when they last
    asked for it, and else from when Slack last told of them.
    """
    seat = exists().where(Membership.person_id == Person.id)
    office = exists().where(Coordinator.person_id == Person.id)
    request = exists().where(JoinRequest.person_id == Person.id)
    asked_at = func.coalesce(JoinRequest.decided_at, JoinRequest.asked_at)
    return session.scalar(
        select(Person)
        .where(
            Person.id > after,
            ~seat.where(
                Partnership.id == Membership.partnership_id,
                _goes_on(Membership.ended_at, before),
                _goes_on(Partnership.closed_at, before),
            ),
            ~office.where(_goes_on(Coordinator.ended_at, before)),
            ~request.where(asked_at >= before),
            or_(seat, office, request, Person.seen_at.is_(None), Person.seen_at < before),
            Person.user_id.not_like(f"{FORMER}%"),
            ~workspace_is_held(session),
        )
        .order_by(Person.id)
        .limit(1)
    )


def _goes_on(
    ended_at: InstrumentedAttribute[datetime | None], before: datetime
) -> ColumnElement[bool]:
    return or_(ended_at.is_(None), ended_at >= before)


def remove_organizations(session: Session, *, limit: int) -> int:
    """Delete organizations of which no partnership is left, with their calendars."""
    table: Any = Base.metadata.tables[Organization.__tablename__]
    unused = [
        ~exists().where(Membership.organization_id == table.c.id),
        # What was asked of its partnerships together has a period of its own.
        ~exists().where(PulseWave.organization_id == table.c.id),
    ]
    own = table.c.workspace_id == workspace_of(session)
    found = session.scalars(
        select(table.c.id).where(and_(own, *unused), ~is_held(table)).limit(limit)
    ).all()
    return remove(session, table, found) if found else 0
