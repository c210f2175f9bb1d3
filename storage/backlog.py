"""What an operator asks of the outbox: which messages are stuck, how many, and since when."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.rules.vocabulary import MessageStatus
from storage.models import OutboxMessage

# Pacing and retries take minutes; what waits longer waits for a clock that does not run.
_LATE = timedelta(minutes=30)
# Older ones were looked at, or nobody missed them.
_RECENT = timedelta(days=14)


class Stuck(NamedTuple):
    """Messages of one kind of trouble; `example` is an error that was met, or nothing."""

    how_many: int
    oldest: datetime | None
    example: str | None


def late(session: Session, now: datetime) -> Stuck:
    """Messages that should have been sent by now."""
    waiting = OutboxMessage.finished_at.is_(None) & (OutboxMessage.due_at < now - _LATE)
    return _stuck(session, waiting, OutboxMessage.due_at)


def uncertain(session: Session) -> Stuck:
    """Messages of which it is not known whether Slack took them."""
    return _stuck(session, _has(MessageStatus.UNCERTAIN), OutboxMessage.created_at)


def rejected(session: Session, now: datetime) -> Stuck:
    """Messages that Slack refused for good, in the last two weeks."""
    recent = _has(MessageStatus.REJECTED) & (OutboxMessage.finished_at > now - _RECENT)
    return _stuck(session, recent, OutboxMessage.created_at)


def _has(status: MessageStatus) -> ColumnElement[bool]:
    return OutboxMessage.status == status


def _stuck(
    session: Session, where: ColumnElement[bool], since: InstrumentedAttribute[datetime]
) -> Stuck:
    row = session.execute(
        select(func.count(), func.min(since), func.max(OutboxMessage.last_error)).where(where)
    ).one()
    return Stuck(*row)
