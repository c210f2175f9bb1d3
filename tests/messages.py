"""The steps of a delivery, one by one, and what they leave in the rows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.rules.pacing import Pace, Rate
from bot.rules.vocabulary import MessageStatus
from storage import deliveries, outbox, tries
from storage.database import Database
from storage.deliveries import Claimed
from storage.models import OutboxMessage
from storage.tries import Outcome, Try
from tests.factories import NOW, WORKSPACE

NO_BUCKETS = Pace(workspace=Rate(timedelta(0)), methods={})
SENT = Outcome(MessageStatus.SENT, channel="C1", ts="1.0")


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def queue(database: Database, key: str, channel: str = "C1", **more: Any) -> None:
    with database.unit_of_work(more.pop("workspace_id", WORKSPACE)) as session:
        outbox.enqueue(
            session,
            key=key,
            channel=channel,
            **{
                "payload": {"text": key, "blocks": []},
                "now": NOW,
                "best_before": NOW + timedelta(days=1),
                **more,
            },
        )


def claim(database: Database, now: datetime = NOW, **how: Any) -> list[Claimed]:
    with database.unit_of_work(how.pop("workspace_id", WORKSPACE)) as session:
        return deliveries.claim(session, now=now, **{"limit": 100, "pace": NO_BUCKETS, **how})


def keys(claimed: Sequence[Claimed]) -> list[str]:
    return [one.key for one in claimed]


def record(database: Database, claimed: Claimed, outcome: Outcome, now: datetime = NOW) -> None:
    free_at = claimed.claimed_at + timedelta(seconds=1.1)
    with database.unit_of_work(claimed.workspace_id) as session:
        tries.record(session, [Try(claimed, outcome, free_at)], now)


def settle(database: Database, now: datetime = NOW) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        deliveries.settle(session, now)


def queued_by(session: Session, act: Callable[[], object]) -> list[OutboxMessage]:
    """Let something be done, and return the messages that it queued."""
    before = set(session.scalars(select(OutboxMessage.id)))
    act()
    found = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [one for one in found if one.id not in before]


def row(database: Database, key: str, workspace_id: str = WORKSPACE) -> OutboxMessage:
    with database.reading(workspace_id) as session:
        return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def status(database: Database, key: str) -> MessageStatus:
    return row(database, key).status


def change(database: Database, key: str, **columns: Any) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.key == key).values(**columns))
