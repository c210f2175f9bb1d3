"""Queries behind digests: each reads for any number of partnerships at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from bot.rules.vocabulary import (
    ActionStatus,
    CycleState,
    GoalStatus,
    PartnershipStatus,
    Role,
)
from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Goal,
    GoalUpdate,
    Membership,
    Organization,
    OutboxMessage,
    Partnership,
    Person,
)

# A late answer is written by upserts, past what the session has loaded, and then read here.
_FRESH = {"populate_existing": True}
_BEGUN = (CycleState.OPEN, CycleState.CLOSED)


def due(session: Session, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of cycles whose digest is due, across workspaces."""
    rows = session.execute(
        select(Cycle.workspace_id, Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.digested_at.is_(None),
            Cycle.digest_at <= now,
            Cycle.state.in_(_BEGUN),
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        .order_by(Cycle.digest_at, Cycle.id)
        .limit(limit)
    )
    return [(workspace_id, cycle_id) for workspace_id, cycle_id in rows]


def take(session: Session, cycle_ids: Collection[int], now: datetime) -> Sequence[int]:
    """Mark the digests of these cycles as made; return those that nobody else took meanwhile."""
    mine = session.scalars(
        select(Cycle.id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Cycle.id.in_(cycle_ids),
            Cycle.digested_at.is_(None),
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        .order_by(Cycle.id)
        .with_for_update(of=Cycle, skip_locked=True)
    ).all()
    session.execute(update(Cycle).where(Cycle.id.in_(mine)).values(digested_at=now))
    return mine


def newest_cycle(session: Session, partnership_id: int) -> Cycle | None:
    """Return the partnership's open cycle, or else the one that closed last."""
    return session.scalar(
        select(Cycle)
        .where(Cycle.partnership_id == partnership_id, Cycle.state.in_(_BEGUN))
        .order_by(Cycle.number.desc())
        .limit(1)
    )


def subjects(session: Session, cycle_ids: Collection[int]) -> Sequence[tuple[Cycle, Partnership]]:
    """Return the cycles with their partnerships."""
    rows = session.execute(
        select(Cycle, Partnership)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(Cycle.id.in_(cycle_ids))
        .order_by(Cycle.id)
    )
    return [(row[0], row[1]) for row in rows]


def cycles_of(session: Session, partnership_ids: Collection[int]) -> Sequence[Cycle]:
    """Return every cycle of the partnerships, oldest first, the one to come too."""
    return session.scalars(
        select(Cycle).where(Cycle.partnership_id.in_(partnership_ids)).order_by(Cycle.number)
    ).all()


def speakers_of(
    session: Session, partnership_ids: Collection[int]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return by partnership and person whom each last spoke for: organization and own name.

    People who have left are among them: what they said stays.
    """
    rows = session.execute(
        select(Membership.partnership_id, Membership.person_id, Organization.name, Person.name)
        .join(Organization, Organization.id == Membership.organization_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.partnership_id.in_(partnership_ids))
        .order_by(Membership.id)
    )
    return {
        (partnership_id, person_id): (organization, name)
        for partnership_id, person_id, organization, name in rows
    }


def check_ins_of(session: Session, cycle_ids: Collection[int]) -> Sequence[CheckIn]:
    """Return what people said in the cycles, in the order they said it."""
    return session.scalars(
        select(CheckIn)
        .where(CheckIn.cycle_id.in_(cycle_ids))
        .order_by(CheckIn.submitted_at, CheckIn.id)
        .execution_options(**_FRESH)
    ).all()


def goals_of(session: Session, partnership_ids: Collection[int]) -> Sequence[Goal]:
    """Return the partnerships' live goals, oldest first."""
    return session.scalars(
        select(Goal)
        .where(Goal.partnership_id.in_(partnership_ids), Goal.status == GoalStatus.LIVE)
        .order_by(Goal.id)
        .execution_options(**_FRESH)
    ).all()


def updates_of(session: Session, partnership_ids: Collection[int]) -> Sequence[GoalUpdate]:
    """Return all that was ever said of the partnerships' live goals, oldest first."""
    return session.scalars(
        select(GoalUpdate)
        .join(Goal, Goal.id == GoalUpdate.goal_id)
        .where(Goal.partnership_id.in_(partnership_ids), Goal.status == GoalStatus.LIVE)
        .order_by(GoalUpdate.at, GoalUpdate.id)
        .execution_options(**_FRESH)
    ).all()


def actions_of(
    session: Session, partnership_ids: Collection[int], *, done_since: datetime
) -> Sequence[tuple[Action, Person, CheckIn | None]]:
    """Return open actions and those done lately, with owner and origin, soonest due first."""
    rows = session.execute(
        select(Action, Person, CheckIn)
        .join(Person, Person.id == Action.owner_id)
        .outerjoin(CheckIn, CheckIn.id == Action.check_in_id)
        .where(
            Action.partnership_id.in_(partnership_ids),
            or_(
                Action.status == ActionStatus.OPEN,
                and_(Action.status == ActionStatus.DONE, Action.finished_at >= done_since),
            ),
        )
        .order_by(Action.due_on, Action.id)
        .execution_options(**_FRESH)
    )
    return [(row[0], row[1], row[2]) for row in rows]


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


def queued(session: Session, keys: Collection[str]) -> set[str]:
    """Return those of the keys that a message was queued with."""
    return set(session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))))
