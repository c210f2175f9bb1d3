"""The clock over channels: before a digest it is looked up who would read it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import bot.services.channels
import storage.channels
from bot.slack.gateways import Gateways
from scheduler.asking import ask_about
from storage.channels import Waiting
from storage.database import Database

_AHEAD = timedelta(hours=2)
# Slack answers a workspace about fifty such questions a minute, and a pass shall not take long.
_AT_MOST_OF_ONE = 25
_AT_MOST = 125


def look_at(database: Database, gateways: Gateways, now: datetime) -> int:
    """Ask Slack with whom channels are shared; no transaction is open meanwhile.

    The digest of a channel about which Slack says nothing waits; its leads hear of it some day.
    """
    with database.looking_across_workspaces() as look:
        waiting = storage.channels.to_look_at(look, now, ahead=_AHEAD, limit=_AT_MOST)
    return ask_about(
        database,
        gateways,
        _not_too_many(waiting),
        lambda directory, one: directory.channel(one.channel_id),
        lambda session, one, found: bot.services.channels.seen(
            session, channel_id=one.channel_id, teams=found.teams, now=now
        ),
        lambda session, one: bot.services.channels.unseen(session, one, now=now),
    )


def _not_too_many(waiting: Iterable[tuple[str, Waiting]]) -> Iterator[tuple[str, Waiting]]:
    asked: Counter[str] = Counter()
    for workspace_id, one in waiting:
        asked[workspace_id] += 1
        if asked[workspace_id] <= _AT_MOST_OF_ONE:
            yield workspace_id, one
