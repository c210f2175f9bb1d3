"""Tables of what people say to the leads of a partnership, and of what is said back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import Party
from storage.base import Base, RowId, WorkspaceOwned, words


class Feedback(WorkspaceOwned, Base):
    """One conversation between somebody and the leads; of who is anonymous it holds no instant."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("workspace_id", "once"),
        CheckConstraint("(person_id IS NULL) = (sealed_author IS NOT NULL)", name="author"),
        Index("ix_feedback_partnership_id", "partnership_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    # Who said it: in clear with their name, else encrypted with a key that no database has.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sealed_author: Mapped[str | None] = mapped_column(Text)
    given_on: Mapped[date]
    # The Slack message that it is about.
    link: Mapped[str] = mapped_column(String(300), default="")
    closed_by: Mapped[Party | None] = mapped_column(words(Party))
    # Of the form that brought it, by which the same form counts once.
    once: Mapped[str] = mapped_column(String(64))

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None


class FeedbackNote(WorkspaceOwned, Base):
    """What one end of a conversation said, or that it closed the conversation."""

    __tablename__ = "feedback_notes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "once"),
        Index("ix_feedback_notes_feedback_id", "feedback_id"),
        Index(
            "ix_feedback_notes_untold",
            "tell_at",
            sqlite_where=text("tell_at IS NOT NULL"),
            postgresql_where=text("tell_at IS NOT NULL"),
        ),
    )

    id: Mapped[RowId]
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    by: Mapped[Party] = mapped_column(words(Party))
    # The lead, or the author with their name; of an anonymous author nobody.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    said: Mapped[str] = mapped_column(Text, default="")
    closes: Mapped[bool] = mapped_column(default=False)
    # From when the other end may read it, which says nothing of when it was written.
    shown_from: Mapped[datetime]
    # When the other end is to hear of it; nothing once they did.
    tell_at: Mapped[datetime | None]
    once: Mapped[str] = mapped_column(String(64))
