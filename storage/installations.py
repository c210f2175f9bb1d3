"""Queries about installations: whose token serves a workspace, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.database import insert_into
from storage.encryption import Keys, Unreadable
from storage.models import Installation, InstallAttempt, Workspace


@dataclass(frozen=True)
class Serving:
    """The installation that serves a workspace, and whether the workspace is known to be in it."""

    id: str
    token: str  # encrypted
    token_at: datetime
    is_known: bool


@dataclass(frozen=True)
class Live:
    """An installation with its token, which is encrypted."""

    id: str
    name: str
    token: str
    scopes: frozenset[str]
    installed_by: str


@dataclass(frozen=True)
class Granted:
    """What Slack gave when somebody installed the app; the token is encrypted."""

    id: str
    enterprise_id: str | None
    name: str
    bot_user_id: str
    token: str
    scopes: frozenset[str]
    installed_by: str

    @property
    def is_org_wide(self) -> bool:
        """Whether all of an organisation let the bot in at once."""
        return self.id == self.enterprise_id


def serving(
    look: Connection | Session, workspace_id: str, enterprise_id: str | None = None
) -> Serving | None:
    """Return the installation whose token works in a workspace: its own, or its organisation's.

    `enterprise_id` is an organisation that let the bot in, when a request says that the workspace
    is part of it. What is known of the workspace counts more: only Slack's own word that it was
    let into another organisation's installation changes that.
    """
    asked = {"workspace": workspace_id, "organisation": enterprise_id}
    row = look.execute(_serving(), asked).one_or_none()
    if row is None:
        return None
    return Serving(row[0], row[1] or "", row[2], is_known=row[0] in (workspace_id, row[3]))


@cache
def _serving() -> Select[str, str | None, datetime, str | None]:
    """Make the statement that every request begins with, once."""
    own: BindParameter[str] = bindparam("workspace")
    told: BindParameter[str | None] = bindparam("organisation")
    known = select(Workspace.enterprise_id).where(Workspace.id == own).scalar_subquery()
    return (
        select(Installation.id, Installation.token, Installation.token_at, known)
        .where(
            Installation.token.is_not(None),
            Installation.id.in_([own, func.coalesce(known, told)]),
        )
        .order_by(case((Installation.id == own, 0), else_=1))
        .limit(1)
    )


def save(session: Session, granted: Granted, *, now: datetime) -> datetime:
    """Keep an installation, and return since when it has been there without a break.

    While it is there, another installer changes its token and scopes: the last one is who can be
    asked about them.
    """
    told = {
        "enterprise_id": granted.enterprise_id,
        "name": granted.name[:200],
        "bot_user_id": granted.bot_user_id,
        "token": granted.token,
        "scopes": ",".join(sorted(granted.scopes)),
        "installed_by": granted.installed_by,
        "token_at": now,
    }
    was_gone = Installation.token.is_(None)
    return session.execute(
        insert_into(session, Installation)
        .values(id=granted.id, installed_at=now, **told)
        .on_conflict_do_update(
            index_elements=["id"],
            set_={
                **told,
                "installed_at": case((was_gone, now), else_=Installation.installed_at),
            },
        )
        .returning(Installation.installed_at)
    ).scalar_one()


def revoke(session: Session, installation_id: str, *, told_at: datetime) -> None:
    """Delete the token of an installation, unless Slack spoke of an older one than it has now."""
    session.execute(
        update(Installation)
        .where(Installation.id == installation_id, Installation.token_at <= told_at)
        .values(token=None)
        .execution_options(synchronize_session=False)
    )


def ended_by(session: Session, ids: Sequence[str], *, org_wide: bool) -> str | None:
    """Return which of these Slack tells about: a workspace's own, unless all of its organisation's.

    Nothing when neither is known.
    """
    of_organisation = Installation.id.startswith("E")
    return session.scalars(
        select(Installation.id)
        .where(Installation.id.in_(ids))
        .order_by(case((of_organisation, 0 if org_wide else 2), else_=1))
    ).first()


def find(session: Session, installation_id: str) -> Installation | None:
    """Return an installation, also one whose token is gone."""
    return session.get(Installation, installation_id)


def live(session: Session) -> Sequence[Live]:
    """Return every installation that has a token."""
    return [
        Live(one.id, one.name, one.token or "", frozenset(one.scopes.split(",")), one.installed_by)
        for one in session.scalars(_live())
    ]


def _live() -> Select[Installation]:
    return select(Installation).where(Installation.token.is_not(None)).order_by(Installation.id)


def renew(session: Session, keys: Keys) -> tuple[list[str], list[str]]:
    """Encrypt every token with the newest key; return of which ids, and whose cannot be read."""
    renewed, unreadable = [], []
    for installation in session.scalars(_live()):
        try:
            installation.token = keys.renew(installation.token or "")
            renewed.append(installation.id)
        except Unreadable:
            unreadable.append(installation.name or installation.id)
    return renewed, unreadable


def spend(session: Session, word: str, *, now: datetime, lasts: timedelta) -> bool:
    """Say whether a browser comes back with this word for the first time.

    It is remembered for as long as the word counts, and what lapsed is forgotten.
    """
    session.execute(delete(InstallAttempt).where(InstallAttempt.expires_at <= now))
    kept = session.execute(
        insert_into(session, InstallAttempt)
        .values(state_hash=sha256(word.encode()).hexdigest(), expires_at=now + lasts)
        .on_conflict_do_nothing(index_elements=["state_hash"])
        .returning(InstallAttempt.state_hash)
    )
    return kept.first() is not None
