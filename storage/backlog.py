"""What an operator asks of the outbox: how much waits, what is stuck, how many, and since when."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.rules.vocabulary import MessageStatus
from storage.models import OutboxMessage, Workspace

# Pacing and retries take minutes; what waits longer waits for a clock that does not run.
_LATE = timedelta(minutes=30)
# Older ones were looked at, or nobody missed them.
_RECENT = timedelta(days=14)

# Spelled out as the index is: only then does a database see that its index will do.
_IN_TROUBLE: ColumnElement[bool] = literal_column(
    "outbox_messages.status IN ('rejected', 'uncertain')"
)


class Stuck(NamedTuple):
    """Messages of one kind of trouble; `example` is an error that was met, or nothing."""

    how_many: int
    oldest: datetime | None
    example: str | None


class Standing(NamedTuple):
    """How the outbox of all workspaces stands at one moment."""

    due: int
    late: int
    uncertain: int
    # In the last two weeks.
    rejected: int
    oldest_due: datetime | None


def standing(session: Session, now: datetime) -> Standing:
    """Count what waits and what is in trouble, by indexes alone."""
    due, oldest = _due(session, now)
    return Standing(
        due=due,
        late=late(session, now).how_many,
        uncertain=uncertain(session).how_many,
        rejected=rejected(session, now).how_many,
        oldest_due=oldest,
    )


def late(session: Session, now: datetime) -> Stuck:
    """Messages that should have been sent by now."""
    how_many, oldest = _due(session, now - _LATE)
    return Stuck(how_many, oldest, None)


def uncertain(session: Session) -> Stuck:
    """Messages of which it is not known whether Slack took them."""
    return _stuck(session, _has(MessageStatus.UNCERTAIN), OutboxMessage.created_at)


def rejected(session: Session, now: datetime) -> Stuck:
    """Messages that Slack refused for good, in the last two weeks."""
    recent = _has(MessageStatus.REJECTED) & (OutboxMessage.finished_at > now - _RECENT)
    return _stuck(session, recent, OutboxMessage.created_at)


def _due(session: Session, by: datetime) -> tuple[int, datetime | None]:
    """Count the messages due by then and find the oldest: two looks into the index a workspace."""
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.workspace_id == Workspace.id,
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.due_at <= by,
    )
    each = (
        select(
            waiting.with_only_columns(func.count()).scalar_subquery().label("how_many"),
            waiting.with_only_columns(func.min(OutboxMessage.due_at))
            .scalar_subquery()
            .label("oldest"),
        )
        .select_from(Workspace)
        .subquery()
    )
    row = session.execute(select(func.sum(each.c.how_many), func.min(each.c.oldest))).one()
    return int(row[0] or 0), row[1]


def _has(status: MessageStatus) -> ColumnElement[bool]:
    return _IN_TROUBLE & (OutboxMessage.status == status)


def _stuck(
    session: Session, where: ColumnElement[bool], since: InstrumentedAttribute[datetime]
) -> Stuck:
    row = session.execute(
        select(func.count(), func.min(since), func.max(OutboxMessage.last_error)).where(where)
    ).one()
    return Stuck(*row)
