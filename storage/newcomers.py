"""Messages that wait because their channel has readers to whom no lead has agreed yet."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, literal_column, update
from sqlalchemy.orm import Session

from bot.rules.delivery import SAID_TO_NEWCOMERS
from bot.rules.readers import UNTIL_A_LEAD_AGREES
from bot.rules.vocabulary import PartnershipStatus
from storage.models import OutboxMessage, Partnership

_WAITS = "waits until a lead agrees to who reads along"


def would_read() -> ColumnElement[bool]:
    """Whether people would read a message who were not there when its partnership agreed."""
    asks_a_lead = exists().where(
        Partnership.workspace_id == OutboxMessage.workspace_id,
        Partnership.channel_id == OutboxMessage.channel,
        # Spelled out as the index is: only then does a database see that its index will do.
        literal_column("partnerships.status != 'closed'"),
        Partnership.status == PartnershipStatus.PAUSED,
        Partnership.paused_because.in_(UNTIL_A_LEAD_AGREES),
    )
    return and_(
        asks_a_lead, *(OutboxMessage.key.not_like(pattern) for pattern in SAID_TO_NEWCOMERS)
    )


def put_off(session: Session, due: ColumnElement[bool]) -> None:
    """Let those of the due messages that newcomers would read wait, as long as they are good."""
    session.execute(
        update(OutboxMessage)
        .where(due, would_read())
        .values(due_at=OutboxMessage.best_before, last_error=_WAITS)
        .execution_options(synchronize_session=False)
    )


def let_read(session: Session, channel: str, now: datetime) -> None:
    """Let go out what waited in a channel, now that a lead has agreed."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.channel == channel,
            OutboxMessage.finished_at.is_(None),
            OutboxMessage.last_error == _WAITS,
        )
        .values(due_at=now, last_error="")
        .execution_options(synchronize_session=False)
    )
