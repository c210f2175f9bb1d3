"""Tables of what partnerships decided to change, and of whether it helped."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import AdjustmentKind, Helped, Side
from storage.base import Base, RowId, WorkspaceOwned, words


class Adjustment(WorkspaceOwned, Base):
    """What a partnership decided to change, why, and on what evidence; never changed itself."""

    __tablename__ = "adjustments"
    __table_args__ = (
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_adjustments_partnership_id_at", "partnership_id", "at"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    kind: Mapped[AdjustmentKind] = mapped_column(words(AdjustmentKind))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    form_token: Mapped[str | None] = mapped_column(String(40))


class AdjustmentReview(WorkspaceOwned, Base):
    """What one check-in says of whether one adjustment helped."""

    __tablename__ = "adjustment_reviews"
    __table_args__ = (
        UniqueConstraint("check_in_id", "adjustment_id"),
        Index("ix_adjustment_reviews_adjustment_id", "adjustment_id"),
    )

    id: Mapped[RowId]
    adjustment_id: Mapped[int] = mapped_column(ForeignKey("adjustments.id"))
    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_ins.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    at: Mapped[datetime]
    helped: Mapped[Helped | None] = mapped_column(words(Helped))
    note: Mapped[str] = mapped_column(Text, default="")
