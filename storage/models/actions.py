"""Tables of what somebody has promised to do, and of everything that became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    ActionChange,
    ActionStatus,
    ActionStep,
    Side,
)
from storage.base import Base, RowId, WorkspaceOwned, words


class Action(WorkspaceOwned, Base):
    """Who does what by when, for which goal or theme, and what it was made from."""

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("check_in_id"),
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_actions_partnership_id", "partnership_id"),
        Index("ix_actions_owner_id", "owner_id"),
        Index(
            "ix_actions_reminders",
            "next_reminder_at",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "ix_actions_reviews",
            "review_at",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    # The one action of a check-in's own form; every other one has a form of its own.
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    form_token: Mapped[str | None] = mapped_column(String(40))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id"))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    # The owner's, as it was when it became theirs.
    side: Mapped[Side] = mapped_column(words(Side))
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = mapped_column(words(ActionStatus))
    # The address of the message that it was made from.
    link: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    # The reminder that comes next, and when; none once both have been.
    next_step: Mapped[ActionStep | None] = mapped_column(words(ActionStep))
    next_reminder_at: Mapped[datetime | None]
    # The cycle at whose end its owner has to decide over it, when to ask, and when they decided.
    review_cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycles.id"))
    review_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]


class ActionEvent(WorkspaceOwned, Base):
    """One change of an action: who, when, what and why; added, never changed."""

    __tablename__ = "action_events"
    __table_args__ = (
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_action_events_action_id", "action_id", "id"),
    )

    id: Mapped[RowId]
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id"))
    kind: Mapped[ActionChange] = mapped_column(words(ActionChange))
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    # What was different: words, the owner's row, the day as ISO text, the goal.
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form_token: Mapped[str | None] = mapped_column(String(40))
