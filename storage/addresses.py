"""Addresses of private messages that only the key tells: whom they go to, or that it is nobody."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import seal_of
from storage.models import Person
from storage.sealing import Broken, Seal

NOBODY = ""


def close(seal: Seal, person_id: int | None) -> str:
    """Seal a person's row as an address; None is nobody, and looks the same from outside."""
    return seal.close("" if person_id is None else str(person_id))


def read(session: Session, sealed: Collection[str]) -> dict[str, str]:
    """Return the Slack user ids of sealed addresses, or NOBODY.

    Those are missing that no key of ours opens any more.
    """
    seal = seal_of(session)
    if seal is None:
        return {}
    opened: dict[str, str] = {}
    for one in sealed:
        try:
            opened[one] = seal.open(one)
        except Broken:
            continue
    ids = [int(person_id) for person_id in opened.values() if person_id]
    rows = session.execute(select(Person.id, Person.user_id).where(Person.id.in_(ids)))
    users = {str(person_id): user_id for person_id, user_id in rows}
    return {one: users.get(person_id, NOBODY) for one, person_id in opened.items()}
