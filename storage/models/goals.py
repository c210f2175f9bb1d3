"""Tables of goals and of everything that was said or changed of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    Confidence,
    Direction,
    GoalStatus,
    RevisionKind,
    Side,
)
from storage.base import Base, RowId, WorkspaceOwned, words


class Goal(WorkspaceOwned, Base):
    """What the partnership agreed to reach, with its latest value; a draft may have gaps."""

    __tablename__ = "goals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_goals_partnership_id", "partnership_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    status: Mapped[GoalStatus] = mapped_column(words(GoalStatus))
    statement: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    indicator: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(words(Direction))
    baseline: Mapped[float | None]
    target: Mapped[float | None]
    # How far from the target still counts as maintained; only for that direction.
    band: Mapped[float | None]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    school_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    partner_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # The newest update's, so that lists need no search through the updates.
    current_value: Mapped[float | None]
    confidence: Mapped[Confidence | None] = mapped_column(words(Confidence))
    updated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # The form it came from: submitted twice, it is still one goal.
    form_token: Mapped[str | None] = mapped_column(String(40))


class GoalUpdate(WorkspaceOwned, Base):
    """What one person said of one goal at one time, in a check-in or outside one."""

    __tablename__ = "goal_updates"
    __table_args__ = (
        UniqueConstraint("check_in_id", "goal_id"),
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_goal_updates_goal_id_at", "goal_id", "at"),
    )

    id: Mapped[RowId]
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"))
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    at: Mapped[datetime]
    value: Mapped[float | None]
    confidence: Mapped[Confidence | None] = mapped_column(words(Confidence))
    note: Mapped[str] = mapped_column(Text, default="")
    # The form it came from when there was no check-in.
    form_token: Mapped[str | None] = mapped_column(String(40))


class GoalRevision(WorkspaceOwned, Base):
    """One change of a goal's wording, target, dates or status: before, after, who and why."""

    __tablename__ = "goal_revisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_goal_revisions_goal_id_at", "goal_id", "at"),
    )

    id: Mapped[RowId]
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[RevisionKind] = mapped_column(words(RevisionKind))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form_token: Mapped[str | None] = mapped_column(String(40))
