"""The outbox: messages queued by the transaction that made them true, claimed by others."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.rules.vocabulary import MessageStatus
from storage.database import insert_into, workspace_of
from storage.models import OutboxMessage

POST = "chat.postMessage"
UPDATE = "chat.update"


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
) -> None:
    """Queue a message once: the same key again changes nothing.

    `channel` is a channel or a user id; `payload` holds `text` and `blocks`. With `after_key` a
    post goes into the thread of that message, and an update (`method=UPDATE`) replaces it.
    """
    session.execute(
        insert_into(session, OutboxMessage)
        .values(
            workspace_id=workspace_of(session),
            key=key,
            after_key=after_key,
            method=method,
            channel=channel,
            payload=payload,
            status=MessageStatus.PENDING,
            attempts=0,
            due_at=due_at or now,
            best_before=best_before,
            last_error="",
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "key"])
    )
