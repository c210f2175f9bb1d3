"""Queries about reminders: which are due, all that decides over one, and whose day is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Connection, Select, and_, bindparam, literal, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from bot.rules.vocabulary import CycleState, ExpectationState, PartnershipStatus
from storage.database import insert_into, workspace_of
from storage.models import (
    CheckIn,
    Cycle,
    Expectation,
    Membership,
    Organization,
    Partnership,
    Person,
    ReminderDay,
    Workspace,
)
from storage.partnerships import clock_runs


@dataclass(frozen=True)
class Asked:
    """That somebody is asked to check in, with all that decides what to say to them."""

    expectation: Expectation
    cycle: Cycle
    partnership: Partnership
    person: Person
    # None once they left the partnership.
    membership: Membership | None
    organization: Organization | None
    asker: Person | None
    side_in: bool


def due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of expectations with a due reminder, across workspaces."""
    rows = look.execute(_due(), {"now": now, "limit": limit})
    return [(workspace_id, expectation_id) for workspace_id, expectation_id in rows]


@cache
def _due() -> Select[str, int]:
    return (
        select(Expectation.workspace_id, Expectation.id)
        .join(Cycle, Cycle.id == Expectation.cycle_id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            # Spelled out: behind a parameter no database sees that its index on open rows will do.
            Expectation.state == literal_column("'open'"),
            Expectation.next_reminder_at <= bindparam("now"),
            Cycle.state == CycleState.OPEN,
            clock_runs(),
        )
        .order_by(Expectation.next_reminder_at, Expectation.id)
        .limit(bindparam("limit"))
    )


def take_due(session: Session, expectation_ids: Sequence[int], now: datetime) -> Sequence[Asked]:
    """Lock those of the expectations whose reminder is due still and that nobody else holds."""
    rows = session.execute(
        _asked()
        .where(
            Expectation.id.in_(expectation_ids),
            Expectation.state == ExpectationState.OPEN,
            Expectation.next_reminder_at <= now,
            Cycle.state == CycleState.OPEN,
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        # Everybody claims people's days in the same order, so that nobody waits in a circle.
        .order_by(Expectation.person_id, Expectation.id)
        .with_for_update(of=Expectation, skip_locked=True)
    )
    return [Asked(*row) for row in rows]


def open_of_person(session: Session, person_id: int) -> Sequence[Asked]:
    """Lock what is asked of a person in open check-ins."""
    rows = session.execute(
        _asked()
        .where(
            Expectation.person_id == person_id,
            Expectation.state == ExpectationState.OPEN,
            Cycle.state == CycleState.OPEN,
        )
        .order_by(Expectation.id)
        .with_for_update(of=Expectation)
        # What this transaction has written past the session counts too.
        .execution_options(populate_existing=True)
    )
    return [Asked(*row) for row in rows]


def take(session: Session, expectation_id: int) -> Asked | None:
    """Lock one expectation, whatever became of it."""
    row = session.execute(
        _asked().where(Expectation.id == expectation_id).with_for_update(of=Expectation)
    ).first()
    return None if row is None else Asked(*row)


def just_asked(session: Session, expectation_id: int) -> Asked:
    """Return an expectation that this transaction has written past what the session had loaded."""
    row = session.execute(
        _asked().where(Expectation.id == expectation_id).execution_options(populate_existing=True)
    ).one()
    return Asked(*row)


def find(session: Session, expectation_id: int) -> Asked | None:
    """Return one expectation, whatever became of it."""
    row = session.execute(_asked().where(Expectation.id == expectation_id)).first()
    return None if row is None else Asked(*row)


def _asked() -> Select[
    Expectation, Cycle, Partnership, Person, Membership | None, Organization | None, Person, bool
]:
    asker = aliased(Person)
    side_in = (
        select(literal(1))
        .where(CheckIn.cycle_id == Expectation.cycle_id, CheckIn.side == Expectation.side)
        .exists()
    )
    return (
        select(Expectation, Cycle, Partnership, Person, Membership, Organization, asker, side_in)
        .join(Cycle, Cycle.id == Expectation.cycle_id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .join(Person, Person.id == Expectation.person_id)
        .outerjoin(
            Membership,
            and_(
                Membership.partnership_id == Cycle.partnership_id,
                Membership.person_id == Expectation.person_id,
                Membership.ended_at.is_(None),
            ),
        )
        .outerjoin(Organization, Organization.id == Membership.organization_id)
        .outerjoin(asker, asker.id == Expectation.asked_by_id)
    )


def claim_day(session: Session, person_id: int, day: date) -> bool:
    """Take a person's one reminder of their day; say whether it was free."""
    taken = session.execute(
        insert_into(session, ReminderDay)
        .values(workspace_id=workspace_of(session), person_id=person_id, day=day)
        .on_conflict_do_nothing()
        .returning(ReminderDay.person_id)
    )
    return taken.first() is not None


def people_to_look_up(
    look: Connection, *, reminded_by: datetime, seen_before: datetime, limit: int
) -> Sequence[tuple[str, int, str]]:
    """Return workspace, id and Slack user id of who is soon reminded and was last seen long ago."""
    values = {"reminded_by": reminded_by, "seen_before": seen_before, "limit": limit}
    rows = look.execute(_to_look_up(), values)
    return [(workspace_id, person_id, user_id) for workspace_id, person_id, user_id in rows]


@cache
def _to_look_up() -> Select[str, int, str]:
    # In no order: for the sake of one a database would walk through all people.
    soon_reminded = select(Expectation.person_id).where(
        Expectation.state == literal_column("'open'"),
        Expectation.next_reminder_at <= bindparam("reminded_by"),
    )
    # Where nobody can be looked up, people would fill every turn.
    shut_out = select(Workspace.id).where(Workspace.shut_out_at.is_not(None))
    return (
        select(Person.workspace_id, Person.id, Person.user_id)
        .where(
            Person.id.in_(soon_reminded),
            Person.workspace_id.not_in(shut_out),
            or_(Person.seen_at.is_(None), Person.seen_at <= bindparam("seen_before")),
        )
        .limit(bindparam("limit"))
    )
