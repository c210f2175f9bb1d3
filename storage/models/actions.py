"""Tables of what somebody has promised to do."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    ActionStatus,
)
from storage.base import Base, RowId, WorkspaceOwned, words


class Action(WorkspaceOwned, Base):
    """Who does what by when, from which check-in's challenge."""

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("check_in_id"),
        Index("ix_actions_partnership_id", "partnership_id"),
        Index("ix_actions_owner_id", "owner_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    what: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = mapped_column(words(ActionStatus))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
