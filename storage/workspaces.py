"""Queries about the workspaces that installed the bot."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from storage.database import insert_into, workspace_of
from storage.models import Installation, Workspace

_LET_IN = {"shut_out_at": None, "shut_out_because": None, "uninstalled_at": None}


def remember(
    session: Session,
    workspace_id: str,
    *,
    name: str,
    bot_user_id: str,
    now: datetime,
    enterprise_id: str | None = None,
) -> None:
    """Keep a workspace with its name and bot as Slack tells them now, letting the bot in.

    `enterprise_id` is the Enterprise organisation that it is part of.
    """
    told = {
        "name": name[:200],
        "bot_user_id": bot_user_id,
        "enterprise_id": enterprise_id,
        **_LET_IN,
    }
    session.execute(
        insert_into(session, Workspace)
        .values(id=workspace_id, added_at=now, **told)
        .on_conflict_do_update(index_elements=["id"], set_=told)
    )


def find(session: Session) -> Workspace | None:
    """Return the session's workspace, if the bot was ever in it."""
    return session.get(Workspace, workspace_of(session))


def bot_user_id(session: Session) -> str | None:
    """Return the bot's own user id in the session's workspace."""
    workspace = find(session)
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
        .values(**_LET_IN)
        .execution_options(synchronize_session=False)
    )


def uninstalled(session: Session, *, because: str, now: datetime) -> Sequence[str]:
    """Remember that nobody has the app in the session's workspace any more; return where that is.

    An organisation's scope means all workspaces that its installation serves. What is known
    already, such as since when, stays.
    """
    scope = workspace_of(session)
    lets_in_itself = exists().where(
        Installation.id == Workspace.id, Installation.token.is_not(None)
    )
    return session.scalars(
        update(Workspace)
        .where(or_(Workspace.id == scope, Workspace.enterprise_id == scope), ~lets_in_itself)
        .values(
            shut_out_at=func.coalesce(Workspace.shut_out_at, now),
            shut_out_because=func.coalesce(Workspace.shut_out_because, because),
            uninstalled_at=func.coalesce(Workspace.uninstalled_at, now),
        )
        .returning(Workspace.id)
        .execution_options(synchronize_session=False)
    ).all()


def shut_out_ids(look: Connection) -> Sequence[str]:
    """Return which workspaces let the bot do nothing, the longest shut out first."""
    return look.scalars(_shut_out_ids()).all()


@cache
def _shut_out_ids() -> Select[str]:
    return (
        select(Workspace.id)
        .where(Workspace.shut_out_at.is_not(None))
        .order_by(Workspace.shut_out_at, Workspace.id)
    )


def leave_organisation(session: Session) -> None:
    """Forget that the session's workspace is served by an organisation's installation."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_of(session))
        .values(enterprise_id=None)
        .execution_options(synchronize_session=False)
    )


def those_shut_out(session: Session) -> Sequence[Workspace]:
    """Return the workspaces that let the bot do nothing, the longest shut out first."""
    return session.scalars(
        select(Workspace)
        .where(Workspace.shut_out_at.is_not(None))
        .order_by(Workspace.shut_out_at, Workspace.id)
    ).all()
