"""Deliveries: which queued message goes out now, and who is at it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

import storage.addresses
import storage.lanes
import storage.newcomers
from bot.rules import retries
from bot.rules.pacing import Pace
from bot.rules.vocabulary import MessageStatus
from storage.base import UtcDateTime
from storage.models import OutboxMessage, Workspace
from storage.outbox import FALLBACK, SUPERSEDED, UPDATE

# The message, where Slack put the one that it follows, and until when charts are refused.
_Next = tuple[OutboxMessage, str | None, str | None, datetime | None]

# A message that ended so never came, and what follows it has nothing to follow.
FAILED = (MessageStatus.REJECTED, MessageStatus.EXPIRED, MessageStatus.DROPPED)
NOT_FOLLOWED = "what it follows was not sent: "


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send until the lease lapses."""

    id: int
    workspace_id: str
    key: str
    method: str
    # As it was queued: a channel or a user; the lane of that name is held.
    lane: str
    # Where Slack is asked to put it: with a message to follow, the conversation of that one.
    channel: str
    payload: dict[str, Any]
    # What to show instead to a workspace that refuses charts.
    fallback_blocks: list[dict[str, Any]] | None
    thread_ts: str | None
    ts: str | None
    attempts: int
    best_before: datetime
    claimed_at: datetime
    held_until: datetime
    # Nothing may be kept or said of where this one goes; an empty channel is nobody.
    is_sealed: bool = False


def workspaces_with_due(look: Connection, now: datetime) -> Sequence[str]:
    """Return which workspaces have messages to send, and may be written to at all."""
    return look.scalars(_workspaces_with_due(), {"now": now}).all()


@cache
def _workspaces_with_due() -> Select[str]:
    """Make the statement that is asked several times a second, once."""
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime)
    # One look into the index for each workspace, which a join would not promise.
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.workspace_id == Workspace.id, _due(now))
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Workspace.id)
        .where(due.is_not(None), ~storage.lanes.workspace_must_wait(now))
        .order_by(Workspace.id)
    )


def settle(session: Session, now: datetime) -> None:
    """Finish the due messages that nobody will send: too late, in vain, or said by a newer one.

    What newcomers to a channel would read is put off.
    """
    storage.newcomers.put_off(session, _due(now))
    finish = (
        update(OutboxMessage)
        .where(_due(now))
        .execution_options(synchronize_session=False)
        .values(finished_at=now, uncertain_at=_doubted(now))
    )
    leader = aliased(OutboxMessage)
    why = (
        select(leader.last_error)
        .where(
            leader.workspace_id == OutboxMessage.workspace_id,
            leader.key == OutboxMessage.after_key,
            leader.status.in_(FAILED),
        )
        .correlate(OutboxMessage)
    )
    session.execute(
        finish.where(why.exists()).values(
            status=MessageStatus.REJECTED,
            last_error=func.substr(NOT_FOLLOWED + why.scalar_subquery(), 1, 200),
        )
    )
    session.execute(
        finish.where(_superseded(now)).values(status=MessageStatus.EXPIRED, last_error=SUPERSEDED)
    )
    session.execute(
        finish.where(OutboxMessage.best_before <= now).values(status=MessageStatus.EXPIRED)
    )


def claim(
    session: Session,
    *,
    now: datetime,
    limit: int,
    pace: Pace,
    lease: timedelta = retries.LEASE,
    in_hand: Collection[int] = (),
) -> list[Claimed]:
    """Take up to `limit` messages that may go now, the oldest first, one of each channel.

    Whoever claims in this workspace at the same time gets nothing. What this process has `in_hand`
    is not taken again, though its lease may have lapsed while the computer slept.
    """
    if not storage.lanes.take_turn(session, now):
        return []
    rows = session.execute(_next_messages(now, limit, in_hand)).all()
    lanes = storage.lanes.read(session, [storage.lanes.WORKSPACE, *pace.methods]) if rows else {}
    chosen = [row for row in rows if _within(pace, row.OutboxMessage.method, lanes, now)]
    held_until = now + lease
    won = _lease(session, [row.OutboxMessage.id for row in chosen], now, held_until)
    mine = [row for row in chosen if row.OutboxMessage.id in won]
    sealed = [row.OutboxMessage.sealed_to for row in mine if row.OutboxMessage.sealed_to]
    addresses = storage.addresses.read(session, sealed) if sealed else {}
    claimed = [_claimed(row, addresses, now, held_until) for row in mine]
    if claimed:
        storage.lanes.hold(session, lanes | {one.lane: held_until for one in claimed})
    return claimed


