"""What becomes of a channel, in every table that names it: it gets a new id, or it comes back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot.rules.digests import NEWS_FOR
from bot.rules.readers import KNOWN_FOR
from bot.rules.vocabulary import CycleState, MessageStatus
from storage.database import insert_into, workspace_of
from storage.deliveries import NOT_FOLLOWED
from storage.models import Cycle, Lane, Membership, OutboxMessage, Partnership, Person
from storage.outbox import HAS_WORDS
from storage.partnerships import clock_runs

_LOST = ("channel_not_found", "is_archived", "not_in_channel")


def say_again(session: Session, channel: str, now: datetime) -> None:
    """Queue again what was refused while the channel was lost, if it is still worth saying."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.channel == channel,
            OutboxMessage.status == MessageStatus.REJECTED,
            OutboxMessage.last_error.in_([*_LOST, *(NOT_FOLLOWED + code for code in _LOST)]),
            OutboxMessage.best_before > now,
            # Its words may have gone meanwhile.
            HAS_WORDS,
        )
        .values(status=MessageStatus.PENDING, due_at=now, finished_at=None)
        .execution_options(synchronize_session=False)
    )


def teams_in(session: Session, partnership_id: int) -> set[str]:
    """Return the Slack workspaces of everybody who is in the partnership now."""
    return set(
        session.scalars(
            select(Person.team_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.partnership_id == partnership_id, Membership.ended_at.is_(None))
            .distinct()
        )
    )


class Waiting(NamedTuple):
    """A channel in which a digest comes soon, or waits, and of which nobody knows who reads it."""

    channel_id: str
    cycle_id: int
    digest_at: datetime


def to_look_at(
    look: Connection, now: datetime, *, ahead: timedelta, limit: int
) -> Sequence[tuple[str, Waiting]]:
    """Return some of these channels with their workspace: others each time, if they are many.

    So one that Slack says nothing about holds up no other.
    """
    values = {
        "digest_by": now + ahead,
        "no_news": now - NEWS_FOR,
        "known_since": now - KNOWN_FOR,
        "limit": limit,
    }
    rows = look.execute(_to_look_at(), values)
    return [(row[0], Waiting(row[1], row[2], row[3])) for row in rows]


@cache
def _to_look_at() -> Select[str, str, int, datetime]:
    return (
        select(Partnership.workspace_id, Partnership.channel_id, Cycle.id, Cycle.digest_at)
        .join(Cycle, Cycle.partnership_id == Partnership.id)
        .where(
            Cycle.digested_at.is_(None),
            Cycle.digest_at <= bindparam("digest_by"),
            Cycle.digest_at > bindparam("no_news"),
            Cycle.state != CycleState.UPCOMING,
            or_(
                Partnership.channel_looked_at.is_(None),
                Partnership.channel_looked_at <= bindparam("known_since"),
            ),
            clock_runs(),
        )
        .order_by(func.random())
        .limit(bindparam("limit"))
    )


def renumber(session: Session, old: str, new: str) -> None:
    """Rewrite the channel of its partnership, of what is still to be said, and of its lane.

    What was said already is followed too: it may still be changed in place, or answered.
    """
    for column in (Partnership.channel_id, OutboxMessage.channel, OutboxMessage.slack_channel):
        session.execute(
            update(column.class_)
            .where(column == old)
            .values({column: new})
            .execution_options(synchronize_session=False)
        )
    copied = select(literal(workspace_of(session)), literal(new), Lane.free_at).where(
        Lane.workspace_id == workspace_of(session), Lane.channel == old
    )
    session.execute(
        insert_into(session, Lane)
        .from_select(["workspace_id", "channel", "free_at"], copied)
        .on_conflict_do_nothing()
    )
