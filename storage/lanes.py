"""Lanes: when a channel, a workspace or a method may be written to again, for all processes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.base import Base
from storage.database import insert_into, workspace_of
from storage.models import Lane, OutboxMessage, Workspace

WORKSPACE = "*"

_LONG_AGO = timedelta(days=1)

# The same statement for many rows goes past the ORM, which would make it anew for each.
_LANES = Base.metadata.tables["lanes"]
_LET_GO = (
    update(_LANES)
    .where(
        _LANES.c.workspace_id == bindparam("in_workspace"),
        _LANES.c.channel == bindparam("lane"),
        _LANES.c.free_at == bindparam("held_until"),
    )
    .values(free_at=bindparam("free_at"))
)


def take_turn(session: Session, now: datetime) -> bool:
    """Lock the workspace's own lane until the transaction ends, or say that somebody else has it.

    Who has it is the only one who claims messages of this workspace at the moment.
    """
    mine = select(Lane.channel).where(Lane.channel == WORKSPACE)
    if session.scalar(mine.with_for_update(skip_locked=True)) is not None:
        return True
    made = session.execute(
        insert_into(session, Lane)
        .values(workspace_id=workspace_of(session), channel=WORKSPACE, free_at=now - _LONG_AGO)
        .on_conflict_do_nothing()
        .returning(Lane.channel)
    )
    return made.first() is not None


def read(session: Session, names: Iterable[str]) -> dict[str, datetime]:
    """Return when each of the lanes is free, as far as they have been used."""
    rows = session.execute(select(Lane.channel, Lane.free_at).where(Lane.channel.in_(list(names))))
    return {name: free_at for name, free_at in rows}  # noqa: C416  # a row is no pair to mypy


def hold(session: Session, until: Mapping[str, datetime]) -> None:
    """Keep each lane until its instant, if it was not kept for longer."""
    if not until:
        return
    adding = insert_into(session, Lane)
    session.execute(
        adding.values(
            [
                {"workspace_id": workspace_of(session), "channel": name, "free_at": until[name]}
                for name in sorted(until)
            ]
        ).on_conflict_do_update(
            index_elements=["workspace_id", "channel"],
            set_={"free_at": adding.excluded.free_at},
            where=Lane.free_at < adding.excluded.free_at,
        )
    )


@dataclass(frozen=True)
class Release:
    """That a lane is freed earlier than it was held for."""

    name: str
    held_until: datetime
    free_at: datetime


def let_go(session: Session, releases: Sequence[Release]) -> None:
    """Free lanes, except those that somebody else holds by now."""
    session.execute(
        _LET_GO,
        [
            {
                "in_workspace": workspace_of(session),
                "lane": release.name,
                "held_until": release.held_until,
                "free_at": release.free_at,
            }
            for release in releases
        ],
    )


def open_workspace(session: Session, now: datetime) -> None:
    """Let the session's workspace be written to from now on."""
    session.execute(
        update(Lane)
        .where(Lane.channel == WORKSPACE, Lane.free_at > now)
        .values(free_at=now)
        .execution_options(synchronize_session=False)
    )


def message_must_wait(now: datetime) -> ColumnElement[bool]:
    """Return whether the lane of a message's channel or method is taken, as a condition."""
    # Two conditions and not one with IN: only these can PostgreSQL answer by hashing the lanes.
    return or_(_is_taken(OutboxMessage.channel, now), _is_taken(OutboxMessage.method, now))


def _is_taken(name: InstrumentedAttribute[str], now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Lane.workspace_id == OutboxMessage.workspace_id, Lane.channel == name, Lane.free_at > now
    )


def workspace_must_wait(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return whether a workspace's own lane is taken, as a condition."""
    return exists().where(
        Lane.workspace_id == Workspace.id, Lane.channel == WORKSPACE, Lane.free_at > now
    )
