"""What Slack says of people who are asked to check in: their zone, and that they are there."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

import storage.people
from bot.rules.availability import is_away
from bot.rules.people import PersonKey, Profile
from bot.services import availability, departures
from storage.models import Person


def as_known(session: Session, profile: Profile) -> Profile:
    """Return a profile under the key by which the person is known here."""
    key = storage.people.known_as(session, profile.key, in_enterprise=profile.in_enterprise)
    return replace(profile, key=key)


def refresh(session: Session, person_id: int, profile: Profile | None, *, now: datetime) -> None:
    """Keep a person's profile, or that nothing new was heard of them: None."""
    person = session.get_one(Person, person_id)
    profile = profile and as_known(session, profile)
    if profile is not None and profile.key == person.key:
        heard(session, profile, now=now)
    person.seen_at = now


def is_known(session: Session, key: PersonKey) -> bool:
    """Say whether somebody has anything to do with us; Slack tells of everybody."""
    return storage.people.has_part(session, key)


def heard(session: Session, profile: Profile, *, now: datetime) -> None:
    """Keep what Slack says of a person, and hand on what they cannot answer any more."""
    person = storage.people.find_or_add(session, profile.key)
    was_there, was_away = not person.is_deactivated, is_away(person.away_until, now)
    storage.people.save_profile(session, profile, now)
    if not was_there and not person.is_deactivated:
        departures.back(session, person, now=now)
    if was_there and person.is_deactivated:
        departures.gone(session, person, now=now)
    elif is_away(person.away_until, now):
        session.flush()
        availability.hand_on(session, person, now=now)
    elif was_away:
        availability.ask_again(session, person, now=now)
