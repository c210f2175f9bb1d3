"""Queries about what nobody looks after: sides without a lead, and what is of who has left."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.rules.handovers import ASK_AGAIN_AFTER
from bot.rules.vocabulary import ActionStatus, GoalStatus, Role, Side
from storage.models import Action, Goal, Membership, Partnership, Person
from storage.partnerships import clock_runs


def due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return partnerships in which something has nobody, and nobody was asked for a week."""
    rows = look.execute(_due(), {"before": now - ASK_AGAIN_AFTER, "limit": limit})
    return [(row[0], row[1]) for row in rows]


@cache
def _due() -> Select[str, int]:
    return (
        select(Partnership.workspace_id, Partnership.id)
        .where(
            _asked_at() <= bindparam("before"),
            clock_runs(),
            or_(_a_side_without_lead(), _a_goal_alone(), _an_action_alone()),
        )
        .order_by(Partnership.id)
        .limit(bindparam("limit"))
    )


def take(session: Session, partnership_id: int, now: datetime) -> Partnership | None:
    """Take a partnership to ask its leads about; nothing when another process just did."""
    return session.scalar(
        select(Partnership)
        .where(Partnership.id == partnership_id, _asked_at() <= now - ASK_AGAIN_AFTER)
        .with_for_update(skip_locked=True)
    )


def _asked_at() -> ColumnElement[datetime]:
    return func.coalesce(Partnership.unowned_asked_at, Partnership.created_at)


class Unowned(NamedTuple):
    """What nobody looks after in a partnership; goals with the sides on which it is so."""

    sides: Sequence[Side]
    goals: Sequence[tuple[Goal, Sequence[Side]]]
    actions: Sequence[Action]


def find(session: Session, partnership_id: int) -> Unowned:
    """Return what nobody looks after: sides without a lead, goals and actions of who has left."""
    is_it = Partnership.id == partnership_id
    sides = [
        side for side in Side if session.scalar(select(Partnership.id).where(is_it, _no_lead(side)))
    ]
    goals = session.execute(
        select(Goal, *(_is_alone(side) for side in Side))
        .join(Partnership, Partnership.id == Goal.partnership_id)
        .where(is_it, Goal.status == GoalStatus.LIVE, or_(*(_is_alone(side) for side in Side)))
        .order_by(Goal.id)
    ).all()
    actions = session.scalars(
        select(Action)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .where(is_it, Action.status == ActionStatus.OPEN, ~_is_there(Action.owner_id))
        .order_by(Action.due_on, Action.id)
    ).all()
    return Unowned(
        sides,
        [
            (goal, [side for side, so in zip(Side, alone, strict=True) if so])
            for goal, *alone in goals
        ],
        actions,
    )


def last_lead(session: Session, partnership_id: int, side: Side) -> Person | None:
    """Return who led a side last and whose account is gone."""
    return session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.partnership_id == partnership_id,
            Membership.side == side,
            Membership.role == Role.LEAD,
            Person.is_deactivated,
        )
        .order_by(Membership.started_at.desc(), Membership.id.desc())
        .limit(1)
    )


def _is_there(person_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return whether a person has a seat in the partnership and an account in Slack."""
    return exists().where(
        Membership.partnership_id == Partnership.id,
        Membership.person_id == person_id,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.is_deactivated.is_(False),
    )


def _no_lead(side: Side) -> ColumnElement[bool]:
    return ~exists().where(
        Membership.partnership_id == Partnership.id,
        Membership.side == side,
        Membership.role == Role.LEAD,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.is_deactivated.is_(False),
    )


def _a_side_without_lead() -> ColumnElement[bool]:
    return or_(_no_lead(Side.SCHOOL), _no_lead(Side.PARTNER))


def _is_alone(side: Side) -> ColumnElement[bool]:
    """Return whether a goal has no owner who is there on a side."""
    owner = Goal.school_owner_id if side is Side.SCHOOL else Goal.partner_owner_id
    return or_(owner.is_(None), ~_is_there(owner))


def _a_goal_alone() -> ColumnElement[bool]:
    return exists().where(
        and_(
            Goal.partnership_id == Partnership.id,
            Goal.status == GoalStatus.LIVE,
            or_(*(_is_alone(side) for side in Side)),
        )
    )


def _an_action_alone() -> ColumnElement[bool]:
    return exists().where(
        and_(
            Action.partnership_id == Partnership.id,
            Action.status == ActionStatus.OPEN,
            ~_is_there(Action.owner_id),
        )
    )