def _due(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    # A message that somebody is sending is due when their lease has lapsed: perhaps it was sent.
    return and_(OutboxMessage.finished_at.is_(None), OutboxMessage.due_at <= now)


def _doubted(now: datetime) -> ColumnElement[datetime | None]:
    """Return when it was last uncertain: also now, if somebody began to send it and never ended."""
    began = OutboxMessage.status == MessageStatus.SENDING
    return case((began, now), else_=OutboxMessage.uncertain_at)


def _superseded(now: datetime) -> ColumnElement[bool]:
    """Whether a newer change of the same message is on its way, or has been made."""
    newer = aliased(OutboxMessage)
    return and_(
        OutboxMessage.method == UPDATE,
        exists().where(
            newer.workspace_id == OutboxMessage.workspace_id,
            newer.after_key == OutboxMessage.after_key,
            newer.after_key.is_not(None),
            newer.method == UPDATE,
            newer.id > OutboxMessage.id,
            or_(
                newer.status.in_((MessageStatus.SENT, MessageStatus.SENDING)),
                and_(newer.finished_at.is_(None), newer.due_at <= now),
            ),
        ),
    )


def _first_of_channels(now: datetime, limit: int, in_hand: Collection[int]) -> Subquery:
    leader = aliased(OutboxMessage)
    leader_is_sent = exists().where(
        leader.workspace_id == OutboxMessage.workspace_id,
        leader.key == OutboxMessage.after_key,
        leader.status == MessageStatus.SENT,
    )
    return (
        select(func.min(OutboxMessage.id).label("id"))
        .where(
            _due(now),
            OutboxMessage.best_before > now,
            OutboxMessage.id.not_in(in_hand),
            or_(OutboxMessage.after_key.is_(None), leader_is_sent),
            ~_superseded(now),
            ~storage.lanes.message_must_wait(now),
        )
        .group_by(OutboxMessage.channel)
        .order_by(func.min(OutboxMessage.id))
        .limit(limit)
        .subquery()
    )


def _next_messages(now: datetime, limit: int, in_hand: Collection[int]) -> Select[*_Next]:
    first_of_channels = _first_of_channels(now, limit, in_hand)
    followed = aliased(OutboxMessage)
    return (
        select(
            OutboxMessage,
            followed.slack_channel,
            followed.slack_ts,
            Workspace.charts_refused_until,
        )
        .join(first_of_channels, first_of_channels.c.id == OutboxMessage.id)
        .join(Workspace, Workspace.id == OutboxMessage.workspace_id)
        .outerjoin(
            followed,
            and_(
                followed.workspace_id == OutboxMessage.workspace_id,
                followed.key == OutboxMessage.after_key,
            ),
        )
        # Of the few that are next, and not of all that are due: this costs a look for each.
        .where(~storage.newcomers.would_read())
        .order_by(OutboxMessage.id)
    )


def _within(pace: Pace, method: str, lanes: dict[str, datetime], now: datetime) -> bool:
    """Take one message from the rates that it falls under, if they have one left."""
    rates = {storage.lanes.WORKSPACE: pace.workspace}
    if method in pace.methods:
        rates[method] = pace.methods[method]
    taken = {name: rate.take(lanes.get(name), now) for name, rate in rates.items()}
    free_at = {name: at for name, at in taken.items() if at is not None}
    if len(free_at) < len(rates):
        return False
    lanes.update(free_at)
    return True


def _lease(session: Session, ids: list[int], now: datetime, held_until: datetime) -> set[int]:
    if not ids:
        return set()
    leased = session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), _due(now))
        .values(
            status=MessageStatus.SENDING,
            attempts=OutboxMessage.attempts + 1,
            due_at=held_until,
            uncertain_at=_doubted(now),
        )
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return set(leased)


def _claimed(
    row: Row[*_Next], addresses: Mapping[str, str], now: datetime, held_until: datetime
) -> Claimed:
    message, followed_channel, followed_ts, charts_refused_until = row
    payload = dict(message.payload)
    fallback = payload.pop(FALLBACK, None)
    if fallback is not None and charts_refused_until is not None and charts_refused_until > now:
        payload["blocks"], fallback = fallback, None
    changes = message.method == UPDATE
    return Claimed(
        id=message.id,
        workspace_id=message.workspace_id,
        key=message.key,
        method=message.method,
        lane=message.channel,
        # What no key opens goes nowhere that Slack knows, and is refused.
        channel=addresses.get(message.sealed_to or "", followed_channel or message.channel),
        payload=payload,
        fallback_blocks=fallback,
        thread_ts=None if changes else followed_ts,
        ts=followed_ts if changes else None,
        attempts=message.attempts + 1,
        best_before=message.best_before,
        claimed_at=now,
        held_until=held_until,
        is_sealed=message.sealed_to is not None,
    )
