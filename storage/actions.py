"""Queries about actions: who does what by when, and their log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.rules.people import PersonKey
from bot.rules.vocabulary import ActionChange, ActionStatus, PartnershipStatus
from storage.database import insert_into, workspace_of
from storage.models import (
    Action,
    ActionEvent,
    Goal,
    Membership,
    Partnership,
    Person,
    Theme,
)

_NEW: dict[str, Any] = {"status": ActionStatus.OPEN, "finished_at": None}


@dataclass(frozen=True)
class Assignment:
    """An action with its partnership, its owner, who gave it, and what it is for."""

    action: Action
    partnership: Partnership
    owner: Person
    giver: Person | None
    goal: Goal | None
    # The owner's seat; none once they left.
    seat: Membership | None
    theme: Theme | None = None


def save_of_check_in(session: Session, **columns: Any) -> tuple[Action | None, int]:
    """Keep the one action of a check-in, in its newest words; one that is done stays as it is.

    Returns what it was before, if it was, and its id.
    """
    check_in_id = columns["check_in_id"]
    before = of_check_in(session, check_in_id)
    if before is not None:
        session.expunge(before)
    insert = insert_into(session, Action)
    once = ("check_in_id", "partnership_id", "created_at", "given_by_id")
    newest = {name: value for name, value in columns.items() if name not in once}
    newest |= _NEW
    session.execute(
        insert.values(workspace_id=workspace_of(session), **columns, **_NEW).on_conflict_do_update(
            index_elements=["check_in_id"], set_=newest, where=Action.status != ActionStatus.DONE
        )
    )
    row_id = session.scalars(select(Action.id).where(Action.check_in_id == check_in_id)).one()
    return before, row_id


def add(session: Session, *, form_token: str, **columns: Any) -> tuple[int, bool]:
    """Add an action once a form; return its id, and whether this call added it."""
    added = session.scalar(
        insert_into(session, Action)
        .values(workspace_id=workspace_of(session), form_token=form_token, **columns, **_NEW)
        .on_conflict_do_nothing(index_elements=["workspace_id", "form_token"])
        .returning(Action.id)
    )
    if added is not None:
        return added, True
    return session.scalars(select(Action.id).where(Action.form_token == form_token)).one(), False


def find(session: Session, action_id: int, *, lock: bool = False) -> Assignment | None:
    """Return an action, freshly read; `lock` to change it."""
    query = assignments().where(Action.id == action_id)
    if lock:
        # By itself: PostgreSQL looks again at a row it waited for, but not at what was joined to
        # it, and whoever owns it now may be somebody else.
        session.execute(select(Action.id).where(Action.id == action_id).with_for_update())
    row = session.execute(query.execution_options(populate_existing=True)).first()
    return None if row is None else Assignment(*row)


def assignments() -> Select[
    Action, Partnership, Person, Person | None, Goal | None, Membership | None, Theme | None
]:
    """Select actions with what surrounds them; each row makes an `Assignment`."""
    giver = aliased(Person)
    return (
        select(Action, Partnership, Person, giver, Goal, Membership, Theme)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .join(Person, Person.id == Action.owner_id)
        .outerjoin(giver, giver.id == Action.given_by_id)
        .outerjoin(Goal, Goal.id == Action.goal_id)
        .outerjoin(Theme, Theme.id == Action.theme_id)
        .outerjoin(
            Membership,
            and_(
                Membership.partnership_id == Action.partnership_id,
                Membership.person_id == Action.owner_id,
                Membership.ended_at.is_(None),
            ),
        )
    )


def of_check_in(session: Session, check_in_id: int) -> Action | None:
    """Return the action that a check-in gave, in whatever status."""
    return session.scalar(select(Action).where(Action.check_in_id == check_in_id))


def open_of_person(session: Session, key: PersonKey) -> Sequence[Assignment]:
    """Return what the person owes in partnerships that they are in, soonest due first."""
    rows = session.execute(
        assignments()
        .where(
            Action.status == ActionStatus.OPEN,
            Partnership.status != PartnershipStatus.CLOSED,
            Membership.id.is_not(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
        .order_by(Action.due_on, Action.id)
    )
    return [Assignment(*row) for row in rows]


def listed(
    session: Session, partnership_ids: Iterable[int], *, done_since: datetime
) -> Sequence[Assignment]:
    """Return the partnerships' open actions and those done lately, soonest due first."""
    rows = session.execute(
        assignments()
        .where(
            Action.partnership_id.in_(list(partnership_ids)),
            or_(
                Action.status == ActionStatus.OPEN,
                and_(Action.status == ActionStatus.DONE, Action.finished_at >= done_since),
            ),
        )
        .order_by(Action.due_on, Action.id)
    )
    return [Assignment(*row) for row in rows]


def asked_about(session: Session, cycle_id: int, owner_id: int) -> Sequence[Assignment]:
    """Return what an owner has to decide, or has decided, over at the end of a cycle."""
    rows = session.execute(
        assignments()
        .where(Action.review_cycle_id == cycle_id, Action.owner_id == owner_id)
        .order_by(Action.due_on, Action.id)
    )
    return [Assignment(*row) for row in rows]


def add_event(
    session: Session,
    action_id: int,
    kind: ActionChange,
    *,
    person_id: int,
    at: datetime,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    form_token: str | None = None,
) -> int:
    """Write a change into the log; return its id."""
    added: int = session.execute(
        insert_into(session, ActionEvent)
        .values(
            workspace_id=workspace_of(session),
            action_id=action_id,
            kind=kind,
            at=at,
            person_id=person_id,
            reason=reason,
            before=before or {},
            after=after or {},
            form_token=form_token,
        )
        .returning(ActionEvent.id)
    ).scalar_one()
    return added


def log_of(session: Session, action_id: int, limit: int) -> list[tuple[ActionEvent, Person]]:
    """Return what became of an action and by whom, newest first."""
    rows = session.execute(
        select(ActionEvent, Person)
        .join(Person, Person.id == ActionEvent.person_id)
        .where(ActionEvent.action_id == action_id)
        .order_by(ActionEvent.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def is_form_known(session: Session, form_token: str) -> bool:
    """Say whether a form has changed its action already."""
    query = select(ActionEvent.id).where(ActionEvent.form_token == form_token)
    return session.scalar(query) is not None


def events_of(session: Session, action_id: int) -> Sequence[ActionEvent]:
    """Return everything that became of an action, oldest first."""
    return session.scalars(
        select(ActionEvent).where(ActionEvent.action_id == action_id).order_by(ActionEvent.id)
    ).all()
