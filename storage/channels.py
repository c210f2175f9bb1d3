"""Follows a channel to the new id that Slack gives it, in every table that names channels."""

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from storage.database import insert_into, workspace_of
from storage.models import Lane, OutboxMessage, Partnership


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
