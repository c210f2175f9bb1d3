"""The clock over channels: before a digest it is looked up who would read it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

import bot.services.channels
import storage.channels
from bot.slack.directory import Channel
from bot.slack.gateways import Gateways
from scheduler.asking import Question, ask_about
from scheduler.passes import turn
from storage.channels import Waiting
from storage.database import Database

LOOK = "look at channels"
_AHEAD = timedelta(hours=2)
# Slack answers a workspace about fifty such questions a minute, and a pass shall not take long.
_AT_MOST_OF_ONE = 25
_AT_MOST = 125

_Row = tuple[str, int, Waiting]


def look_at(database: Database, gateways: Gateways, now: datetime) -> int:
    """Ask Slack with whom channels are shared; no transaction is open meanwhile.

    The digest of a channel about which Slack says nothing waits; its leads hear of it some day.
    """
    waiting, _failing = turn(database, _unknown, now, job=LOOK, at_most=_AT_MOST)
    question = Question[Waiting, Channel](
        LOOK,
        lambda directory, one: directory.channel(one.channel_id),
        lambda session, one, found: bot.services.channels.seen(
            session, channel_id=one.channel_id, teams=found.teams, now=now
        ),
        lambda session, one: bot.services.channels.unseen(session, one, now=now),
    )
    return ask_about(database, gateways, _not_too_many(waiting), question, now)


def _unknown(look: Connection, now: datetime, limit: int) -> Sequence[_Row]:
    found = storage.channels.to_look_at(look, now, ahead=_AHEAD, limit=limit)
    return [(workspace_id, one.cycle_id, one) for workspace_id, one in found]


def _not_too_many(waiting: Iterable[_Row]) -> Iterator[_Row]:
    asked: Counter[str] = Counter()
    for row in waiting:
        asked[row[0]] += 1
        if asked[row[0]] <= _AT_MOST_OF_ONE:
            yield row
