"""The one look beyond a workspace: whether another one looks after a channel that both share."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import PartnershipStatus, PauseReason
from storage.base import Base
from storage.database import workspace_of
from storage.models import Partnership, Workspace

# The tables and not their classes, which show a session the rows of its own workspace alone.
_PARTNERSHIPS = Base.metadata.tables[Partnership.__tablename__]
_WORKSPACES = Base.metadata.tables[Workspace.__tablename__]


# The bot gave way, or is not there.
LETS_GO = frozenset(
    {
        PauseReason.ELSEWHERE,
        PauseReason.REMOVED,
        PauseReason.UNREACHABLE,
        PauseReason.UNSHARED,
    }
)
"""Why a partnership rests that does not look after its channel."""


_GAVE_WAY = frozenset({PauseReason.ELSEWHERE})


def _looks_after(
    theirs: FromClause, unless: Collection[PauseReason] = LETS_GO
) -> tuple[ColumnElement[bool], ...]:
    """Say that a partnership of another workspace is looked after, were it paused.

    Not by whoever took the bot out, though what it knew is still kept, nor by whoever lost the
    channel or gave way.
    """
    because = theirs.c.paused_because
    return (
        theirs.c.status != PartnershipStatus.CLOSED,
        or_(because.is_(None), because.not_in(unless)),
        _WORKSPACES.c.uninstalled_at.is_(None),
    )


def _other(unless: Collection[PauseReason]) -> Select[str, str]:
    return (
        select(_WORKSPACES.c.id, _WORKSPACES.c.name)
        .join(_PARTNERSHIPS, _PARTNERSHIPS.c.workspace_id == _WORKSPACES.c.id)
        .where(
            _PARTNERSHIPS.c.channel_id == bindparam("channel"),
            _PARTNERSHIPS.c.workspace_id != bindparam("own"),
            *_looks_after(_PARTNERSHIPS, unless),
        )
        .limit(1)
    )


_KEEPER = _other(LETS_GO)
_CONCERNED = _other(_GAVE_WAY)


@dataclass(frozen=True)
class Keeper:
    """The workspace whose bot looks after a channel; nothing else of it is told."""

    workspace_id: str
    name: str


def keeper_of(session: Session, channel_id: str) -> Keeper | None:
    """Return the other workspace whose partnership lives in a channel, if there is one.

    Only people of both are in a channel that they share; and two bots in one channel would say
    everything twice.
    """
    asked = {"own": workspace_of(session), "channel": channel_id}
    row = session.execute(_KEEPER, asked).first()
    return None if row is None else Keeper(row[0], row[1])


def concerned_by(session: Session, channel_id: str) -> str | None:
    """Return the other workspace that what happens to a channel is for, if not this one.

    Who has lost a channel in which nobody else began is waiting for news of it.
    """
    asked = {"own": workspace_of(session), "channel": channel_id}
    own = select(Partnership.id).where(
        Partnership.channel_id == channel_id, Partnership.status != PartnershipStatus.CLOSED
    )
    keeper = session.execute(_KEEPER, asked).first()
    if keeper is None and session.scalar(own.limit(1)) is None:
        keeper = session.execute(_CONCERNED, asked).first()
    return None if keeper is None else str(keeper[0])


def reserve(session: Session, channel_id: str) -> None:
    """Let no other bot begin in a channel before this transaction ends.

    On SQLite only one transaction writes at a time, and needs nothing more.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = func.hashtextextended(channel_id, 0)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def reserve_own(session: Session) -> None:
    """Let no other bot begin where an own partnership is active before this transaction ends."""
    active = Partnership.status == PartnershipStatus.ACTIVE
    own = select(Partnership.channel_id).where(active).order_by(Partnership.channel_id)
    for channel_id in session.scalars(own).all():
        reserve(session, channel_id)


def taken_over(session: Session) -> Sequence[str]:
    """Return the channels of this workspace's own partnerships that another one looks after now."""
    own = workspace_of(session)
    ours, theirs = _PARTNERSHIPS.alias(), _PARTNERSHIPS.alias()
    return session.scalars(
        select(ours.c.channel_id)
        .join(theirs, theirs.c.channel_id == ours.c.channel_id)
        .join(_WORKSPACES, _WORKSPACES.c.id == theirs.c.workspace_id)
        .where(
            ours.c.workspace_id == own,
            ours.c.status == PartnershipStatus.ACTIVE,
            theirs.c.workspace_id != own,
            *_looks_after(theirs),
        )
        .order_by(ours.c.channel_id)
    ).all()
