"""The outbox: messages queued by the transaction that made them true."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, select, update
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

HAS_WORDS = cast(OutboxMessage.__table__.c.payload, String) != "{}"
"""Which messages still say something: what they said is emptied after a while, and by erasing."""


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


def not_delivered(session: Session) -> Sequence[OutboxMessage]:
    """Return the messages people should have got and have not, superseded ones apart."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.status != MessageStatus.SENT, OutboxMessage.last_error != SUPERSEDED)
        .order_by(OutboxMessage.id)
    ).all()


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
