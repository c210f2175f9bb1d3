"""Tries: what became of each claimed message, kept in its row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, func, or_, update
from sqlalchemy.orm import Session

import storage.lanes
from bot.rules.vocabulary import MessageStatus
from storage.base import Base, UtcDateTime
from storage.deliveries import Claimed
from storage.lanes import Release


@dataclass(frozen=True)
class Outcome:
    """What became of one try."""

    status: MessageStatus
    error: str = ""
    # Of the message, in Slack.
    channel: str | None = None
    ts: str | None = None
    # When to try again, if the message is not finished with.
    try_at: datetime | None = None
    # Whether the try makes the next wait longer.
    counts: bool = True


@dataclass(frozen=True)
class Try:
    """One try of a message, and when its channel may go on."""

    message: Claimed
    outcome: Outcome
    lane_free_at: datetime


# The same statement for many rows goes past the ORM, which would make it anew for each.
_MESSAGES = Base.metadata.tables["outbox_messages"]
_RECORD = (
    update(_MESSAGES)
    .where(
        _MESSAGES.c.id == bindparam("row"),
        _MESSAGES.c.workspace_id == bindparam("in_workspace"),
        or_(
            bindparam("surely", type_=Boolean),
            and_(
                _MESSAGES.c.status == MessageStatus.SENDING,
                _MESSAGES.c.due_at == bindparam("held_until"),
            ),
        ),
    )
    .values(
        {
            name: bindparam(name)
            for name in (
                "status",
                "last_error",
                "attempts",
                "due_at",
                "finished_at",
                "slack_channel",
                "slack_ts",
            )
        }
        | {
            "uncertain_at": func.coalesce(
                bindparam("doubted_at", type_=UtcDateTime), _MESSAGES.c.uncertain_at
            )
        }
    )
)


def record(session: Session, tries: Sequence[Try], now: datetime) -> None:
    """Keep what became of tries in this workspace, and let their channels go on.

    A message that somebody else took over because our lease lapsed is left to them, unless we know
    that it is sent.
    """
    storage.lanes.let_go(
        session,
        [Release(one.message.lane, one.message.held_until, one.lane_free_at) for one in tries],
    )
    session.execute(_RECORD, [_recorded(one.message, one.outcome, now) for one in tries])


def _recorded(message: Claimed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    again = outcome.try_at
    return {
        "row": message.id,
        "in_workspace": message.workspace_id,
        "held_until": message.held_until,
        "surely": outcome.status is MessageStatus.SENT,
        "status": outcome.status,
        "last_error": outcome.error[:200],
        "attempts": message.attempts if outcome.counts else message.attempts - 1,
        "due_at": now if again is None else min(again, message.best_before),
        "finished_at": now if again is None else None,
        "slack_channel": None if message.is_sealed else outcome.channel,
        "slack_ts": None if message.is_sealed else outcome.ts,
        "doubted_at": now if outcome.status is MessageStatus.UNCERTAIN else None,
    }
