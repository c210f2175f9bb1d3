"""Tables of people who came to a partnership's channel and are not in the partnership yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import JoinState
from storage.base import Base, RowId, WorkspaceOwned, words


class JoinRequest(WorkspaceOwned, Base):
    """That a person pressed a button in a partnership's channel and its leads were asked."""

    __tablename__ = "join_requests"
    __table_args__ = (UniqueConstraint("partnership_id", "person_id"),)

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[JoinState] = mapped_column(words(JoinState))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
