"""Tables of partnerships and of who belongs to them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    Cadence,
    PartnershipStatus,
    Role,
    Side,
)
from storage.base import Base, RowId, SlackId, WorkspaceOwned, words


class Partnership(WorkspaceOwned, Base):
    """The record of one collaboration, bound to one channel."""

    __tablename__ = "partnerships"
    __table_args__ = (
        Index(
            "uq_partnerships_open_channel",
            "workspace_id",
            "channel_id",
            unique=True,
            sqlite_where=text("status != 'closed'"),
            postgresql_where=text("status != 'closed'"),
        ),
        Index("ix_partnerships_channel_id", "channel_id"),
    )

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(150))
    channel_id: Mapped[SlackId]
    time_zone: Mapped[str] = mapped_column(String(64))
    cadence: Mapped[Cadence] = mapped_column(words(Cadence))
    year_starts_in: Mapped[int]
    first_day: Mapped[date]
    status: Mapped[PartnershipStatus] = mapped_column(words(PartnershipStatus))
    # Why the clock rests while paused: a lead asked, or the channel cannot be written to.
    paused_because: Mapped[str | None] = mapped_column(String(40))
    set_up_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Slack workspaces, with blanks between, that may read along though nobody of them is in it.
    channel_teams: Mapped[str] = mapped_column(Text, default="")
    channel_looked_at: Mapped[datetime | None]
    # When its leads were last asked about what nobody looks after.
    unowned_asked_at: Mapped[datetime | None]


class Membership(WorkspaceOwned, Base):
    """A person in a partnership, for an organization, on a side, with a role, from–to."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_current",
            "partnership_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_memberships_partnership_id", "partnership_id"),
        Index("ix_memberships_person_id", "person_id"),
        Index("ix_memberships_organization_id", "organization_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    role: Mapped[Role] = mapped_column(words(Role))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
