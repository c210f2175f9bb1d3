"""Queries about the workspaces that installed the bot."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_into, workspace_of
from storage.models import Workspace


def remember(
    session: Session, workspace_id: str, *, name: str, bot_user_id: str, now: datetime
) -> None:
    """Keep a workspace with its name and bot as Slack tells them now, letting the bot in."""
    told = {
        "name": name[:200],
        "bot_user_id": bot_user_id,
        "shut_out_at": None,
        "shut_out_because": None,
    }
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


def shut_out(session: Session, *, because: str, now: datetime) -> bool:
    """Remember that Slack lets the bot do nothing in the session's workspace; say if that is new.

    `because` is Slack's word for it, such as `token_revoked`.
    """
    told = session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_of(session), Workspace.shut_out_at.is_(None))
        .values(shut_out_at=now, shut_out_because=because)
        .returning(Workspace.id)
        .execution_options(synchronize_session=False)
    )
    return told.first() is not None


def let_in(session: Session) -> None:
    """Remember that the bot may do its work in the session's workspace again."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_of(session))
        .values(shut_out_at=None, shut_out_because=None)
        .execution_options(synchronize_session=False)
    )


def those_shut_out(session: Session) -> Sequence[Workspace]:
    """Return the workspaces that let the bot do nothing, the longest shut out first."""
    return session.scalars(
        select(Workspace)
        .where(Workspace.shut_out_at.is_not(None))
        .order_by(Workspace.shut_out_at, Workspace.id)
    ).all()
