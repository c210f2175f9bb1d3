"""Queries behind digests: each reads for any number of partnerships at once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, case, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.rules import trends
from bot.rules.vocabulary import (
    ActionStatus,
    Confidence,
    CycleState,
    Direction,
    GoalStatus,
    PartnershipStatus,
    Role,
    Side,
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
from storage.partnerships import clock_runs

# As many cycles before its own as a digest draws at most, and one to tell whether there are more.
LOOKS_BACK = trends.MOST_MOMENTS
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
            clock_runs(),
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


class Period(NamedTuple):
    """One cycle of a partnership, as far as a digest tells of it."""

    partnership_id: int
    id: int
    number: int
    opens_at: datetime
    closes_at: datetime
    term: str


def periods_of(session: Session, cycle_ids: Collection[int]) -> Sequence[Period]:
    """Return each cycle with those before it that a digest looks back on and the one after it."""
    subject = aliased(Cycle)
    rows = session.execute(
        select(
            Cycle.partnership_id,
            Cycle.id,
            Cycle.number,
            Cycle.opens_at,
            Cycle.closes_at,
            Cycle.term,
        )
        .join(subject, subject.partnership_id == Cycle.partnership_id)
        .where(
            subject.id.in_(cycle_ids),
            Cycle.number.between(subject.number - LOOKS_BACK, subject.number + 1),
        )
        .order_by(Cycle.number)
    )
    return [Period._make(row) for row in rows]


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


class Answer(NamedTuple):
    """A check-in: by whom and when, and its boxes."""

    cycle_id: int
    id: int
    person_id: int
    side: Side
    submitted_at: datetime
    is_late: bool
    no_change: bool
    wins: str
    challenges: str
    needs: str
    changes: str


_ANSWER = (
    CheckIn.cycle_id,
    CheckIn.id,
    CheckIn.person_id,
    CheckIn.side,
    CheckIn.submitted_at,
    CheckIn.is_late,
    CheckIn.no_change,
    CheckIn.wins,
    CheckIn.challenges,
    CheckIn.needs,
    CheckIn.changes,
)


def answers_of(session: Session, cycle_ids: Collection[int]) -> Sequence[Answer]:
    """Return what people said in the cycles, in the order they said it."""
    rows = session.execute(
        select(*_ANSWER)
        .where(CheckIn.cycle_id.in_(cycle_ids))
        .order_by(CheckIn.submitted_at, CheckIn.id)
    )
    return [Answer._make(row) for row in rows]


class LiveGoal(NamedTuple):
    """What a digest tells of a goal, and what its progress is measured against."""

    partnership_id: int
    id: int
    statement: str
    unit: str
    direction: Direction
    baseline: float | None
    target: float | None
    band: float | None
    starts_on: date | None
    due_on: date | None


def goals_of(session: Session, partnership_ids: Collection[int]) -> Sequence[LiveGoal]:
    """Return the partnerships' live goals, oldest first."""
    rows = session.execute(
        select(
            Goal.partnership_id,
            Goal.id,
            Goal.statement,
            Goal.unit,
            Goal.direction,
            Goal.baseline,
            Goal.target,
            Goal.band,
            Goal.starts_on,
            Goal.due_on,
        )
        .where(Goal.partnership_id.in_(partnership_ids), Goal.status == GoalStatus.LIVE)
        .order_by(Goal.id)
    )
    return [LiveGoal._make(row) for row in rows]


class Update(NamedTuple):
    """What somebody said of a goal."""

    goal_id: int
    check_in_id: int | None
    person_id: int
    side: Side
    at: datetime
    value: float | None
    confidence: Confidence | None
    note: str


def updates_of(
    session: Session, partnership_ids: Collection[int], *, since: datetime
) -> Sequence[Update]:
    """Return what was said of the partnerships' live goals after a moment, oldest first."""
    rows = session.execute(
        select(
            GoalUpdate.goal_id,
            GoalUpdate.check_in_id,
            GoalUpdate.person_id,
            GoalUpdate.side,
            GoalUpdate.at,
            GoalUpdate.value,
            GoalUpdate.confidence,
            GoalUpdate.note,
        )
        .join(Goal, Goal.id == GoalUpdate.goal_id)
        .where(
            Goal.partnership_id.in_(partnership_ids),
            Goal.status == GoalStatus.LIVE,
            GoalUpdate.at > since,
        )
        .order_by(GoalUpdate.at, GoalUpdate.id)
    )
    return [Update._make(row) for row in rows]


class Reading(NamedTuple):
    """The newest number that was known of a goal as a cycle ended, or now for the one in hand."""

    goal_id: int
    cycle_id: int
    value: float | None


def readings_of(session: Session, cycle_ids: Collection[int], now: datetime) -> Sequence[Reading]:
    """Return the live goals' numbers over the cycles and those before them, oldest first.

    Found by one look into the index each: what was said between them is not read at all, so a
    digest costs no more after many years.
    """
    subject = aliased(Cycle)
    until = case((Cycle.id == subject.id, literal(now, Cycle.closes_at.type)), else_=Cycle.closes_at)
    newest = (
        select(GoalUpdate.value)
        .where(
            GoalUpdate.goal_id == Goal.id, GoalUpdate.at <= until, GoalUpdate.value.is_not(None)
        )
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(1)
        .correlate(Goal, Cycle, subject)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Goal.id, Cycle.id, newest)
        .join(subject, subject.partnership_id == Goal.partnership_id)
        .join(Cycle, Cycle.partnership_id == subject.partnership_id)
        .where(
            subject.id.in_(cycle_ids),
            Goal.status == GoalStatus.LIVE,
            Cycle.number.between(subject.number - LOOKS_BACK, subject.number),
        )
        .order_by(Cycle.number)
    )
    return [Reading._make(row) for row in rows]


class Promise(NamedTuple):
    """An action with its owner's Slack id, and by whom and when it was promised, if in an answer."""

    partnership_id: int
    what: str
    owner: str
    due_on: date
    status: ActionStatus
    finished_at: datetime | None
    answer: Answer | None


def promises_of(
    session: Session, partnership_ids: Collection[int], *, done_since: datetime
) -> Sequence[Promise]:
    """Return open actions and those done lately, with owner and origin, soonest due first."""
    rows = session.execute(
        select(
            Action.partnership_id,
            Action.what,
            Person.user_id,
            Action.due_on,
            Action.status,
            Action.finished_at,
            *_ANSWER,
        )
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
    )
    return [
        Promise(*row[:6], None if row[6] is None else Answer._make(row[6:]))  # type: ignore[arg-type]
        for row in rows
    ]


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
