"""The one look beyond a workspace: whether another one looks after a channel that both share."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import PartnershipStatus
from storage.base import Base
from storage.database import workspace_of
from storage.models import Partnership, Workspace

# The tables and not their classes, which show a session the rows of its own workspace alone.
_PARTNERSHIPS = Base.metadata.tables[Partnership.__tablename__]
_WORKSPACES = Base.metadata.tables[Workspace.__tablename__]
_KEEPER = (
    select(_WORKSPACES.c.id, _WORKSPACES.c.name)
    .join(_PARTNERSHIPS, _PARTNERSHIPS.c.workspace_id == _WORKSPACES.c.id)
    .where(
        _PARTNERSHIPS.c.channel_id == bindparam("channel"),
        _PARTNERSHIPS.c.status != PartnershipStatus.CLOSED,
        _PARTNERSHIPS.c.workspace_id != bindparam("own"),
    )
    .limit(1)
)


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
