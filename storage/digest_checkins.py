"""What digests read of cycles: who said what in them and promised what, in a query for all."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from bot.rules import trends
from bot.rules.vocabulary import ActionStatus, Side
from storage.base import UtcDateTime
from storage.models import (
    Action,
    CheckIn,
    Cycle,
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


# Built once, like all of them: building takes as long as reading for five digests.
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
