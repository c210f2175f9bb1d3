"""Tables of a school's own calendar."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    CalendarKind,
)
from storage.base import Base, RowId, WorkspaceOwned, words


class PublicHolidays(WorkspaceOwned, Base):
    """Whose public holidays a school keeps: a country and state, or with no country none."""

    __tablename__ = "public_holidays"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    state: Mapped[str] = mapped_column(String(8), default="")


class CalendarEntry(WorkspaceOwned, Base):
    """A term, a break or a no-school day of a school; both ends belong to it.

    The school owns it and not the partnership: its partnerships share one calendar, so that a
    break is entered once and is the same for all of them.
    """

    __tablename__ = "calendar_entries"
    __table_args__ = (UniqueConstraint("organization_id", "kind", "first_day", "last_day"),)

    id: Mapped[RowId]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[CalendarKind] = mapped_column(words(CalendarKind))
    label: Mapped[str] = mapped_column(String(80))
    first_day: Mapped[date]
    last_day: Mapped[date]
