"""Tables of who was asked to lead a side in another's place."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import HandoverState, Role, Side
from storage.base import Base, RowId, WorkspaceOwned, words


class Handover(WorkspaceOwned, Base):
    """That a lead hands a side over to somebody, who takes it or not; at most one at a time."""

    __tablename__ = "handovers"
    __table_args__ = (
        Index(
            "uq_handovers_asked",
            "partnership_id",
            "leaver_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_handovers_successor_id", "successor_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    leaver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    successor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    # What the one who leaves wants the other to know.
    note: Mapped[str] = mapped_column(Text, default="")
    # What they are in the partnership afterwards; nothing when they leave it.
    stays_as: Mapped[Role | None] = mapped_column(words(Role))
    state: Mapped[HandoverState] = mapped_column(words(HandoverState))
    begun_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
