"""Queries about feedback: conversations, what was said in them, and who they could come from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import Party, Role
from storage.database import insert_into, workspace_of
from storage.models import Feedback, FeedbackNote, Membership, Partnership, Person, ThemeSource

_LEADS = (Role.LEAD, Role.COORDINATOR)


@dataclass(frozen=True)
class Said:
    """A note with its conversation, its partnership, and who wrote it if that is known."""

    note: FeedbackNote
    feedback: Feedback
    partnership: Partnership
    writer: Person | None


def could_be(session: Session, partnership_id: int, *, since: datetime) -> int:
    """Count who is in the partnership, was before `since`, and does not lead it."""
    return session.scalars(
        select(func.count(Membership.id))
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.partnership_id == partnership_id,
            Membership.ended_at.is_(None),
            Membership.started_at <= since,
            Membership.role.not_in(_LEADS),
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
        )
    ).one()


def add(session: Session, *, once: str, **columns: Any) -> int | None:
    """Begin a conversation and return its id; nothing when the same form has begun it before."""
    return session.scalar(
        insert_into(session, Feedback)
        .values(workspace_id=workspace_of(session), once=once, **columns)
        .on_conflict_do_nothing(index_elements=["workspace_id", "once"])
        .returning(Feedback.id)
    )


def say(
    session: Session,
    feedback_id: int,
    *,
    by: Party,
    person_id: int | None,
    shown_from: datetime,
    once: str,
    said: str = "",
    closes: bool = False,
) -> None:
    """Add what one end says; the same form again adds nothing."""
    session.execute(
        insert_into(session, FeedbackNote)
        .values(
            workspace_id=workspace_of(session),
            feedback_id=feedback_id,
            by=by,
            person_id=person_id,
            said=said,
            closes=closes,
            shown_from=shown_from,
            tell_at=shown_from,
            once=once,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "once"])
    )


def is_said(session: Session, once: str) -> bool:
    """Say whether this form came before."""
    return (
        session.scalar(select(FeedbackNote.id).where(FeedbackNote.once == once).limit(1))
        is not None
    )


def find(session: Session, feedback_id: int, *, lock: bool = False) -> Feedback | None:
    query = select(Feedback).where(Feedback.id == feedback_id)
    return session.scalar(query.with_for_update() if lock else query)


def of_partnership(session: Session, partnership_id: int) -> Sequence[Feedback]:
    """Return a partnership's conversations, the newest first."""
    return session.scalars(
        select(Feedback)
        .where(Feedback.partnership_id == partnership_id)
        .order_by(Feedback.id.desc())
    ).all()


def notes_of(
    session: Session, feedback_ids: Collection[int]
) -> Sequence[tuple[FeedbackNote, Person | None]]:
    """Return what was said in conversations and who wrote it, oldest first."""
    rows = session.execute(
        select(FeedbackNote, Person)
        .outerjoin(Person, Person.id == FeedbackNote.person_id)
        .where(FeedbackNote.feedback_id.in_(feedback_ids))
        .order_by(FeedbackNote.shown_from, FeedbackNote.id)
    )
    return [(row[0], row[1]) for row in rows]


def waiting(session: Session, partnership_ids: Collection[int], now: datetime) -> dict[int, int]:
    """Count by partnership what leads can read by now and have done nothing about."""
    from_author = (FeedbackNote.by == Party.AUTHOR) & (FeedbackNote.shown_from <= now)
    said = select(FeedbackNote.id).where(FeedbackNote.feedback_id == Feedback.id)
    rows = session.execute(
        select(Feedback.partnership_id, func.count(Feedback.id))
        .where(
            Feedback.partnership_id.in_(partnership_ids),
            Feedback.closed_by.is_(None),
            said.where(from_author).exists(),
            ~said.where(FeedbackNote.by == Party.LEADS).exists(),
            ~select(ThemeSource.id).where(ThemeSource.feedback_id == Feedback.id).exists(),
        )
        .group_by(Feedback.partnership_id)
    )
    return {row[0]: row[1] for row in rows}


def due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of notes that the other end is to hear of, across workspaces."""
    rows = look.execute(_due(), {"now": now, "limit": limit})
    return [(workspace_id, note_id) for workspace_id, note_id in rows]


@cache
def _due() -> Select[str, int]:
    return (
        select(FeedbackNote.workspace_id, FeedbackNote.id)
        .where(FeedbackNote.tell_at <= bindparam("now"))
        .order_by(FeedbackNote.tell_at, FeedbackNote.id)
        .limit(bindparam("limit"))
    )


def take_due(session: Session, note_ids: Collection[int], now: datetime) -> Sequence[Said]:
    """Lock those of the notes that are still to be told and that nobody else holds."""
    rows = session.execute(
        select(FeedbackNote, Feedback, Partnership, Person)
        .join(Feedback, Feedback.id == FeedbackNote.feedback_id)
        .join(Partnership, Partnership.id == Feedback.partnership_id)
        .outerjoin(Person, Person.id == FeedbackNote.person_id)
        .where(
            FeedbackNote.id.in_(note_ids),
            FeedbackNote.tell_at <= now,
        )
        .order_by(FeedbackNote.id)
        .with_for_update(of=FeedbackNote, skip_locked=True)
    )
    return [Said(row[0], row[1], row[2], row[3]) for row in rows]


def first_note(session: Session, feedback_id: int) -> int:
    """Return the id of the note that a conversation began with."""
    return session.scalars(
        select(func.min(FeedbackNote.id)).where(FeedbackNote.feedback_id == feedback_id)
    ).one()
