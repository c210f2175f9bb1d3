"""Queries for what cards show, of any number of partnerships in as many queries as of one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import CycleState, GoalStatus, Role, Side
from storage.models import Cycle, Goal, Membership, Organization, Person
from storage.partnerships import Member


@dataclass
class Shown:
    """What the card of one partnership shows besides the partnership itself."""

    organizations: dict[Side, str] = field(default_factory=dict)
    # School side first, leads first.
    members: list[Member] = field(default_factory=list)
    # The open cycle, or else the upcoming one.
    cycle: Cycle | None = None
    live_goals: int = 0


def shown(session: Session, partnership_ids: Collection[int]) -> dict[int, Shown]:
    """Return what the cards of these partnerships show."""
    by_id: dict[int, Shown] = defaultdict(Shown)
    for partnership_id, side, name in session.execute(
        select(Membership.partnership_id, Membership.side, Organization.name)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.partnership_id.in_(partnership_ids))
        # The first one stays: a side keeps the organization that it was set up with.
        .order_by(Membership.id.desc())
    ):
        by_id[partnership_id].organizations[side] = name
    for person, seat, organization in session.execute(
        select(Person, Membership, Organization)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.partnership_id.in_(partnership_ids), Membership.ended_at.is_(None))
        .order_by(Membership.side.desc(), Membership.role != Role.LEAD, Membership.id)
    ):
        by_id[seat.partnership_id].members.append(Member(person, seat, organization))
    for cycle in session.scalars(
        select(Cycle)
        .where(Cycle.partnership_id.in_(partnership_ids), Cycle.state != CycleState.CLOSED)
        .order_by(Cycle.number.desc())
    ):
        by_id[cycle.partnership_id].cycle = cycle
    for partnership_id, count in session.execute(
        select(Goal.partnership_id, func.count())
        .where(Goal.partnership_id.in_(partnership_ids), Goal.status == GoalStatus.LIVE)
        .group_by(Goal.partnership_id)
    ):
        by_id[partnership_id].live_goals = count
    return by_id
