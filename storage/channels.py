"""What becomes of a channel, in every table that names it: it gets a new id, or it comes back."""

from datetime import datetime

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from bot.rules.vocabulary import MessageStatus
from storage.database import insert_into, workspace_of
from storage.deliveries import NOT_FOLLOWED
from storage.models import Lane, OutboxMessage, Partnership

_LOST = ("channel_not_found", "is_archived", "not_in_channel")


def say_again(session: Session, channel: str, now: datetime) -> None:
    """Queue again what was refused while the channel was lost, if it is still worth saying."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.channel == channel,
            OutboxMessage.status == MessageStatus.REJECTED,
            OutboxMessage.last_error.in_([*_LOST, *(NOT_FOLLOWED + code for code in _LOST)]),
            OutboxMessage.best_before > now,
        )
        .values(status=MessageStatus.PENDING, due_at=now, finished_at=None)
        .execution_options(synchronize_session=False)
    )


def renumber(session: Session, old: str, new: str) -> None:
    """Rewrite the channel of its partnership, of what is still to be said, and of its lane.

    What was said already is followed too: it may still be changed in place, or answered.
    """
    for column in (Partnership.channel_id, OutboxMessage.channel, OutboxMessage.slack_channel):
        session.execute(
            update(column.class_)
            .where(column == old)
            .values({column: new})
            .execution_options(synchronize_session=False)
        )
    copied = select(literal(workspace_of(session)), literal(new), Lane.free_at).where(
        Lane.workspace_id == workspace_of(session), Lane.channel == old
    )
    session.execute(
        insert_into(session, Lane)
        .from_select(["workspace_id", "channel", "free_at"], copied)
        .on_conflict_do_nothing()
    )
