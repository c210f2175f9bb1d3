"""Asking Slack about rows, one question each, with no transaction open meanwhile."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

import storage.failures
from bot.rules.refusals import Refusal
from bot.slack.directory import Directory
from bot.slack.gateways import Gateways
from scheduler.passes import failing_alone
from storage.database import Database

log = logging.getLogger(__name__)

Row = TypeVar("Row")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Question(Generic[Row, Found]):
    """What a job asks Slack about a row, and what is done with the answer, or for want of one."""

    job: str
    ask: Callable[[Directory, Row], Found]
    keep: Callable[[Session, Row, Found], None]
    miss: Callable[[Session, Row], None] | None = None


def ask_about(
    database: Database,
    gateways: Gateways,
    rows: Iterable[tuple[str, int, Row]],
    question: Question[Row, Found],
    now: datetime,
) -> int:
    """Ask Slack about rows, each with its workspace and id; return about how many it answered.

    Where Slack is silent, or there is no way to it, the workspace's other rows wait as well. A row
    that cannot be done for another reason fails alone, and is tried again later.
    """
    silent: set[str] = set()
    asked = 0
    for workspace_id, row_id, row in rows:
        if workspace_id in silent:
            continue
        with failing_alone(database, workspace_id, row_id, job=question.job, now=now):
            directory = gateways.directory_of(workspace_id)
            if directory is None:
                continue
            try:
                found = question.ask(directory, row)
            except Refusal:
                log.info("slack_is_silent", extra={"workspace": workspace_id})
                silent.add(workspace_id)
                _miss(database, workspace_id, row, question)
                continue
            with database.unit_of_work(workspace_id) as session:
                question.keep(session, row, found)
                storage.failures.forget(session, question.job, [row_id])
            asked += 1
    return asked


def _miss(database: Database, workspace_id: str, row: Row, question: Question[Row, Found]) -> None:
    if question.miss is not None:
        with database.unit_of_work(workspace_id) as session:
            question.miss(session, row)
