"""Tables of what was heard from people, what is answered to it, and what fed it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import ThemeState
from storage.base import Base, RowId, WorkspaceOwned, words


class Theme(WorkspaceOwned, Base):
    """Something that people said, in a lead's words, with its state and answer as they are now."""

    __tablename__ = "themes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "once"),
        Index("ix_themes_partnership_id", "partnership_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[ThemeState] = mapped_column(words(ThemeState))
    answer: Mapped[str] = mapped_column(Text, default="")
    heard_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    once: Mapped[str] = mapped_column(String(64))


class ThemeChange(WorkspaceOwned, Base):
    """A theme as somebody left it: added, never changed."""

    __tablename__ = "theme_changes"
    __table_args__ = (Index("ix_theme_changes_theme_id", "theme_id"),)

    id: Mapped[RowId]
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[ThemeState] = mapped_column(words(ThemeState))
    answer: Mapped[str] = mapped_column(Text, default="")


class ThemeSource(WorkspaceOwned, Base):
    """One thing that fed a theme, and when whoever said it is to hear of the answer."""

    __tablename__ = "theme_sources"
    __table_args__ = (
        UniqueConstraint("theme_id", "feedback_id"),
        UniqueConstraint("theme_id", "check_in_id"),
        # Whether a piece feeds any theme is asked of the piece.
        Index("ix_theme_sources_feedback_id", "feedback_id"),
        Index("ix_theme_sources_check_in_id", "check_in_id"),
        CheckConstraint("(feedback_id IS NULL) = (check_in_id IS NOT NULL)", name="origin"),
        Index(
            "ix_theme_sources_telling",
            "tell_at",
            sqlite_where=text("tell_at IS NOT NULL"),
            postgresql_where=text("tell_at IS NOT NULL"),
        ),
    )

    id: Mapped[RowId]
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    tell_at: Mapped[datetime | None]


class SealedDay(WorkspaceOwned, Base):
    """That somebody anonymous was told of an answer on a day; a token says neither who nor when.

    Without the key that no database has, two tokens of one person cannot be told from two of two.
    """

    __tablename__ = "sealed_days"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
