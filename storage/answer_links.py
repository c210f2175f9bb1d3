"""Queries about links by which people without Slack check in."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from bot.rules.people import PersonKey
from storage.models import AnswerLink, Cycle, Person


class Found(NamedTuple):
    """A link with whom it is for and the cycle it is for."""

    link: AnswerLink
    person: Person
    cycle: Cycle


class Listed(NamedTuple):
    """A link that has not been revoked, with whom it is for and who made it."""

    link: AnswerLink
    person: Person
    made_by: Person


def whose(session: Session, token_hash: str) -> tuple[str, PersonKey] | None:
    """Return the workspace that a link belongs to, and whom it is for; looks in all workspaces."""
    row = session.execute(
        select(AnswerLink.workspace_id, Person.team_id, Person.user_id)
        .join(Person, Person.id == AnswerLink.person_id)
        .where(AnswerLink.token_hash == token_hash)
    ).first()
    return None if row is None else (row[0], PersonKey(row[1], row[2]))


def find(session: Session, token_hash: str, *, lock: bool = False) -> Found | None:
    """Return a link, also one that opens nothing any more; `lock` so that nobody revokes it."""
    query = (
        select(AnswerLink, Person, Cycle)
        .join(Person, Person.id == AnswerLink.person_id)
        .join(Cycle, Cycle.id == AnswerLink.cycle_id)
        .where(AnswerLink.token_hash == token_hash)
    )
    if lock:
        query = query.with_for_update(of=AnswerLink)
    row = session.execute(query).first()
    return None if row is None else Found(*row)


def by_id(session: Session, link_id: int) -> tuple[AnswerLink, int] | None:
    """Return a link to revoke, and the id of its partnership."""
    row = session.execute(
        select(AnswerLink, Cycle.partnership_id)
        .join(Cycle, Cycle.id == AnswerLink.cycle_id)
        .where(AnswerLink.id == link_id)
        .with_for_update(of=AnswerLink)
    ).first()
    return None if row is None else (row[0], row[1])


def of_cycle(session: Session, cycle_id: int) -> Sequence[Listed]:
    """Return the links to a cycle that open it, the newest first."""
    maker = aliased(Person)
    rows = session.execute(
        select(AnswerLink, Person, maker)
        .join(Person, Person.id == AnswerLink.person_id)
        .join(maker, maker.id == AnswerLink.made_by_id)
        .where(AnswerLink.cycle_id == cycle_id, AnswerLink.revoked_at.is_(None))
        .order_by(AnswerLink.id.desc())
    )
    return [Listed(*row) for row in rows]


def revoke_before(session: Session, cycle_id: int, person_id: int, *, now: datetime) -> None:
    """Let nothing be opened any more by the links that somebody had for a cycle."""
    session.execute(
        update(AnswerLink)
        .where(
            AnswerLink.cycle_id == cycle_id,
            AnswerLink.person_id == person_id,
            AnswerLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def add(
    session: Session,
    *,
    cycle_id: int,
    person_id: int,
    made_by_id: int,
    token_hash: str,
    now: datetime,
) -> None:
    """Keep that there is a link; the partnership must be locked."""
    session.add(
        AnswerLink(
            cycle_id=cycle_id,
            person_id=person_id,
            made_by_id=made_by_id,
            token_hash=token_hash,
            made_at=now,
        )
    )
    session.flush()
