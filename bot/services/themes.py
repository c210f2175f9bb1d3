"""Use cases around themes: make one of what was said, answer it, read what was said and done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.feedback
import storage.themes
from bot.rules import permissions, themes
from bot.rules.cadence import local_day
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.themes import Wording
from bot.services import feedback, seats
from bot.services.seats import Seat
from bot.views.theme_forms import Origin
from bot.views.themes import MOST_CHALLENGES, ChallengeItem, Change, Ledger, ThemeItem
from storage.models import Partnership, Theme

_MOST_OFFERED = 90


@dataclass(frozen=True)
class Piece:
    """What a theme is made from: a conversation, a check-in's challenge, or nothing written."""

    partnership_id: int = 0
    feedback_id: int | None = None
    check_in_id: int | None = None


def ledger(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Ledger:
    """Return what was said and done in a partnership, for any of its people."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    rows = storage.themes.of_partnership(session, partnership_id)
    fed = storage.themes.fed(session, [row.id for row in rows])
    return Ledger(
        partnership_id=partnership_id,
        partnership=seat.partnership.name,
        is_lead=permissions.may(seat.membership.role, Right.MANAGE_PARTNERSHIP),
        themes=[item(row, seat.partnership, now, fed_by=fed.get(row.id, 0)) for row in rows],
    )


def origin(session: Session, piece: Piece, *, key: PersonKey) -> tuple[int, Origin]:
    """Return the partnership and what a lead is shown of what a theme is made from.

    Nothing is proposed of feedback: its words were for the leads alone.
    """
    seat, said, is_anonymous = _piece(session, piece, key)
    others = [
        (row.id, row.title)
        for row in storage.themes.of_partnership(session, seat.partnership.id)
        if row.state not in themes.ENDED
    ]
    return seat.partnership.id, Origin(
        words=said,
        is_anonymous=is_anonymous,
        title="" if piece.feedback_id is not None else said,
        others=others[:_MOST_OFFERED] if said else (),
    )


def make(
    session: Session, piece: Piece, wording: Wording, *, once: str, key: PersonKey, now: datetime
) -> int:
    """Make a theme and return its partnership; `once` names the form, which counts once."""
    seat, _said, _is_anonymous = _piece(session, piece, key)
    themes.ensure_fits(wording)
    partnership = seat.partnership
    answered = bool(wording.answer)
    theme_id = storage.themes.add(
        session,
        once=once,
        partnership_id=partnership.id,
        heard_on=local_day(now, partnership.time_zone),
        answered_at=now if answered else None,
        changed_at=now,
        **wording._asdict(),
    )
    if theme_id is not None:
        storage.themes.remember(session, theme_id, wording, person_id=seat.person.id, now=now)
        _feed(session, theme_id, piece, tell_at=now if answered else None)
    return partnership.id


def add_to(session: Session, piece: Piece, theme_id: int, *, key: PersonKey, now: datetime) -> int:
    """Let a piece feed a theme that is there, and return its partnership; again changes nothing."""
    seat, _said, _is_anonymous = _piece(session, piece, key)
    theme = storage.themes.find(session, theme_id, lock=True)
    if theme is None or theme.partnership_id != seat.partnership.id:
        raise permissions.not_a_member()
    _feed(session, theme_id, piece, tell_at=now if theme.answer else None)
    return seat.partnership.id


def look(session: Session, theme_id: int, *, key: PersonKey, now: datetime) -> ThemeItem:
    """Return a theme to a lead who is to change it."""
    theme, seat = _own(session, storage.themes.find(session, theme_id), key)
    return item(theme, seat.partnership, now)


def change(
    session: Session, theme_id: int, wording: Wording, *, key: PersonKey, now: datetime
) -> int:
    """Change a theme and return its partnership; as it is already, nothing happens."""
    theme, seat = _own(session, storage.themes.find(session, theme_id, lock=True), key)
    themes.ensure_fits(wording)
    before = Wording(theme.title, theme.state, theme.answer)
    if before == wording:
        return seat.partnership.id
    theme.title, theme.state, theme.answer = wording
    theme.changed_at = now
    if themes.is_news(before, wording):
        theme.answered_at = now
        storage.themes.tell(session, theme_id, now)
    elif not wording.answer:
        theme.answered_at = None
    storage.themes.remember(session, theme_id, wording, person_id=seat.person.id, now=now)
    return seat.partnership.id


def history(session: Session, theme_id: int, *, key: PersonKey) -> list[Change]:
    """Return how a theme came to be what it is, for anybody in the partnership."""
    theme = storage.themes.find(session, theme_id)
    if theme is None:
        raise permissions.not_a_member()
    seat = seats.take(session, key, theme.partnership_id, Right.READ)
    return [
        Change(
            by=person.user_id,
            on=local_day(one.at, seat.partnership.time_zone),
            title=one.title,
            state=one.state,
            answer=one.answer,
        )
        for one, person in storage.themes.changes_of(session, theme_id)
    ]


def challenges(session: Session, partnership_id: int, *, key: PersonKey) -> list[ChallengeItem]:
    """Return to a lead the challenges of check-ins that are in no theme yet."""
    seat = seats.take(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    return [
        ChallengeItem(
            check_in_id=one.check_in_id,
            by=one.person.user_id,
            text=one.text,
            on=local_day(one.submitted_at, seat.partnership.time_zone),
        )
        for one in storage.themes.challenges_of(session, partnership_id, limit=MOST_CHALLENGES)
    ]


def item(row: Theme, partnership: Partnership, now: datetime, *, fed_by: int = 0) -> ThemeItem:
    """Return a theme as views show it."""
    zone = partnership.time_zone
    return ThemeItem(
        theme_id=row.id,
        title=row.title,
        state=row.state,
        answer=row.answer,
        heard_on=row.heard_on,
        answered_on=None if row.answered_at is None else local_day(row.answered_at, zone),
        today=local_day(now, zone),
        fed_by=fed_by,
    )


def _own(session: Session, theme: Theme | None, key: PersonKey) -> tuple[Theme, Seat]:
    if theme is None:
        raise permissions.not_a_member()
    return theme, seats.take(session, key, theme.partnership_id, Right.MANAGE_PARTNERSHIP)


def _piece(session: Session, piece: Piece, key: PersonKey) -> tuple[Seat, str, bool]:
    """Return the acting lead's seat, the words of a piece, and whether it has no name."""
    if piece.feedback_id is not None:
        return _feedback(session, piece.feedback_id, key)
    if piece.check_in_id is not None:
        found = storage.themes.challenge(session, piece.check_in_id)
        if found is None:
            raise permissions.not_a_member()
        partnership_id, said = found
        return seats.take(session, key, partnership_id, Right.MANAGE_PARTNERSHIP), said, False
    seat = seats.take(session, key, piece.partnership_id, Right.MANAGE_PARTNERSHIP)
    return seat, "", False


def _feedback(session: Session, feedback_id: int, key: PersonKey) -> tuple[Seat, str, bool]:
    end = feedback.take(session, feedback_id, key)
    permissions.ensure(end.seat.membership.role, Right.MANAGE_PARTNERSHIP)
    [(first, _writer), *_rest] = storage.feedback.notes_of(session, [feedback_id])
    return end.seat, first.said, end.feedback.is_anonymous


def _feed(session: Session, theme_id: int, piece: Piece, *, tell_at: datetime | None) -> None:
    if piece.feedback_id is not None or piece.check_in_id is not None:
        storage.themes.feed(
            session,
            theme_id,
            feedback_id=piece.feedback_id,
            check_in_id=piece.check_in_id,
            tell_at=tell_at,
        )
