"""Brings what is said in a conversation to the other end: to each lead, and to whoever began it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.addresses
import storage.feedback
import storage.outbox
import storage.partnerships
from bot.rules import delivery
from bot.rules.cadence import WorkingHours, next_working_moment
from bot.rules.school_days import SchoolCalendar
from bot.rules.vocabulary import Party
from bot.services import feedback, private_messages, school_calendars
from bot.services.feedback_reading import shown_note
from bot.views import feedback_news
from bot.views.feedback_lines import Heard
from bot.views.kit import Message
from storage.database import seal_of
from storage.feedback import Said
from storage.models import Partnership, Person
from storage.outbox import Outgoing

_NEWS_FOR = timedelta(days=14)


def tell_due(session: Session, note_ids: Sequence[int], *, now: datetime) -> int:
    """Queue what is to be told of these notes; return of how many it was.

    Leads get one private message each, in whose thread the rest of the conversation is: people of
    two workspaces have no place of their own where a bot may write, apart from the channel.
    """
    due = storage.feedback.take_due(session, note_ids, now)
    calendars = school_calendars.of(session, [said.partnership for said in due], now)
    for said in due:
        said.note.tell_at = None
        calendar = calendars[said.partnership.id]
        outgoing = _to_leads(session, said, calendar, now)
        if said.note.by is Party.LEADS:
            outgoing += _to_author(session, said, calendar, now)
        storage.outbox.enqueue_many(session, outgoing, now=now)
    return len(due)


def _due_for(
    person: Person, partnership: Partnership, calendar: SchoolCalendar, now: datetime
) -> datetime:
    """Return when somebody may be written to about their partnership: at work, and back."""
    hours = private_messages.hours_in(person, partnership, calendar)
    return private_messages.next_moment(person, hours, now)


def to_sealed(
    session: Session,
    person: Person | None,
    partnership: Partnership,
    calendar: SchoolCalendar,
    *,
    key: str,
    message: Message,
    now: datetime,
) -> list[Outgoing]:
    """Return a message to somebody whom nothing in the database names, or none without a key.

    It is due by the partnership's clock: an hour of their own would tell who they are. And it is
    queued for nobody where they left, because one that is not there would tell that they left.
    """
    seal = seal_of(session)
    if seal is None:
        return []
    key_of_them = None
    if person is not None and _has_seat(session, partnership, person):
        key_of_them = person.key
    hours = WorkingHours(partnership.time_zone, calendar)
    at = next_working_moment(now, hours)
    return [
        Outgoing(
            key=key,
            channel=storage.outbox.SEALED,
            sealed_to=storage.addresses.close(seal, key_of_them),
            payload=message.payload(),
            due_at=at,
            best_before=at + _NEWS_FOR,
        )
    ]


def _has_seat(session: Session, partnership: Partnership, person: Person) -> bool:
    return storage.partnerships.seat_of_person(session, partnership.id, person.id) is not None


def _heard(said: Said) -> Heard:
    return Heard(
        feedback_id=said.feedback.id,
        partnership_id=said.partnership.id,
        partnership=said.partnership.name,
        is_anonymous=said.feedback.is_anonymous,
        link=said.feedback.link,
        note=shown_note(said.note, said.writer, said.partnership),
    )


def _to_leads(
    session: Session, said: Said, calendar: SchoolCalendar, now: datetime
) -> list[Outgoing]:
    first = storage.feedback.first_note(session, said.feedback.id)
    rows = storage.partnerships.leads_of(session, [said.partnership.id])
    # An author who leads is told as the author; of one who is sealed we do not look.
    told = [
        lead for _id, lead in rows if lead.id not in (said.note.person_id, said.feedback.person_id)
    ]
    begun = storage.outbox.queued(session, [delivery.feedback_key(first, one.id) for one in told])
    outgoing = []
    for lead in told:
        thread = delivery.feedback_key(first, lead.id)
        follows = thread in begun
        message = (
            feedback_news.followed(_heard(said))
            if follows
            else feedback_news.received(_heard(said))
        )
        at = _due_for(lead, said.partnership, calendar, now)
        outgoing.append(
            Outgoing(
                key=delivery.feedback_key(said.note.id, lead.id),
                channel=lead.user_id,
                payload=message.payload(),
                due_at=at,
                best_before=at + _NEWS_FOR,
                after_key=thread if follows else None,
            )
        )
    return outgoing


def _to_author(
    session: Session, said: Said, calendar: SchoolCalendar, now: datetime
) -> list[Outgoing]:
    key = delivery.feedback_author_key(said.note.id)
    message = feedback_news.answered(_heard(said))
    author = feedback.author_of(session, said.feedback)
    if said.feedback.is_anonymous:
        return to_sealed(
            session, author, said.partnership, calendar, key=key, message=message, now=now
        )
    if author is None or not _has_seat(session, said.partnership, author):
        return []
    at = _due_for(author, said.partnership, calendar, now)
    return [
        Outgoing(
            key=key,
            channel=author.user_id,
            payload=message.payload(),
            due_at=at,
            best_before=at + _NEWS_FOR,
        )
    ]
