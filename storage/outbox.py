"""The outbox: messages queued by the transaction that made them true, and those that got stuck."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.rules.people import is_without_slack
from bot.rules.vocabulary import MessageStatus
from storage.database import insert_into, workspace_of
from storage.models import OutboxMessage

POST = "chat.postMessage"
UPDATE = "chat.update"

# A payload may hold, under this name, blocks without charts for those who refuse charts.
FALLBACK = "fallback_blocks"

# Where a message goes whose address is sealed, as far as the database tells: all in one lane.
SEALED = "sealed"

SUPERSEDED = "a newer change came first"

_LATE = timedelta(minutes=10)
_REMEMBERED = timedelta(days=7)
_SHOWN = 100


@dataclass(frozen=True)
class Stuck:
    """A message that did not reach people as it should have; no word of what it says."""

    workspace_id: str
    key: str
    status: MessageStatus
    error: str
    attempts: int
    # When it should have gone out next, or when it was given up.
    since: datetime


@dataclass(frozen=True)
class Outgoing:
    """A message to be queued.

    `channel` is a channel or a user id; `payload` holds `text` and `blocks`, and perhaps
    `fallback_blocks` without charts. With `after_key` a post goes into the thread of that message,
    and an update (`method=UPDATE`) replaces it; of several updates that wait, the newest goes out.
    `sealed_to` is an address that nobody may read here (`storage.addresses`); then the channel is
    `SEALED`, and where Slack put the message is not kept either, so that nothing can follow it.
    """

    key: str
    channel: str
    payload: dict[str, Any]
    best_before: datetime
    due_at: datetime | None = None
    after_key: str | None = None
    method: str = POST
    sealed_to: str | None = None


def enqueue(
    session: Session,
    *,
    key: str,
    channel: str,
    payload: dict[str, Any],
    now: datetime,
    best_before: datetime,
    due_at: datetime | None = None,
    after_key: str | None = None,
    method: str = POST,
    sealed_to: str | None = None,
) -> None:
    """Queue a message, as `Outgoing` has it, once: the same key again changes nothing."""
    message = Outgoing(key, channel, payload, best_before, due_at, after_key, method, sealed_to)
    enqueue_many(session, [message], now=now)


def enqueue_many(session: Session, messages: Sequence[Outgoing], *, now: datetime) -> None:
    """Queue messages in their order, each once: a key that is there changes nothing.

    One to somebody without Slack is left out.
    """
    messages = [one for one in messages if not is_without_slack(one.channel)]
    if not messages:
        return
    workspace_id = workspace_of(session)
    session.execute(
        insert_into(session, OutboxMessage).on_conflict_do_nothing(
            index_elements=["workspace_id", "key"]
        ),
        [
            {
                "workspace_id": workspace_id,
                "key": one.key,
                "after_key": one.after_key,
                "method": one.method,
                "channel": one.channel,
                "sealed_to": one.sealed_to,
                "payload": one.payload,
                "status": MessageStatus.PENDING,
                "attempts": 0,
                "due_at": one.due_at or now,
                "best_before": one.best_before,
                "last_error": "",
                "created_at": now,
            }
            for one in messages
        ],
    )


def unfinished(session: Session, *, due_by: datetime) -> int:
    """Return how many messages wait that should go out by then."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.finished_at.is_(None), OutboxMessage.due_at <= due_by)
        )
        or 0
    )


def not_delivered(session: Session) -> int:
    """Return how many messages people should have got and have not, superseded ones apart."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.status != MessageStatus.SENT,
                OutboxMessage.last_error != SUPERSEDED,
            )
        )
        or 0
    )


def queued(session: Session, keys: Collection[str]) -> set[str]:
    """Return those of the keys that a message was queued with."""
    if not keys:
        return set()
    return set(session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))))


def never_sent(session: Session, keys: Collection[str]) -> set[str]:
    """Return those of the keys whose message is there, and surely was never sent."""
    perhaps_sent = (MessageStatus.SENT, MessageStatus.SENDING, MessageStatus.UNCERTAIN)
    return set(
        session.scalars(
            select(OutboxMessage.key).where(
                OutboxMessage.key.in_(keys),
                OutboxMessage.status.not_in(perhaps_sent),
                OutboxMessage.uncertain_at.is_(None),
            )
        )
    )


def withdraw(session: Session, key: str, *, now: datetime) -> None:
    """Take back a message that has become needless, if it is not on its way yet."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.key == key, OutboxMessage.status == MessageStatus.PENDING)
        .values(best_before=now)
        .execution_options(synchronize_session=False)
    )


def _is_trouble(now: datetime) -> ColumnElement[bool]:
    late = OutboxMessage.due_at <= now - _LATE
    lately = OutboxMessage.finished_at > now - _REMEMBERED
    return or_(
        and_(
            OutboxMessage.finished_at.is_(None),
            or_(OutboxMessage.status == MessageStatus.UNCERTAIN, late),
        ),
        and_(OutboxMessage.status == MessageStatus.REJECTED, lately),
        # Never tried is no trouble of the message: the bot was off, or shut out.
        and_(
            OutboxMessage.status == MessageStatus.EXPIRED,
            OutboxMessage.last_error != SUPERSEDED,
            OutboxMessage.attempts > 0,
            lately,
        ),
    )


def trouble(session: Session, now: datetime) -> Sequence[Stuck]:
    """Return what an operator should look at, newest first: refused, uncertain, late, given up."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(_is_trouble(now))
        .order_by(OutboxMessage.id.desc())
        .limit(_SHOWN)
    )
    return [
        Stuck(
            workspace_id=row.workspace_id,
            key=row.key,
            status=row.status,
            error=row.last_error,
            attempts=row.attempts,
            since=row.finished_at or row.due_at,
        )
        for row in rows
    ]
