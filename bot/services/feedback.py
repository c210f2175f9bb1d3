"""Use cases around feedback: give it, say something back, close the conversation."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

import storage.addresses
import storage.feedback
import storage.people
from bot.rules import feedback, permissions
from bot.rules.cadence import local_day, to_utc
from bot.rules.feedback import Anonymity
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.school_days import ONE_DAY
from bot.rules.vocabulary import Party
from bot.services import seats
from bot.services.seats import Seat
from storage.database import seal_of
from storage.models import Feedback, Person
from storage.sealing import Broken


@dataclass(frozen=True)
class End:
    """Somebody at one end of a conversation, and which."""

    feedback: Feedback
    seat: Seat
    party: Party


def standing(session: Session, seat: Seat, now: datetime) -> Anonymity:
    """Say whether this person may leave their name out here, or why not."""
    return feedback.anonymity(
        seat.membership.role,
        has_key=seal_of(session) is not None,
        could_be=storage.feedback.could_be(session, seat.partnership.id, since=now),
    )


def give(
    session: Session,
    partnership_id: int,
    said: str,
    *,
    anonymous: bool,
    link: str,
    once: str,
    key: PersonKey,
    now: datetime,
) -> str:
    """Keep what somebody says to the leads; return the partnership's name.

    `once` names the form, which counts once. Of somebody who is anonymous nothing is kept but a
    sealed reference and the day.
    """
    seat = seats.take(session, key, partnership_id, Right.READ)
    partnership, zone = seat.partnership, seat.partnership.time_zone
    feedback.ensure_said(said)
    feedback.ensure_lasts(partnership.status)
    seal = seal_of(session) if anonymous else None
    if anonymous:
        feedback.ensure_anonymous(standing(session, seat, now))
    feedback_id = storage.feedback.add(
        session,
        once=once,
        partnership_id=partnership_id,
        person_id=None if seal else seat.person.id,
        sealed_author=storage.addresses.close(seal, key) if seal else None,
        given_on=local_day(now, zone),
        link=feedback.kept_link(link, partnership.channel_id, anonymous=anonymous),
    )
    if feedback_id is not None:
        storage.feedback.say(
            session,
            feedback_id,
            by=Party.AUTHOR,
            person_id=None if anonymous else seat.person.id,
            said=said.strip(),
            shown_from=feedback.shown_from(now, zone, anonymous=anonymous),
            once=once,
        )
    return partnership.name


def say(
    session: Session, feedback_id: int, said: str, *, once: str, key: PersonKey, now: datetime
) -> End:
    """Say something more in a conversation: a lead asks back, or whoever began it answers."""
    end = take_to_change(session, feedback_id, key)
    if storage.feedback.is_said(session, once):
        return end
    ensure_may_say(session, end)
    feedback.ensure_said(said)
    hidden = is_hidden(end)
    storage.feedback.say(
        session,
        feedback_id,
        by=end.party,
        person_id=None if hidden else end.seat.person.id,
        said=said.strip(),
        shown_from=feedback.shown_from(now, end.seat.partnership.time_zone, anonymous=hidden),
        once=once,
    )
    return end


def ensure_may_say(session: Session, end: End) -> None:
    """Refuse a word more where the conversation, or what hides somebody in it, has ended."""
    feedback.ensure_lasts(end.seat.partnership.status)
    feedback.ensure_open(end.feedback.closed_by)
    if is_hidden(end):
        feedback.ensure_hidden(_could_still_be(session, end))


def close(session: Session, feedback_id: int, *, key: PersonKey, now: datetime) -> End:
    """Close a conversation for good, from either end; again changes nothing."""
    end = take_to_change(session, feedback_id, key)
    if end.feedback.closed_by is None:
        end.feedback.closed_by = end.party
        hidden = is_hidden(end)
        storage.feedback.say(
            session,
            feedback_id,
            by=end.party,
            person_id=None if hidden else end.seat.person.id,
            closes=True,
            shown_from=feedback.shown_from(now, end.seat.partnership.time_zone, anonymous=hidden),
            once=f"close:{feedback_id}",
        )
    return end


def take(session: Session, feedback_id: int, key: PersonKey) -> End:
    """Return at which end of a conversation somebody is, or refuse whoever is at neither."""
    return _end(session, storage.feedback.find(session, feedback_id), key)


def take_to_change(session: Session, feedback_id: int, key: PersonKey) -> End:
    """Return it as `take` does, and let nobody else change the conversation."""
    return _end(session, storage.feedback.find(session, feedback_id, lock=True), key)


def is_hidden(end: End) -> bool:
    """Say whether nobody may learn who this end is."""
    return end.party is Party.AUTHOR and end.feedback.is_anonymous


def is_author(session: Session, row: Feedback, person: Person) -> bool:
    """Say whether it is this person's own feedback."""
    if row.person_id is not None:
        return row.person_id == person.id
    return _unsealed(session, row) == person.key


def author_of(session: Session, row: Feedback) -> Person | None:
    """Return whose feedback it is; None when they are erased, or no key of ours tells any more."""
    if row.person_id is not None:
        return session.get_one(Person, row.person_id)
    key = _unsealed(session, row)
    return None if key is None else storage.people.find(session, key)


def _end(session: Session, row: Feedback | None, key: PersonKey) -> End:
    if row is None:
        raise permissions.not_a_member()
    seat = seats.take(session, key, row.partnership_id, Right.READ)
    if is_author(session, row, seat.person):
        return End(row, seat, Party.AUTHOR)
    if not feedback.is_lead(seat.membership.role):
        raise permissions.not_a_member()
    return End(row, seat, Party.LEADS)


def _unsealed(session: Session, row: Feedback) -> PersonKey | None:
    try:
        return storage.addresses.open_one(seal_of(session), row.sealed_author or "")
    except Broken:
        return None


def _could_still_be(session: Session, end: End) -> int:
    """Count who was there when it began, is still, and does not lead."""
    zone = end.seat.partnership.time_zone
    that_night = to_utc(end.feedback.given_on + ONE_DAY, time(0), zone)
    return storage.feedback.could_be(session, end.seat.partnership.id, since=that_night)
