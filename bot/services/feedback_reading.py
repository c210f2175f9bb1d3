"""Conversations as the people at their two ends may read them."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy.orm import Session

import storage.feedback
import storage.partnerships
from bot.rules import feedback as rules
from bot.rules.cadence import local_day
from bot.rules.feedback import Anonymity
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import Party
from bot.services import feedback, seats
from bot.services.feedback import End
from bot.views.feedback import Form
from bot.views.feedback_conversations import Inbox
from bot.views.feedback_lines import Conversation, Note
from storage.models import Feedback, FeedbackNote, Partnership, Person

_Notes = list[tuple[FeedbackNote, Person | None]]


def form(
    session: Session, partnership_id: int, *, link: str, key: PersonKey, now: datetime
) -> Form:
    """Return what somebody is told before they say something."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    rules.ensure_lasts(seat.partnership.status)
    standing = feedback.standing(session, seat, now)
    return Form(
        partnership_id=partnership_id,
        partnership=seat.partnership.name,
        leads=leads_of(session, partnership_id, but=seat.person.id),
        anonymity=standing,
        could_be=storage.feedback.could_be(session, partnership_id, since=now)
        if standing is Anonymity.OFFERED
        else 0,
        link=rules.kept_link(link, seat.partnership.channel_id, anonymous=False),
    )


def leads_of(session: Session, partnership_id: int, *, but: int | None = None) -> list[str]:
    """Return the Slack user ids of who reads a partnership's feedback."""
    rows = storage.partnerships.leads_of(session, [partnership_id])
    return [person.user_id for _partnership, person in rows if person.id != but]


def inbox(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Inbox:
    """Return the conversations of a partnership that this person may read, the newest first."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    is_lead = rules.is_lead(seat.membership.role)
    ends = []
    for row in storage.feedback.of_partnership(session, partnership_id):
        mine = feedback.is_author(session, row, seat.person)
        if mine or is_lead:
            ends.append(End(row, seat, Party.AUTHOR if mine else Party.LEADS))
    notes = _notes(session, [end.feedback for end in ends])
    shown = [_conversation(end, notes[end.feedback.id], now) for end in ends]
    return Inbox(
        partnership_id=partnership_id,
        partnership=seat.partnership.name,
        is_lead=is_lead,
        conversations=[one for one in shown if one.notes],
    )


def conversation(
    session: Session, feedback_id: int, *, key: PersonKey, now: datetime
) -> Conversation:
    """Return one conversation as the person at either end may read it."""
    end = feedback.take(session, feedback_id, key)
    return _of_end(session, end, now)


def to_say(session: Session, feedback_id: int, *, key: PersonKey, now: datetime) -> Conversation:
    """Return a conversation to somebody who is about to say something in it, if they may."""
    end = feedback.take(session, feedback_id, key)
    feedback.ensure_may_say(session, end)
    return _of_end(session, end, now)


def _of_end(session: Session, end: End, now: datetime) -> Conversation:
    return _conversation(end, _notes(session, [end.feedback])[end.feedback.id], now)


def _notes(session: Session, rows: list[Feedback]) -> defaultdict[int, _Notes]:
    found: defaultdict[int, _Notes] = defaultdict(list)
    for note, writer in storage.feedback.notes_of(session, [row.id for row in rows]):
        found[note.feedback_id].append((note, writer))
    return found


def _conversation(end: End, notes: _Notes, now: datetime) -> Conversation:
    row, partnership = end.feedback, end.seat.partnership
    return Conversation(
        feedback_id=row.id,
        partnership_id=partnership.id,
        partnership=partnership.name,
        is_anonymous=row.is_anonymous,
        given_on=row.given_on,
        link=row.link,
        mine=end.party is Party.AUTHOR,
        is_closed=row.closed_by is not None,
        notes=[
            shown_note(note, writer, partnership)
            for note, writer in notes
            # What somebody wrote without their name is not there before its time.
            if note.by is end.party or note.shown_from <= now
        ],
    )


def shown_note(note: FeedbackNote, writer: Person | None, partnership: Partnership) -> Note:
    """Return a note as views show it."""
    return Note(
        by=note.by,
        writer=None if writer is None else writer.user_id,
        said=note.said,
        on=local_day(note.shown_from, partnership.time_zone),
        closes=note.closes,
    )
