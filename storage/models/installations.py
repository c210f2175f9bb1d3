"""Tables of letting the bot in: who installed it where, its token, and who is just about to."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, SlackId


class Installation(Base):
    """The app as it was let in: to a workspace, or to all of an Enterprise organisation at once.

    It belongs to no workspace, since one of an organisation serves many.
    """

    __tablename__ = "installations"

    # Slack's id of what let the bot in: of a workspace (T…), or of an organisation (E…).
    id: Mapped[SlackId] = mapped_column(primary_key=True)
    # The organisation that a workspace is part of; the same as `id` when all of it let the bot in.
    enterprise_id: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200), default="")
    bot_user_id: Mapped[SlackId]
    # Encrypted; nothing once it was revoked.
    token: Mapped[str | None] = mapped_column(Text)
    # What the token may do, separated by commas, in the order of the alphabet.
    scopes: Mapped[str] = mapped_column(Text, default="")
    # Who let it in last, and can be asked about the token and its scopes.
    installed_by: Mapped[SlackId]
    installed_at: Mapped[datetime]
    # When Slack last gave us a token; what it says about an older one is not about this one.
    token_at: Mapped[datetime]


class InstallAttempt(Base):
    """That a browser came back from Slack, which it does once with the word it was given."""

    __tablename__ = "install_attempts"

    # Only the browser has the word itself.
    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
