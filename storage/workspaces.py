"""Queries about the workspaces that installed the bot."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.database import insert_into, workspace_of
from storage.models import Workspace


def remember(
    session: Session, workspace_id: str, *, name: str, bot_user_id: str, now: datetime
) -> None:
    """Keep a workspace with its name and bot as Slack tells them now."""
    told = {"name": name[:200], "bot_user_id": bot_user_id}
    session.execute(
        insert_into(session, Workspace)
        .values(id=workspace_id, added_at=now, **told)
        .on_conflict_do_update(index_elements=["id"], set_=told)
    )


def bot_user_id(session: Session) -> str | None:
    """Return the bot's own user id in the session's workspace."""
    workspace = session.get(Workspace, workspace_of(session))
    return None if workspace is None else workspace.bot_user_id


def refuse_charts(session: Session, until: datetime) -> None:
    """Remember that the session's workspace takes no charts for a while."""
    workspace = session.get_one(Workspace, workspace_of(session))
    workspace.charts_refused_until = until
