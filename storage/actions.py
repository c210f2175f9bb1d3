"""Queries about actions: who does what by when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from bot.rules.people import PersonKey
from bot.rules.vocabulary import ActionStatus, PartnershipStatus
from storage.database import insert_into, workspace_of
from storage.models import Action, CheckIn, Membership, Partnership, Person


@dataclass(frozen=True)
class Assignment:
    """An action with its partnership, its owner, and who gave it in a check-in."""

    action: Action
    partnership: Partnership
    owner: Person
    giver: Person | None


def save(
    session: Session,
    *,
    partnership_id: int,
    check_in_id: int,
    what: str,
    owner_id: int,
    due_on: date,
    now: datetime,
) -> int:
    """Keep the one action of a check-in, in its newest words; one that is done stays as it is.

    Returns the action's id.
    """
    newest = {
        "what": what,
        "owner_id": owner_id,
        "due_on": due_on,
        "status": ActionStatus.OPEN,
        "finished_at": None,
    }
    session.execute(
        insert_into(session, Action)
        .values(
            workspace_id=workspace_of(session),
            partnership_id=partnership_id,
            check_in_id=check_in_id,
            created_at=now,
            **newest,
        )
        .on_conflict_do_update(
            index_elements=["check_in_id"], set_=newest, where=Action.status != ActionStatus.DONE
        )
    )
    return session.scalars(select(Action.id).where(Action.check_in_id == check_in_id)).one()


def find(session: Session, action_id: int) -> Assignment | None:
    giver = aliased(Person)
    row = session.execute(
        select(Action, Partnership, Person, giver)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .join(Person, Person.id == Action.owner_id)
        .outerjoin(CheckIn, CheckIn.id == Action.check_in_id)
        .outerjoin(giver, giver.id == CheckIn.person_id)
        .where(Action.id == action_id)
        # The upsert of `save` goes past what the session has loaded.
        .execution_options(populate_existing=True)
    ).first()
    return None if row is None else Assignment(row[0], row[1], row[2], row[3])


def of_check_in(session: Session, check_in_id: int) -> Action | None:
    """Return the action that a check-in gave, in whatever status."""
    return session.scalar(select(Action).where(Action.check_in_id == check_in_id))


def open_of_person(session: Session, key: PersonKey) -> Sequence[tuple[Action, Partnership]]:
    """Return what the person owes in partnerships that they are in, soonest due first."""
    rows = session.execute(
        select(Action, Partnership)
        .join(Partnership, Partnership.id == Action.partnership_id)
        .join(Person, Person.id == Action.owner_id)
        .join(
            Membership,
            (Membership.partnership_id == Partnership.id) & (Membership.person_id == Person.id),
        )
        .where(
            Action.status == ActionStatus.OPEN,
            Partnership.status != PartnershipStatus.CLOSED,
            Membership.ended_at.is_(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
        .order_by(Action.due_on, Action.id)
    )
    return [(row[0], row[1]) for row in rows]


def open_of(session: Session, partnership_ids: Iterable[int]) -> Sequence[tuple[Action, Person]]:
    """Return the partnerships' open actions with their owners, soonest due first."""
    rows = session.execute(
        select(Action, Person)
        .join(Person, Person.id == Action.owner_id)
        .where(Action.status == ActionStatus.OPEN, Action.partnership_id.in_(list(partnership_ids)))
        .order_by(Action.due_on, Action.id)
    )
    return [(row[0], row[1]) for row in rows]


def move(
    session: Session,
    action_id: int,
    before: ActionStatus,
    after: ActionStatus,
    finished_at: datetime | None,
) -> None:
    """Take an action from one status to another; from any other status nothing changes."""
    session.execute(
        update(Action)
        .where(Action.id == action_id, Action.status == before)
        .values(status=after, finished_at=finished_at)
    )
