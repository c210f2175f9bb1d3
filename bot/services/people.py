"""What Slack says of people who are asked to check in: their zone, and that they are there."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.people
from bot.rules.people import PersonKey, Profile
from bot.services import departures
from storage.models import Person


def refresh(session: Session, person_id: int, profile: Profile | None, *, now: datetime) -> None:
    """Keep a person's profile, or that nothing new was heard of them: None."""
    person = session.get_one(Person, person_id)
    if profile is not None and profile.key == PersonKey(person.team_id, person.user_id):
        was_there = not person.is_deactivated
        storage.people.save_profile(session, profile, now)
        if was_there and person.is_deactivated:
            departures.gone(session, person, now=now)
    person.seen_at = now
