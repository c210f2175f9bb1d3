"""The clock over workspaces: one that shut the bot out is asked now and then to let it in again."""

import logging
from datetime import datetime

import storage.lanes
import storage.workspaces
from bot.slack.gateway import Gateway
from storage.database import Database

log = logging.getLogger(__name__)


def knock(database: Database, gateway: Gateway, now: datetime) -> int:
    """Let everything go on in workspaces that shut the bot out, if Slack takes its token again."""
    with database.reading_across_workspaces() as session:
        waiting = [one.id for one in storage.workspaces.those_shut_out(session)]
    if not waiting or not gateway.is_let_in():
        return 0
    for workspace_id in waiting:
        with database.unit_of_work(workspace_id) as session:
            storage.workspaces.let_in(session)
            storage.lanes.open_workspace(session, now)
        log.info("let_in", extra={"workspace": workspace_id})
    return len(waiting)
