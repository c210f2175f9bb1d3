"""The clock over channels: before a digest it is looked up who would read it."""

from datetime import datetime, timedelta

import bot.services.channels
import storage.channels
from bot.slack.directory import Directory
from bot.slack.gateways import Gateways
from scheduler.asking import ask_about
from storage.database import Database

_AHEAD = timedelta(hours=2)
_FRESH_FOR = timedelta(hours=12)
# Slack answers about fifty such questions a minute.
_AT_MOST = 25


def look_at(database: Database, gateways: Gateways, now: datetime) -> int:
    """Ask Slack with whom channels are shared; no transaction is open meanwhile."""
    with database.looking_across_workspaces() as look:
        channels = storage.channels.to_look_at(
            look, digest_by=now + _AHEAD, looked_before=now - _FRESH_FOR, limit=_AT_MOST
        )
    return ask_about(
        database,
        gateways,
        channels,
        Directory.channel,
        lambda session, channel_id, found: bot.services.channels.seen(
            session, channel_id=channel_id, teams=found.teams, now=now
        ),
    )
