"""Tables of people and of the organizations they stand for."""

from datetime import datetime, time

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.people import PersonKey, mentioned
from bot.rules.vocabulary import (
    OrganizationKind,
)
from storage.base import Base, RowId, SlackId, WorkspaceOwned, words


class Organization(WorkspaceOwned, Base):
    """A school district, hospital, nonprofit, college, business … as the workspace names it."""

    __tablename__ = "organizations"
    # Two may have one name: who writes it has not thereby to do with whoever wrote it first.
    __table_args__ = (Index("ix_organizations_workspace_id_name", "workspace_id", "name"),)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganizationKind] = mapped_column(words(OrganizationKind))


class Person(WorkspaceOwned, Base):
    """A Slack user, (team, user), as this workspace last saw them."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "team_id", "user_id"),)

    id: Mapped[RowId]
    team_id: Mapped[SlackId]
    user_id: Mapped[SlackId]
    name: Mapped[str] = mapped_column(String(200), default="")
    time_zone: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str | None] = mapped_column(String(16))
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_deactivated: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]
    # Their own working hours on their own clock, when they chose others than the usual ones.
    hours_start: Mapped[time | None]
    hours_end: Mapped[time | None]
    # What they say themselves counts more than their Slack status, which counts again from then on.
    away_until: Mapped[datetime | None]
    status_counts_from: Mapped[datetime | None]
    # Whether they ever opened their Home: what happens elsewhere is shown there only then.
    has_home: Mapped[bool] = mapped_column(default=False)

    @property
    def mentioned(self) -> str:
        """What a message names them by: their Slack id, or their name where they have none."""
        return mentioned(self.user_id, self.name)

    @property
    def key(self) -> PersonKey:
        """Who this is, as payloads name people."""
        return PersonKey(self.team_id, self.user_id)
