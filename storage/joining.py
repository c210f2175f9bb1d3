"""Queries about people who are not in a partnership yet."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from bot.rules.vocabulary import JoinState
from storage.database import insert_into, workspace_of
from storage.models import JoinRequest, Partnership, Person


class Wish(NamedTuple):
    """A request with the partnership and the person that it is about."""

    request: JoinRequest
    partnership: Partnership
    person: Person

    @property
    def key(self) -> PersonKey:
        """Return whom it is about."""
        return PersonKey(self.person.team_id, self.person.user_id)


def find_or_add(
    session: Session, partnership_id: int, person_id: int, now: datetime
) -> JoinRequest:
    """Return the person's request, to change it, made when there was none."""
    session.execute(
        insert_into(session, JoinRequest)
        .values(
            workspace_id=workspace_of(session),
            partnership_id=partnership_id,
            person_id=person_id,
            state=JoinState.ASKED,
            asked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["partnership_id", "person_id"])
    )
    return session.scalars(
        select(JoinRequest)
        .where(JoinRequest.partnership_id == partnership_id, JoinRequest.person_id == person_id)
        .with_for_update()
    ).one()


def find(session: Session, request_id: int, *, lock: bool = False) -> Wish | None:
    """Return a request; `lock` to answer it."""
    query = (
        select(JoinRequest, Partnership, Person)
        .join(Partnership, Partnership.id == JoinRequest.partnership_id)
        .join(Person, Person.id == JoinRequest.person_id)
        .where(JoinRequest.id == request_id)
    )
    row = session.execute(query.with_for_update(of=JoinRequest) if lock else query).first()
    return None if row is None else Wish(*row)
