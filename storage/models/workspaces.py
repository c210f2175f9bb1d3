"""Tables of the installation: whom the bot serves, and how its clock goes."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, SlackId, WorkspaceOwned


class Workspace(Base):
    """One Slack workspace that installed the bot; its Slack team id is its key."""

    __tablename__ = "workspaces"

    id: Mapped[SlackId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    bot_user_id: Mapped[SlackId]
    added_at: Mapped[datetime]
    # Some workspaces refuse native charts; a day later the bot tries again.
    charts_refused_until: Mapped[datetime | None]
    # Since when Slack lets the bot do nothing here, and its word for why: so long the clock rests.
    shut_out_at: Mapped[datetime | None]
    shut_out_because: Mapped[str | None] = mapped_column(String(80))
    # The Enterprise organisation that this workspace is part of, as far as that is known.
    enterprise_id: Mapped[str | None] = mapped_column(String(32), index=True)
    # Since when nobody has the app here; from then on its records wait to be deleted.
    uninstalled_at: Mapped[datetime | None]
    # When records whose time was over were last deleted here.
    purged_at: Mapped[datetime | None]


class Tick(Base):
    """When a job of the clock last came through in any process, to the minute."""

    __tablename__ = "ticks"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime]


class Failure(WorkspaceOwned, Base):
    """That a job could not be done for a row, how often in a row, and when it is tried again."""

    __tablename__ = "failures"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    times: Mapped[int]
    error: Mapped[str] = mapped_column(String(80))
    failed_at: Mapped[datetime]
    try_after: Mapped[datetime]
