"""Queries about who is asked to check in, and what became of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from bot.rules.availability import long_from
from bot.rules.vocabulary import ExpectationState, Role, Side
from storage.base import UtcDateTime
from storage.database import insert_into, workspace_of
from storage.models import CheckIn, Cycle, Expectation, Membership, Person

_COLUMNS = (
    "workspace_id",
    "cycle_id",
    "person_id",
    "side",
    "state",
    "reminders_sent",
    "next_reminder_at",
)


def plan(session: Session, cycle_ids: Sequence[int], *, now: datetime) -> None:
    """Ask the leads of each side that is not in, or its deputies where no lead can be asked.

    Somebody who will be away when the first reminder comes is asked only where nobody else is.
    One statement, whatever the number of cycles and people; again it changes nothing, but somebody
    who had left and came back is asked anew.
    """
    session.execute(
        _asking(insert_into(session, Expectation)),
        {"cycle_ids": list(cycle_ids), "long_from": long_from(now)},
    )


@cache
def _asking(insert: postgresql.Insert | sqlite.Insert) -> Executable:
    """Make the statement once: of what a hundred cycles cost, making it is a third."""
    news = {name: insert.excluded[name] for name in ("side", "state", "next_reminder_at")}
    return insert.from_select(_COLUMNS, _to_ask()).on_conflict_do_update(
        index_elements=["cycle_id", "person_id"],
        set_=news,
        where=Expectation.state == ExpectationState.LAPSED,
    )


def _to_ask() -> Select[*tuple[Any, ...]]:
    """Select the rows to add; a lead who declined or is away makes room for the deputies."""
    asked = _who_may_be_asked().subquery()
    is_lead, is_here = asked.c.role == Role.LEAD, asked.c.is_here
    no_lead, no_deputy = asked.c.leads_here == 0, asked.c.deputies_here == 0
    return select(
        asked.c.workspace_id,
        asked.c.cycle_id,
        asked.c.person_id,
        asked.c.side,
        literal(ExpectationState.OPEN.value),
        literal(0),
        asked.c.first_reminder,
    ).where(
        or_(
            and_(is_lead, is_here),
            and_(~is_lead, is_here, no_lead),
            # All are away: whoever is back first.
            and_(no_lead, no_deputy),
        )
    )


def _who_may_be_asked() -> Select[*tuple[Any, ...]]:
    """Select leads and deputies of sides that are not in, and how many of each kind are here.

    Counted over the rows themselves: a look for each row is what databases plan badly for many.
    """
    answer = aliased(Expectation)
    side_in = (
        select(CheckIn.id)
        .where(CheckIn.cycle_id == Cycle.id, CheckIn.side == Membership.side)
        .exists()
    )
    has_not_declined = func.coalesce(answer.state, ExpectationState.OPEN) != (
        ExpectationState.DECLINED
    )

    def here(role: Role) -> ColumnElement[int]:
        counts = and_(Membership.role == role, _is_here(), has_not_declined)
        return func.sum(case((counts, 1), else_=0)).over(partition_by=(Cycle.id, Membership.side))

    return (
        select(
            Cycle.workspace_id,
            Cycle.id.label("cycle_id"),
            Membership.person_id,
            Membership.side,
            Membership.role,
            _is_here().label("is_here"),
            here(Role.LEAD).label("leads_here"),
            here(Role.DEPUTY).label("deputies_here"),
            _first_reminder().label("first_reminder"),
        )
        .join(Membership, Membership.partnership_id == Cycle.partnership_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(answer, and_(answer.cycle_id == Cycle.id, answer.person_id == Person.id))
        .where(
            Cycle.id.in_(bindparam("cycle_ids", expanding=True)),
            Membership.ended_at.is_(None),
            Membership.role.in_((Role.LEAD, Role.DEPUTY)),
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
            ~side_in,
        )
    )


def _is_here() -> ColumnElement[bool]:
    """As `rules.availability.deputy_is_asked` has it."""
    return or_(
        Person.away_until.is_(None),
        Person.away_until <= _first_reminder(),
        Person.away_until <= bindparam("long_from", type_=UtcDateTime()),
    )


def _first_reminder() -> ColumnElement[datetime]:
    return func.coalesce(Cycle.first_reminder_at, Cycle.second_reminder_at, Cycle.last_reminder_at)


def lapse(session: Session, cycle_ids: Collection[int]) -> None:
    """End what was still asked in cycles that close."""
    session.execute(
        update(Expectation)
        .where(Expectation.cycle_id.in_(cycle_ids), Expectation.state == ExpectationState.OPEN)
        .values(state=ExpectationState.LAPSED, next_reminder_at=None)
        .execution_options(synchronize_session=False)
    )


def lapse_of_person(session: Session, partnership_id: int, person_id: int) -> None:
    """End what was still asked of somebody whose seat in the partnership ends."""
    cycles = select(Cycle.id).where(Cycle.partnership_id == partnership_id)
    session.execute(
        update(Expectation)
        .where(
            Expectation.cycle_id.in_(cycles),
            Expectation.person_id == person_id,
            Expectation.state == ExpectationState.OPEN,
        )
        .values(state=ExpectationState.LAPSED, next_reminder_at=None)
        .execution_options(synchronize_session=False)
    )


def answer(
    session: Session, cycle_id: int, side: Side, person_id: int
) -> Sequence[tuple[Expectation, str]]:
    """End what is still asked of a side, and whatever was asked of this person, in one statement.

    Return each of those with the Slack user id of whoever was asked.
    """
    user_id = select(Person.user_id).where(Person.id == Expectation.person_id).scalar_subquery()
    rows = session.execute(
        update(Expectation)
        .where(
            Expectation.cycle_id == cycle_id,
            or_(
                and_(Expectation.side == side, Expectation.state == ExpectationState.OPEN),
                Expectation.person_id == person_id,
            ),
        )
        .values(state=ExpectationState.ANSWERED, next_reminder_at=None)
        .returning(Expectation, user_id)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]


def of_person(session: Session, cycle_id: int, person_id: int) -> Expectation | None:
    """Return what is asked of one person in a cycle."""
    return session.scalar(
        select(Expectation).where(
            Expectation.cycle_id == cycle_id, Expectation.person_id == person_id
        )
    )


def ask(
    session: Session,
    *,
    cycle_id: int,
    person_id: int,
    side: Side,
    asked_by_id: int,
) -> int:
    """Ask one more person, for a colleague, or again for them; return the expectation's id."""
    insert = insert_into(session, Expectation).values(
        workspace_id=workspace_of(session),
        cycle_id=cycle_id,
        person_id=person_id,
        side=side,
        state=ExpectationState.OPEN,
        reminders_sent=0,
        asked_by_id=asked_by_id,
    )
    expectation_id: int = session.execute(
        insert.on_conflict_do_update(
            index_elements=["cycle_id", "person_id"],
            set_={name: insert.excluded[name] for name in ("side", "state", "asked_by_id")},
        ).returning(Expectation.id)
    ).scalar_one()
    return expectation_id


def spare_deputies(session: Session, cycle_id: int, side: Side) -> None:
    """Take back what was asked of a side's deputies, unless they were reminded already."""
    deputies = (
        select(Membership.person_id)
        .join(Cycle, Cycle.partnership_id == Membership.partnership_id)
        .where(Cycle.id == cycle_id, Membership.role == Role.DEPUTY, Membership.ended_at.is_(None))
    )
    session.execute(
        delete(Expectation)
        .where(
            Expectation.cycle_id == cycle_id,
            Expectation.side == side,
            Expectation.state == ExpectationState.OPEN,
            Expectation.reminders_sent == 0,
            Expectation.asked_by_id.is_(None),
            Expectation.person_id.in_(deputies),
        )
        .execution_options(synchronize_session=False)
    )
