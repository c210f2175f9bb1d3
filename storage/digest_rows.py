"""What digests read: plain rows for any number of partnerships, in as many queries as for one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import Session, aliased

from bot.rules import trends
from bot.rules.vocabulary import (
    ActionStatus,
    Confidence,
    Direction,
    GoalStatus,
    Side,
)
from storage.base import UtcDateTime
from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Goal,
    GoalUpdate,
    Membership,
    Organization,
    Partnership,
    Person,
)

# As many cycles before its own as a digest draws at most, and one to tell whether there are more.
LOOKS_BACK = trends.MOST_MOMENTS
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


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
    rows = session.execute(_periods(), {"ids": list(cycle_ids)})
    return [Period._make(row) for row in rows]


# Each of these is put together once: building one takes as long as reading for five digests.
@cache
def _periods() -> Select[*tuple[Any, ...]]:
    subject = aliased(Cycle)
    return (
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
            subject.id.in_(_IDS),
            Cycle.number.between(subject.number - LOOKS_BACK, subject.number + 1),
        )
        .order_by(Cycle.number)
    )


def speakers_of(
    session: Session, partnership_ids: Collection[int]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return by partnership and person whom each last spoke for: organization and own name.

    People who have left are among them: what they said stays.
    """
    rows = session.execute(_speakers(), {"ids": list(partnership_ids)})
    return {
        (partnership_id, person_id): (organization, name)
        for partnership_id, person_id, organization, name in rows
    }


@cache
def _speakers() -> Select[*tuple[Any, ...]]:
    return (
        select(Membership.partnership_id, Membership.person_id, Organization.name, Person.name)
        .join(Organization, Organization.id == Membership.organization_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.partnership_id.in_(_IDS))
        .order_by(Membership.id)
    )


class Answer(NamedTuple):
    """A check-in: by whom and when, and its boxes."""

    cycle_id: int
    id: int
    person_id: int
    side: Side
    submitted_at: datetime
    is_late: bool
    no_change: bool
    via_link: bool
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
    CheckIn.via_link,
    CheckIn.wins,
    CheckIn.challenges,
    CheckIn.needs,
    CheckIn.changes,
)


def answers_of(session: Session, cycle_ids: Collection[int]) -> Sequence[Answer]:
    """Return what people said in the cycles, in the order they said it."""
    rows = session.execute(_answers(), {"ids": list(cycle_ids)})
    return [Answer._make(row) for row in rows]


@cache
def _answers() -> Select[*tuple[Any, ...]]:
    return (
        select(*_ANSWER)
        .where(CheckIn.cycle_id.in_(_IDS))
        .order_by(CheckIn.submitted_at, CheckIn.id)
    )


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
    rows = session.execute(_goals(), {"ids": list(partnership_ids)})
    return [LiveGoal._make(row) for row in rows]


@cache
def _goals() -> Select[*tuple[Any, ...]]:
    return (
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
        .where(Goal.partnership_id.in_(_IDS), Goal.status == GoalStatus.LIVE)
        .order_by(Goal.id)
    )


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
    rows = session.execute(_updates(), {"ids": list(partnership_ids), "since": since})
    return [Update._make(row) for row in rows]


@cache
def _updates() -> Select[*tuple[Any, ...]]:
    return (
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
            Goal.partnership_id.in_(_IDS),
            Goal.status == GoalStatus.LIVE,
            GoalUpdate.at > bindparam("since", type_=GoalUpdate.at.type),
        )
        .order_by(GoalUpdate.at, GoalUpdate.id)
    )


class Reading(NamedTuple):
    """The newest number that was known of a goal as a cycle ended, or now for the one in hand."""

    goal_id: int
    cycle_id: int
    value: float | None


def readings_of(session: Session, cycle_ids: Collection[int], now: datetime) -> Sequence[Reading]:
    """Return the live goals' numbers over the cycles and those before them.

    Found by one look into the index each: what was said between them is not read at all, so a
    digest costs no more after many years.
    """
    rows = session.execute(_readings(), {"ids": list(cycle_ids), "now": now})
    return [Reading._make(row) for row in rows]


@cache
def _readings() -> Select[*tuple[Any, ...]]:
    subject = aliased(Cycle)
    until = case(
        (Cycle.id == subject.id, bindparam("now", type_=Cycle.closes_at.type)),
        else_=Cycle.closes_at,
    )
    newest = (
        select(GoalUpdate.value)
        .where(GoalUpdate.goal_id == Goal.id, GoalUpdate.at <= until, GoalUpdate.value.is_not(None))
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(1)
        .correlate(Goal, Cycle, subject)
        .scalar_subquery()
    )
    return (
        select(Goal.id, Cycle.id, newest)
        .join(subject, subject.partnership_id == Goal.partnership_id)
        .join(Cycle, Cycle.partnership_id == subject.partnership_id)
        .where(
            subject.id.in_(_IDS),
            Goal.status == GoalStatus.LIVE,
            Cycle.number.between(subject.number - LOOKS_BACK, subject.number),
        )
    )


class Promise(NamedTuple):
    """An action with its owner's Slack id, and the answer that it was promised in, if in one."""

    partnership_id: int
    what: str
    owner: str
    due_on: date
    status: ActionStatus
    finished_at: datetime | None
    answer: Answer | None


_FIRST_OF_ANSWER = 6


def promises_of(
    session: Session, partnership_ids: Collection[int], *, done_since: datetime
) -> Sequence[Promise]:
    """Return open actions and those done lately, with owner and origin, soonest due first."""
    rows = session.execute(_promises(), {"ids": list(partnership_ids), "done_since": done_since})
    return [
        Promise._make((*row[:_FIRST_OF_ANSWER], _answer(row[_FIRST_OF_ANSWER:]))) for row in rows
    ]


def _answer(columns: Sequence[Any]) -> Answer | None:
    return None if columns[0] is None else Answer._make(columns)


@cache
def _promises() -> Select[*tuple[Any, ...]]:
    return (
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
            Action.partnership_id.in_(_IDS),
            or_(
                Action.status == ActionStatus.OPEN,
                and_(
                    Action.status == ActionStatus.DONE,
                    Action.finished_at >= bindparam("done_since", type_=UtcDateTime()),
                ),
            ),
        )
        .order_by(Action.due_on, Action.id)
    )
