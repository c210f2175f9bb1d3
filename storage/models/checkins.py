"""Tables of what people said in a period, and of what they have typed so far."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    Side,
)
from storage.base import Base, RowId, WorkspaceOwned, words


class CheckIn(WorkspaceOwned, Base):
    """What one person said in one cycle, for their side; per-goal answers are goal updates."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        Index("ix_check_ins_person_id", "person_id"),
    )

    id: Mapped[RowId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    wins: Mapped[str] = mapped_column(Text, default="")
    challenges: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[str] = mapped_column(Text, default="")
    no_change: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool] = mapped_column(default=False)
    # Said on the web page behind a link, by somebody without Slack.
    via_link: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class Draft(WorkspaceOwned, Base):
    """What somebody typed into a form that is not submitted yet."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "form"),)

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[str] = mapped_column(String(60))
    typed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
