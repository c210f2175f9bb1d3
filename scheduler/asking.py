"""Asking Slack about rows, one question each, with no transaction open meanwhile."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.rules.refusals import Refusal
from bot.slack.directory import Directory
from bot.slack.gateways import Gateways
from storage.database import Database

log = logging.getLogger(__name__)

Row = TypeVar("Row")
Found = TypeVar("Found")


def ask_about(
    database: Database,
    gateways: Gateways,
    rows: Iterable[tuple[str, Row]],
    ask: Callable[[Directory, Row], Found],
    keep: Callable[[Session, Row, Found], None],
    miss: Callable[[Session, Row], None] | None = None,
) -> int:
    """Ask Slack about rows of workspaces and keep each answer; return for how many.

    Where Slack is silent, or there is no way to it, the workspace's other rows wait as well; what
    to do about a row that it was silent about is `miss`.
    """
    silent: set[str] = set()
    asked = 0
    for workspace_id, row in rows:
        directory = None if workspace_id in silent else gateways.directory_of(workspace_id)
        if directory is None:
            continue
        try:
            found = ask(directory, row)
        except Refusal:
            log.info("slack_is_silent", extra={"workspace": workspace_id})
            silent.add(workspace_id)
            if miss is not None:
                with database.unit_of_work(workspace_id) as session:
                    miss(session, row)
            continue
        with database.unit_of_work(workspace_id) as session:
            keep(session, row, found)
        asked += 1
    return asked
