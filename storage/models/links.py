"""The table of links by which people without Slack check in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, RowId, WorkspaceOwned


class AnswerLink(WorkspaceOwned, Base):
    """That one person may check in for one cycle by a link; what the link is, is kept nowhere."""

    __tablename__ = "answer_links"
    __table_args__ = (
        Index("uq_answer_links_token_hash", "token_hash", unique=True),
        # A new link takes the place of the one before.
        Index(
            "uq_answer_links_live",
            "cycle_id",
            "person_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_answer_links_person_id", "person_id"),
    )

    id: Mapped[RowId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
