"""Queries about check-ins: what was said in a cycle, by whom and for which side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, case, cast, or_, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import ActionStatus, CycleState, GoalStatus, Side
from storage.database import insert_into, workspace_of
from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Draft,
    Goal,
    GoalUpdate,
    Person,
)

_TEXTS = ("wins", "challenges", "needs", "changes")


@dataclass(frozen=True)
class InHand:
    """A partnership's unfinished cycle with one person's answer in it and their draft of one."""

    cycle: Cycle
    check_in: CheckIn | None
    draft: Draft | None


def draft_form(cycle_id: int) -> str:
    """Name the form of a cycle's check-in among all drafts."""
    return f"check_in:{cycle_id}"


def in_hand(session: Session, partnership_id: int, person_id: int) -> InHand | None:
    """Return the open cycle, or else the upcoming one, with what the person said and typed."""
    form = "check_in:" + cast(Cycle.id, String)
    row = session.execute(
        select(Cycle, CheckIn, Draft)
        .outerjoin(CheckIn, and_(CheckIn.cycle_id == Cycle.id, CheckIn.person_id == person_id))
        .outerjoin(Draft, and_(Draft.form == form, Draft.person_id == person_id))
        .where(Cycle.partnership_id == partnership_id, Cycle.state != CycleState.CLOSED)
        .order_by(Cycle.number)
        .limit(1)
    ).first()
    return None if row is None else InHand(row[0], row[1], row[2])


def lock_cycle(session: Session, partnership_id: int, cycle_id: int) -> Cycle | None:
    """Return the cycle and let nobody else answer or close it before this transaction ends."""
    return session.scalar(
        select(Cycle)
        .where(Cycle.id == cycle_id, Cycle.partnership_id == partnership_id)
        .with_for_update()
    )


def of_person(session: Session, cycle_id: int, person_id: int) -> CheckIn | None:
    """Return what a person said in a cycle."""
    return session.scalar(
        select(CheckIn).where(CheckIn.cycle_id == cycle_id, CheckIn.person_id == person_id)
    )


def updates_of(session: Session, check_in_id: int) -> dict[int, GoalUpdate]:
    """Return what a check-in says of goals, by goal."""
    rows = session.scalars(select(GoalUpdate).where(GoalUpdate.check_in_id == check_in_id))
    return {row.goal_id: row for row in rows}


def action_given(session: Session, check_in_id: int) -> tuple[Action, Person] | None:
    """Return the action that a check-in gave with its owner, unless it was dropped."""
    row = session.execute(
        select(Action, Person)
        .join(Person, Person.id == Action.owner_id)
        .where(Action.check_in_id == check_in_id, Action.status != ActionStatus.DROPPED)
    ).first()
    return None if row is None else (row[0], row[1])


def save(session: Session, **columns: Any) -> int:
    """Keep what a person says in a cycle, in its newest words; return the check-in's id.

    When it was said, and whether that was late, stays as it was the first time.
    """
    insert = insert_into(session, CheckIn)
    news = {name: insert.excluded[name] for name in (*_TEXTS, "no_change")}
    check_in_id: int = session.execute(
        insert.on_conflict_do_update(
            index_elements=["cycle_id", "person_id"],
            set_={**news, "edited_at": insert.excluded.submitted_at},
        ).returning(CheckIn.id),
        {"workspace_id": workspace_of(session), "edited_at": None, **columns},
    ).scalar_one()
    return check_in_id


def last_words(session: Session, partnership_id: int, person_id: int, side: Side) -> CheckIn | None:
    """Return what the person said last in words of their own, or else their side."""
    return session.scalar(
        select(CheckIn)
        .join(Cycle, Cycle.id == CheckIn.cycle_id)
        .where(
            Cycle.partnership_id == partnership_id,
            or_(CheckIn.person_id == person_id, CheckIn.side == side),
            CheckIn.no_change.is_(False),
        )
        .order_by((CheckIn.person_id == person_id).desc(), Cycle.number.desc(), CheckIn.id.desc())
        .limit(1)
    )


def goals_with_last(
    session: Session, partnership_id: int, person_id: int, side: Side
) -> Sequence[tuple[Goal, GoalUpdate | None]]:
    """Return the live goals, each with what the person, or else their side, said of it last.

    Goals that the person owns come first, then the oldest.
    """
    last = (
        select(GoalUpdate.id)
        .where(
            GoalUpdate.goal_id == Goal.id,
            or_(GoalUpdate.person_id == person_id, GoalUpdate.side == side),
        )
        .order_by(
            (GoalUpdate.person_id == person_id).desc(), GoalUpdate.at.desc(), GoalUpdate.id.desc()
        )
        .limit(1)
        .correlate(Goal)
        .scalar_subquery()
    )
    owned = or_(Goal.school_owner_id == person_id, Goal.partner_owner_id == person_id)
    rows = session.execute(
        select(Goal, GoalUpdate)
        .outerjoin(GoalUpdate, GoalUpdate.id == last)
        .where(Goal.partnership_id == partnership_id, Goal.status == GoalStatus.LIVE)
        .order_by(case((owned, 0), else_=1), Goal.id)
    )
    return [(goal, update) for goal, update in rows]


def goals_by_id(session: Session, partnership_id: int, goal_ids: Sequence[int]) -> dict[int, Goal]:
    """Return those of the goals that are the partnership's, live or not, by id."""
    rows = session.scalars(
        select(Goal).where(Goal.partnership_id == partnership_id, Goal.id.in_(goal_ids))
    )
    return {goal.id: goal for goal in rows}


def sides_in(session: Session, cycle_id: int) -> Sequence[Side]:
    """Return the sides that have checked in."""
    return session.scalars(
        select(CheckIn.side).where(CheckIn.cycle_id == cycle_id).distinct()
    ).all()


def newest_said_at(check_in: CheckIn) -> datetime:
    """Return when a check-in was last written."""
    return check_in.edited_at or check_in.submitted_at
