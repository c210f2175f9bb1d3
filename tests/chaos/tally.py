"""Counts what became of messages: by the outbox, and by what people have before them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.playground import Playground
from bot.rules import delivery
from bot.rules.vocabulary import MessageStatus
from storage import outbox
from storage.database import Database
from storage.models import OutboxMessage


@dataclass(frozen=True)
class Tally:
    """One line of the table."""

    fault: str
    where: str
    tried: int
    delivered: int
    lost: int
    # Said twice, or tried twice, without ever having been uncertain.
    repeated: int
    uncertain: int
    # Seen twice by people, each of them having been uncertain: only where Slack drops no repeats.
    twice: int = 0
    kills: int = 0


class Broken(AssertionError):
    """Something that was promised beside delivery did not hold."""


def promise(holds: object, what: str) -> None:
    if not holds:
        raise Broken(what)


def mark(database: Database) -> int:
    """Return the number of the newest message; a tally counts those after it."""
    with database.reading_across_workspaces() as session:
        return session.scalar(select(func.max(OutboxMessage.id))) or 0


def count(
    fault: str,
    database: Database,
    slack: Playground,
    *,
    where: str = "",
    after: int = 0,
    kills: int = 0,
    keys: Collection[str] = (),
    may_end: Collection[str] = (),
    may_expire: bool = False,
) -> Tally:
    """Count the messages queued after a mark; `keys` are some that must be among them.

    `may_end` are the reasons for which Slack may refuse a message here; with `may_expire` one may
    have come too late.
    """
    with database.reading_across_workspaces() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.id > after)).all()
    posts = [message for channel in slack.channels for message in channel.messages]
    seen = Counter(message.client_msg_id for message in posts if message.client_msg_id)
    again = Counter(repeat.client_msg_id for repeat in slack.repeats)
    delivered = lost = repeated = uncertain = twice = 0
    for row in rows:
        its_id = delivery.client_msg_id(row.workspace_id, row.key)
        is_there = row.method == outbox.UPDATE or seen[its_id] > 0
        if row.status is MessageStatus.SENT and is_there:
            delivered += 1
        elif not _ended_well(row, may_end, may_expire=may_expire) or seen[its_id]:
            lost += 1
        uncertain += row.uncertain_at is not None
        if row.uncertain_at is None:
            repeated += bool(again[its_id]) or seen[its_id] > 1
        elif slack.slack.drop_repeats:
            repeated += seen[its_id] > 1
        else:
            twice += max(seen[its_id] - 1, 0)
    lost += len(set(keys) - {row.key for row in rows})
    return Tally(
        fault, where, len(rows), delivered, lost, repeated, uncertain, twice=twice, kills=kills
    )


def _ended_well(row: OutboxMessage, may_end: Collection[str], *, may_expire: bool) -> bool:
    if row.status is MessageStatus.EXPIRED:
        return may_expire or row.last_error == outbox.SUPERSEDED
    reason = row.last_error.rpartition(": ")[2]
    return row.status is MessageStatus.REJECTED and reason in may_end
