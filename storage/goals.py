"""Queries about goals, what was said of them, and how they changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.rules.people import PersonKey
from bot.rules.vocabulary import GoalStatus
from storage.database import insert_into, workspace_of
from storage.models import Goal, GoalRevision, GoalUpdate, Person


@dataclass(frozen=True)
class OwnedGoal:
    """A goal with its owner on each side."""

    goal: Goal
    school_owner: Person | None
    partner_owner: Person | None


def of_partnership(session: Session, partnership_id: int) -> Sequence[Goal]:
    """Return every goal of the partnership, drafts and retired ones too, oldest first."""
    return session.scalars(
        select(Goal).where(Goal.partnership_id == partnership_id).order_by(Goal.id)
    ).all()


def live(session: Session, partnership_id: int) -> dict[int, str]:
    """Return the partnership's live goals by their ids, in words, oldest first."""
    rows = session.execute(
        select(Goal.id, Goal.statement)
        .where(Goal.partnership_id == partnership_id, Goal.status == GoalStatus.LIVE)
        .order_by(Goal.id)
    )
    return {row[0]: row[1] for row in rows}


def owned(session: Session, partnership_ids: Collection[int]) -> list[OwnedGoal]:
    """Return every goal of these partnerships with its owners, oldest first."""
    rows = session.execute(_owned().where(Goal.partnership_id.in_(partnership_ids)))
    return [OwnedGoal(*row) for row in rows]


def owned_one(session: Session, goal_id: int) -> OwnedGoal | None:
    """Return one goal with its owners."""
    row = session.execute(_owned().where(Goal.id == goal_id)).first()
    return None if row is None else OwnedGoal(*row)


def _owned() -> Select[Goal, Person | None, Person | None]:
    school, partner = aliased(Person), aliased(Person)
    return (
        select(Goal, school, partner)
        .outerjoin(school, school.id == Goal.school_owner_id)
        .outerjoin(partner, partner.id == Goal.partner_owner_id)
        .order_by(Goal.id)
    )


def owner_keys(session: Session, goal: Goal) -> dict[int | None, PersonKey]:
    """Return who a goal's owners are, by the ids in its row."""
    ids = [goal.school_owner_id, goal.partner_owner_id]
    people = session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person.key for person in people}


def find_for_change(session: Session, goal_id: int) -> Goal | None:
    """Return a goal, freshly read, that nobody else changes before this transaction ends."""
    return session.scalar(
        select(Goal)
        .where(Goal.id == goal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def add(session: Session, *, form_token: str, **columns: Any) -> tuple[Goal, bool]:
    """Add a goal once a form; return it, and whether this call added it."""
    added = session.scalar(
        insert_into(session, Goal)
        .values(workspace_id=workspace_of(session), form_token=form_token, **columns)
        .on_conflict_do_nothing(index_elements=["workspace_id", "form_token"])
        .returning(Goal.id)
    )
    goal = session.scalars(select(Goal).where(Goal.form_token == form_token)).one()
    return goal, added is not None


def lock(session: Session, goal_ids: Collection[int]) -> None:
    """Let nobody else change these goals before this transaction ends."""
    session.execute(
        select(Goal.id).where(Goal.id.in_(goal_ids)).order_by(Goal.id).with_for_update()
    )


def keep_updates(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add updates; what the same check-in said of the same goal is replaced if it differs.

    A row that its check-in repeats word for word keeps its time, and a form counts once.
    """
    insert = insert_into(session, GoalUpdate)
    news = {name: insert.excluded[name] for name in ("value", "confidence", "note")}
    keep = insert.on_conflict_do_update(
        index_elements=["check_in_id", "goal_id"],
        set_={**news, "at": insert.excluded["at"]},
        where=GoalUpdate.value.is_distinct_from(news["value"])
        | GoalUpdate.confidence.is_distinct_from(news["confidence"])
        | (GoalUpdate.note != news["note"]),
    )
    if rows[0]["check_in_id"] is None:
        keep = insert.on_conflict_do_nothing()
    session.execute(keep, [{"workspace_id": workspace_of(session), **row} for row in rows])


def show_newest(session: Session, goal_ids: Collection[int]) -> None:
    """Write each goal's newest known value, confidence and time of update into its row."""
    session.execute(_show_newest(), {"goal_ids": goal_ids})


@cache
def _show_newest() -> Update:
    newest = (
        select(GoalUpdate)
        .where(GoalUpdate.goal_id == Goal.id)
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(1)
    )
    return (
        update(Goal)
        .where(Goal.id.in_(bindparam("goal_ids", expanding=True)))
        .values(
            current_value=newest.with_only_columns(GoalUpdate.value)
            .where(GoalUpdate.value.is_not(None))
            .scalar_subquery(),
            confidence=newest.with_only_columns(GoalUpdate.confidence)
            .where(GoalUpdate.confidence.is_not(None))
            .scalar_subquery(),
            updated_at=newest.with_only_columns(GoalUpdate.at).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )


def updates_of(session: Session, goal_id: int, limit: int) -> list[tuple[GoalUpdate, Person]]:
    """Return what was said of a goal and by whom, newest first."""
    rows = session.execute(
        select(GoalUpdate, Person)
        .join(Person, Person.id == GoalUpdate.person_id)
        .where(GoalUpdate.goal_id == goal_id)
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def revisions_of(session: Session, goal_id: int, limit: int) -> list[tuple[GoalRevision, Person]]:
    """Return how a goal was changed and by whom, newest first."""
    rows = session.execute(
        select(GoalRevision, Person)
        .join(Person, Person.id == GoalRevision.person_id)
        .where(GoalRevision.goal_id == goal_id)
        .order_by(GoalRevision.at.desc(), GoalRevision.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def newest_revision(session: Session, goal_id: int) -> int:
    """Return the id of a goal's newest revision, 0 for none: equal ids, unchanged goal."""
    query = select(func.max(GoalRevision.id)).where(GoalRevision.goal_id == goal_id)
    return session.scalar(query) or 0


def is_form_known(session: Session, form_token: str) -> bool:
    """Say whether a form has changed its goal already."""
    query = select(GoalRevision.id).where(GoalRevision.form_token == form_token)
    return session.scalar(query) is not None


def values_of(session: Session, goal_id: int, limit: int) -> list[float]:
    """Return the newest recorded values of a goal, oldest of them first."""
    rows = session.scalars(
        select(GoalUpdate.value)
        .where(GoalUpdate.goal_id == goal_id, GoalUpdate.value.is_not(None))
        .order_by(GoalUpdate.at.desc(), GoalUpdate.id.desc())
        .limit(limit)
    )
    return [value for value in rows if value is not None][::-1]
