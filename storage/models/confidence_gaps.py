"""Tables of goals that the two sides see very differently, and of who may hear of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, RowId, WorkspaceOwned


class ConfidenceGap(WorkspaceOwned, Base):
    """That in one cycle one side called a goal on track and the other off track."""

    __tablename__ = "confidence_gaps"
    __table_args__ = (UniqueConstraint("cycle_id", "goal_id"),)

    id: Mapped[RowId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"))
    found_at: Mapped[datetime]
    # Who of each side's leads wants the channel to hear of it; it does when both sides do.
    school_agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    partner_agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
