"""The clock over workspaces: one that shut the bot out is asked now and then to let it in again."""

import logging
from datetime import datetime

import bot.services.installations
import storage.workspaces
from bot.slack.gateways import Gateways
from storage.database import Database

log = logging.getLogger(__name__)


def knock(database: Database, gateways: Gateways, now: datetime) -> int:
    """Let everything go on in workspaces that shut the bot out, if Slack takes their tokens again.

    Where the app was uninstalled there is no token to try; it goes on when it is installed again.
    """
    with database.looking_across_workspaces() as look:
        waiting = storage.workspaces.shut_out_ids(look)
    let_in = 0
    for workspace_id in waiting:
        gateway = gateways.of(workspace_id)
        if gateway is None or not gateway.is_let_in():
            continue
        with database.unit_of_work(workspace_id) as session:
            bot.services.installations.let_in(session, now=now)
        log.info("let_in", extra={"workspace": workspace_id})
        let_in += 1
    return let_in
