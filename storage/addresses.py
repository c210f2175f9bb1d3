"""Addresses of private messages that only the key tells: whom they go to, or that it is nobody."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from storage.database import seal_of
from storage.models import Person
from storage.sealing import Broken, Seal

NOBODY = ""


def close(seal: Seal, key: PersonKey | None) -> str:
    """Seal who somebody is as an address; None is nobody, and looks the same from outside.

    It holds Slack's ids and no number of a row: rows get others where an export is taken in.
    """
    return seal.close("" if key is None else "/".join(key))


def open_one(seal: Seal | None, sealed: str) -> PersonKey | None:
    """Return who was sealed; None for nobody. Raises Broken where no key of ours opens it."""
    if seal is None:
        raise Broken
    team_id, _slash, user_id = seal.open(sealed).partition("/")
    return PersonKey(team_id, user_id) if user_id else None


def read(session: Session, sealed: Collection[str]) -> dict[str, str]:
    """Return the Slack user ids of sealed addresses; who is no person here any more is NOBODY.

    Those are missing that no key of ours opens any more.
    """
    opened: dict[str, PersonKey | None] = {}
    for one in sealed:
        try:
            opened[one] = open_one(seal_of(session), one)
        except Broken:
            continue
    wanted = [key.user_id for key in opened.values() if key is not None]
    rows = session.execute(select(Person.team_id, Person.user_id).where(Person.user_id.in_(wanted)))
    known = {PersonKey(team_id, user_id) for team_id, user_id in rows}
    return {one: key.user_id if key in known and key else NOBODY for one, key in opened.items()}
