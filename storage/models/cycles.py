"""Tables of check-in periods, and of who is asked in them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    CycleState,
    ExpectationState,
    Side,
)
from storage.base import Base, RowId, WorkspaceOwned, words


class Cycle(WorkspaceOwned, Base):
    """One check-in period of one partnership; its instants are when the clock acts."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number"),
        Index(
            "ix_cycles_opening",
            "opens_at",
            sqlite_where=text("state = 'upcoming'"),
            postgresql_where=text("state = 'upcoming'"),
        ),
        Index(
            "ix_cycles_closing",
            "closes_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_cycles_digest",
            "digest_at",
            sqlite_where=text("digested_at IS NULL"),
            postgresql_where=text("digested_at IS NULL"),
        ),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    number: Mapped[int]
    state: Mapped[CycleState] = mapped_column(words(CycleState))
    opens_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    digest_at: Mapped[datetime]
    first_reminder_at: Mapped[datetime | None]
    second_reminder_at: Mapped[datetime | None]
    last_reminder_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]
    # The day it was meant to open, when a break, a holiday or a weekend moved it.
    wanted_on: Mapped[date | None]
    # What the school calls the term it belongs to, when check-ins follow the school's own terms.
    term: Mapped[str] = mapped_column(String(80), default="")


class Expectation(WorkspaceOwned, Base):
    """That one person is asked to check in for one cycle, and what became of it."""

    __tablename__ = "expectations"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        Index("ix_expectations_person_id", "person_id"),
        Index(
            "ix_expectations_reminders",
            "next_reminder_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[RowId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    state: Mapped[ExpectationState] = mapped_column(words(ExpectationState))
    reminders_sent: Mapped[int] = mapped_column(default=0)
    next_reminder_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class ReminderDay(WorkspaceOwned, Base):
    """That a person was reminded on one day of their own: the day can be taken only once."""

    __tablename__ = "reminder_days"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
