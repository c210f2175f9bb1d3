"""The clock over workspaces: one that shut the bot out is asked now and then to let it in again."""

import logging
from datetime import datetime

import storage.workspaces
from bot.services import installations
from bot.slack.gateways import Gateways
from storage.database import Database

log = logging.getLogger(__name__)


def knock(database: Database, gateways: Gateways, now: datetime) -> int:
    """Let everything go on in workspaces that shut the bot out, if Slack takes their tokens again.

    Where the app was uninstalled there is no token to try; it goes on when it is installed again.
    An uninstalling that nobody heard of shows in Slack's word for the token.
    """
    with database.looking_across_workspaces() as look:
        waiting = storage.workspaces.shut_out_ids(look)
    let_in = 0
    for workspace_id in waiting:
        gateway = gateways.of(workspace_id)
        if gateway is None:
            continue
        because = gateway.shut_out_because()
        if because is not None:
            _end_if_over(database, workspace_id, because, now)
            continue
        with database.unit_of_work(workspace_id) as session:
            installations.let_in(session, now=now)
        log.info("let_in", extra={"workspace": workspace_id})
        let_in += 1
    return let_in


def _end_if_over(database: Database, workspace_id: str, because: str, now: datetime) -> None:
    with database.unit_of_work(workspace_id) as session:
        over = installations.over(session, because=because, now=now)
    if over is None:
        return
    with database.unit_of_work(over) as session:
        ended = installations.end(session, because=because, told_at=now, now=now)
    log.warning("uninstalled", extra={"because": because, "workspaces": len(ended)})
