"""Queries about who is asked to check in, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.rules.vocabulary import ExpectationState, Role, Side
from storage.database import insert_into
from storage.models import Cycle, Expectation, Membership, Person

_COLUMNS = (
    "workspace_id",
    "cycle_id",
    "person_id",
    "side",
    "state",
    "reminders_sent",
    "next_reminder_at",
)


def plan(session: Session, cycle_ids: Sequence[int]) -> None:
    """Ask each side's leads, or its deputies where no lead can be asked; again changes nothing.

    One statement, whatever the number of cycles and people.
    """
    session.execute(
        insert_into(session, Expectation)
        .from_select(_COLUMNS, _to_ask(cycle_ids))
        .on_conflict_do_nothing(index_elements=["cycle_id", "person_id"])
    )


def _to_ask(cycle_ids: Sequence[int]) -> Select[str, int, int, Side, str, int, datetime]:
    """Select the rows to add; a lead who declined or passed it on makes room for the deputies."""
    leading, lead = aliased(Membership), aliased(Person)
    answer = aliased(Expectation)
    can_lead = (
        select(leading.id)
        .join(lead, lead.id == leading.person_id)
        .outerjoin(answer, and_(answer.cycle_id == Cycle.id, answer.person_id == lead.id))
        .where(
            leading.partnership_id == Membership.partnership_id,
            leading.side == Membership.side,
            leading.role == Role.LEAD,
            leading.ended_at.is_(None),
            lead.is_bot.is_(False),
            lead.is_deactivated.is_(False),
            func.coalesce(answer.state, ExpectationState.OPEN) != ExpectationState.DECLINED,
        )
        .exists()
    )
    return (
        select(
            Cycle.workspace_id,
            Cycle.id,
            Membership.person_id,
            Membership.side,
            literal(ExpectationState.OPEN.value),
            literal(0),
            func.coalesce(
                Cycle.first_reminder_at, Cycle.second_reminder_at, Cycle.last_reminder_at
            ),
        )
        .join(Membership, Membership.partnership_id == Cycle.partnership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Cycle.id.in_(cycle_ids),
            Membership.ended_at.is_(None),
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
            or_(
                Membership.role == Role.LEAD,
                and_(Membership.role == Role.DEPUTY, ~can_lead),
            ),
        )
    )


def lapse(session: Session, cycle_id: int) -> None:
    """End what was still asked in a cycle that closes."""
    session.execute(
        update(Expectation)
        .where(Expectation.cycle_id == cycle_id, Expectation.state == ExpectationState.OPEN)
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
