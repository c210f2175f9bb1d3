"""Tells people, privately and once a day at most, what was answered to what they brought up."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.outbox
import storage.partnerships
import storage.reminders
import storage.themes
from bot.rules import delivery
from bot.rules.cadence import WorkingHours, local_day, next_working_day, next_working_moment
from bot.rules.school_days import SchoolCalendar
from bot.services import feedback, feedback_telling, private_messages, school_calendars, themes
from bot.views import themes as views
from bot.views.kit import Message
from storage.database import seal_of
from storage.models import Feedback, Person
from storage.themes import Tidings

_NEWS_FOR = timedelta(days=7)


def tell_due(session: Session, source_ids: Sequence[int], *, now: datetime) -> int:
    """Tell who brought something up that it was answered, or wait for a better day."""
    due = storage.themes.take_due(session, source_ids, now)
    calendars = school_calendars.of(session, [one.partnership for one in due], now)
    people: dict[int, Person] = {}
    named: defaultdict[tuple[int, int], list[Tidings]] = defaultdict(list)
    for one in due:
        one.source.tell_at = None
        calendar = calendars[one.partnership.id]
        if one.speaker is None:
            # Never in one message with what the same person said by name.
            _tell_hidden(session, one, calendar, now)
        else:
            people[one.speaker.id] = one.speaker
            named[one.speaker.id, one.partnership.id].append(one)
    # Everybody claims people's days in the same order, so that nobody waits in a circle.
    for (person_id, partnership_id), told in sorted(named.items()):
        _tell_named(session, people[person_id], told, calendars[partnership_id], now)
    return len(due)


def _tell_named(
    session: Session,
    person: Person,
    told: list[Tidings],
    calendar: SchoolCalendar,
    now: datetime,
) -> None:
    partnership = told[0].partnership
    told = _worth_telling(session, told, person)
    if not told:
        return
    hours = private_messages.hours_in(person, partnership, calendar)
    at = private_messages.next_moment(person, hours, now)
    today = local_day(now, hours.zone)
    if at <= now and not storage.reminders.claim_day(session, person.id, today):
        at = next_working_day(now, hours)
    if at > now:
        for one in told:
            one.source.tell_at = at
        return
    storage.outbox.enqueue(
        session,
        key=delivery.theme_answers_key(person.id, today),
        channel=person.user_id,
        payload=_message(told, now).payload(),
        now=now,
        best_before=private_messages.end_of_hours(hours, now),
    )


def _worth_telling(session: Session, told: list[Tidings], person: Person) -> list[Tidings]:
    """Leave out whoever is gone, and who gave the answer themselves."""
    seat = storage.partnerships.seat_of_person(session, told[0].partnership.id, person.id)
    return [one for one in told if seat is not None and _answered_by(session, one) != person.id]


def _tell_hidden(session: Session, one: Tidings, calendar: SchoolCalendar, now: datetime) -> None:
    """Tell somebody whom nothing in the database names, by the partnership's clock alone."""
    said = session.get_one(Feedback, one.source.feedback_id)
    seal, person = seal_of(session), feedback.author_of(session, said)
    if seal is None or person is None:
        return
    hours = WorkingHours(one.partnership.time_zone, calendar)
    at = next_working_moment(now, hours)
    today = local_day(now, hours.zone)
    if at <= now and not storage.themes.claim_day(
        session, seal.token("told", person.team_id, person.user_id, today)
    ):
        at = next_working_day(now, hours)
    if at > now:
        one.source.tell_at = at
        return
    change = storage.themes.last_change(session, one.theme.id)
    outgoing = feedback_telling.to_sealed(
        session,
        person,
        one.partnership,
        calendar,
        key=delivery.theme_answer_key(one.source.id, change.id),
        message=_message([one], now),
        now=now,
    )
    storage.outbox.enqueue_many(session, outgoing, now=now)


def _answered_by(session: Session, one: Tidings) -> int:
    return storage.themes.last_change(session, one.theme.id).person_id


def _message(told: Sequence[Tidings], now: datetime) -> Message:
    partnership = told[0].partnership
    items = {one.theme.id: themes.item(one.theme, partnership, now) for one in told}
    return views.news(partnership.name, partnership.id, list(items.values()))
