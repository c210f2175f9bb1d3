"""Tables of what is said of a goal that is off its way: why, and how to turn it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import Side
from storage.base import Base, RowId, WorkspaceOwned, words


class TurningNote(WorkspaceOwned, Base):
    """What one check-in says of how to turn one goal's curve."""

    __tablename__ = "turning_notes"
    __table_args__ = (
        UniqueConstraint("check_in_id", "goal_id"),
        Index("ix_turning_notes_goal_id_at", "goal_id", "at"),
    )

    id: Mapped[RowId]
    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_ins.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    at: Mapped[datetime]
    story: Mapped[str] = mapped_column(Text, default="")
    helpers: Mapped[str] = mapped_column(Text, default="")
    what_works: Mapped[str] = mapped_column(Text, default="")
    # The next step, once there is one.
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id"))
