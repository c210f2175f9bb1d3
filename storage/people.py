"""Queries about people."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

import storage.workspaces
from bot.rules.availability import follow_status
from bot.rules.people import PersonKey, Profile
from storage.database import insert_into, workspace_of
from storage.models import Coordinator, Handover, Membership, Person


def find(session: Session, key: PersonKey) -> Person | None:
    return session.scalar(_by_key(key))


def _by_key(key: PersonKey) -> Select[Person]:
    return select(Person).where(Person.team_id == key.team_id, Person.user_id == key.user_id)


def known_as(session: Session, key: PersonKey, *, in_enterprise: bool) -> PersonKey:
    """Return by which key somebody is known here, of whom Slack may name this or another workspace.

    Slack does so with people of an Enterprise organization, in all of which an id is one person's;
    and of a workspace in one it does not always say of whom. Where an id is known twice, or
    nothing is of an organization, the key is what it is.
    """
    same_id = select(Person.team_id).where(Person.user_id == key.user_id)
    known = session.scalars(same_id.limit(2)).all()
    if len(known) != 1 or known[0] == key.team_id:
        return key
    here = storage.workspaces.find(session)
    if not (in_enterprise or (here and here.enterprise_id)):
        return key
    return PersonKey(known[0], key.user_id)


def by_user_id(session: Session, user_id: str, *, lock: bool = False) -> Person | None:
    """Return whom a message to this Slack user goes to; `lock` to change them."""
    query = select(Person).where(Person.user_id == user_id)
    return session.scalar(query.with_for_update() if lock else query)


def by_id(session: Session, person_ids: Collection[int]) -> dict[int, Person]:
    """Return people by the ids of their rows."""
    people = session.scalars(select(Person).where(Person.id.in_(person_ids)))
    return {person.id: person for person in people}


def find_or_add(session: Session, key: PersonKey) -> Person:
    """Return the person's row, made when this is the first that is heard of them."""
    known = find(session, key)
    if known is not None:
        return known
    session.execute(
        insert_into(session, Person)
        .values(
            workspace_id=workspace_of(session),
            team_id=key.team_id,
            user_id=key.user_id,
            name="",
            is_bot=False,
            is_deactivated=False,
        )
        .on_conflict_do_nothing()
    )
    return session.scalars(_by_key(key)).one()


def has_part(session: Session, key: PersonKey) -> bool:
    """Say whether somebody is or was in a partnership, was asked to lead, or coordinates."""
    return (
        session.scalar(
            _by_key(key).where(
                or_(
                    exists().where(Membership.person_id == Person.id),
                    exists().where(Coordinator.person_id == Person.id),
                    exists().where(Handover.successor_id == Person.id),
                )
            )
        )
        is not None
    )


def save_profile(session: Session, profile: Profile, now: datetime) -> Person:
    """Keep what Slack says of a person; a zone that Slack hides does not erase a known one."""
    key = known_as(session, profile.key, in_enterprise=profile.in_enterprise)
    person = find_or_add(session, key)
    person.name = profile.name[:200]
    person.time_zone = profile.time_zone or person.time_zone
    person.locale = profile.locale or person.locale
    person.is_bot = profile.is_bot
    person.is_deactivated = profile.is_deactivated
    person.seen_at = now
    if profile.status is not None:
        person.away_until = follow_status(
            person.away_until, person.status_counts_from, profile.status, now
        )
    return person


def names_beside(session: Session, key: PersonKey) -> Sequence[str]:
    """Return the names of all who are or were in a partnership that somebody is in."""
    mine = (
        select(Membership.partnership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
            Membership.ended_at.is_(None),
        )
    )
    beside = select(Membership.person_id).where(Membership.partnership_id.in_(mine))
    return session.scalars(
        select(Person.name).where(Person.id.in_(beside), Person.name != "")
    ).all()
