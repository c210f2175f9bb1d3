"""Queries of an operator who looks into the outbox and steps in; words only when asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import MessageStatus, OutboxEventKind
from storage.deliveries import FAILED
from storage.models import OutboxEvent, OutboxMessage


@dataclass(frozen=True)
class Entry:
    """One message without a word of what it says."""

    id: int
    workspace_id: str
    key: str
    status: MessageStatus
    method: str
    channel: str
    after_key: str | None
    attempts: int
    error: str
    created_at: datetime
    # When to try next, while it is not finished.
    due_at: datetime
    best_before: datetime
    uncertain_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True)
class Event:
    """That somebody stepped in; status and error are the message's before."""

    at: datetime
    kind: OutboxEventKind
    by: str
    because: str
    status: MessageStatus
    error: str


_COLUMNS = (
    OutboxMessage.id,
    OutboxMessage.workspace_id,
    OutboxMessage.key,
    OutboxMessage.status,
    OutboxMessage.method,
    OutboxMessage.channel,
    OutboxMessage.after_key,
    OutboxMessage.attempts,
    OutboxMessage.last_error.label("error"),
    OutboxMessage.created_at,
    OutboxMessage.due_at,
    OutboxMessage.best_before,
    OutboxMessage.uncertain_at,
    OutboxMessage.finished_at,
)


def entries(
    session: Session,
    *,
    keys: Collection[str] = (),
    statuses: Collection[MessageStatus] = (),
    workspace_id: str | None = None,
    key_prefix: str = "",
    limit: int | None = None,
) -> Sequence[Entry]:
    """Return the messages that fit all that is given, newest first."""
    query = select(*_COLUMNS).order_by(OutboxMessage.id.desc()).limit(limit)
    if keys:
        query = query.where(OutboxMessage.key.in_(keys))
    if statuses:
        query = query.where(OutboxMessage.status.in_(statuses))
    if workspace_id is not None:
        query = query.where(OutboxMessage.workspace_id == workspace_id)
    if key_prefix:
        query = query.where(OutboxMessage.key.startswith(key_prefix, autoescape=True))
    return [Entry(**row._mapping) for row in session.execute(query)]


def words_of(session: Session, message_id: int) -> dict[str, Any]:
    """Return what a message says."""
    query = select(OutboxMessage.payload).where(OutboxMessage.id == message_id)
    payload: dict[str, Any] = session.scalars(query).one()
    return payload


def take(session: Session, message_ids: Sequence[int]) -> Sequence[OutboxMessage]:
    """Lock messages, the oldest first, so that nobody sends them meanwhile."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id.in_(message_ids))
        .order_by(OutboxMessage.id)
        .with_for_update()
    ).all()


def unsent_leader(session: Session, message: OutboxMessage) -> str | None:
    """Return the key of the message that this one follows, when that one was given up."""
    if message.after_key is None:
        return None
    return session.scalar(
        select(OutboxMessage.key).where(
            OutboxMessage.key == message.after_key, OutboxMessage.status.in_(FAILED)
        )
    )


def add_event(session: Session, **columns: Any) -> None:
    """Keep that somebody stepped in."""
    session.add(OutboxEvent(**columns))


def events_of(session: Session, workspace_id: str, key: str) -> Sequence[Event]:
    """Return who stepped in on a message, oldest first."""
    rows = session.scalars(
        select(OutboxEvent)
        .where(OutboxEvent.workspace_id == workspace_id, OutboxEvent.key == key)
        .order_by(OutboxEvent.id)
    )
    return [Event(row.at, row.kind, row.by, row.because, row.status, row.error) for row in rows]
