"""Tables of what the bot will say, said, or could not say, unprompted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    MessageStatus,
    OutboxEventKind,
)
from storage.base import Base, RowId, SlackId, WorkspaceOwned, words


class OutboxMessage(WorkspaceOwned, Base):
    """What the bot will say, said, or could not say, unprompted."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(
            "ix_outbox_messages_due",
            "workspace_id",
            "due_at",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "ix_outbox_messages_after_key",
            "workspace_id",
            "after_key",
            sqlite_where=text("after_key IS NOT NULL"),
            postgresql_where=text("after_key IS NOT NULL"),
        ),
        Index(
            "ix_outbox_messages_trouble",
            "status",
            "finished_at",
            sqlite_where=text("status IN ('rejected', 'uncertain')"),
            postgresql_where=text("status IN ('rejected', 'uncertain')"),
        ),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(120))
    # The key of the message that this one answers in its thread, or changes in place.
    after_key: Mapped[str | None] = mapped_column(String(120))
    method: Mapped[str] = mapped_column(String(40))
    channel: Mapped[SlackId]
    # Who it goes to where nobody may read that here: a person's row, encrypted.
    sealed_to: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[dict[str, Any]]
    status: Mapped[MessageStatus] = mapped_column(words(MessageStatus))
    attempts: Mapped[int] = mapped_column(default=0)
    # When to try next; while sending, when the claim lapses.
    due_at: Mapped[datetime]
    best_before: Mapped[datetime]
    last_error: Mapped[str] = mapped_column(String(200), default="")
    slack_channel: Mapped[str | None] = mapped_column(String(32))
    slack_ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    # When it last was not known whether Slack had taken it, whatever became of it since.
    uncertain_at: Mapped[datetime | None]


class OutboxEvent(WorkspaceOwned, Base):
    """That an operator stepped in on a message, who and why: added, never changed."""

    __tablename__ = "outbox_events"
    __table_args__ = (Index("ix_outbox_events_key", "workspace_id", "key"),)

    id: Mapped[RowId]
    # Not the message's row: this stays when that is cleared away.
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[OutboxEventKind] = mapped_column(words(OutboxEventKind))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    because: Mapped[str] = mapped_column(Text)
    # Of the message, before.
    status: Mapped[MessageStatus] = mapped_column(words(MessageStatus))
    error: Mapped[str] = mapped_column(String(200), default="")


class Lane(WorkspaceOwned, Base):
    """When a channel, the workspace (`*`) or a method (its name) may be written to again."""

    __tablename__ = "lanes"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    channel: Mapped[SlackId] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
