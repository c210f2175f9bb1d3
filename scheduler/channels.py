"""The clock over channels: before a digest it is looked up who would read it."""

import logging
from datetime import datetime, timedelta

import bot.services.channels
import storage.channels
from bot.rules.refusals import Refusal
from bot.slack.gateways import Gateways
from storage.database import Database

log = logging.getLogger(__name__)

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
    looked_at = 0
    for workspace_id, channel_id in channels:
        directory = gateways.directory_of(workspace_id)
        if directory is None:
            continue
        try:
            found = directory.channel(channel_id)
        except Refusal:
            # The next minute asks again.
            log.info("slack_is_silent", extra={"workspace": workspace_id})
            break
        with database.unit_of_work(workspace_id) as session:
            bot.services.channels.seen(session, channel_id=channel_id, teams=found.teams, now=now)
        looked_at += 1
    return looked_at
