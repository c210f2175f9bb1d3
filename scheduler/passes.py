"""A pass over due rows: some at a time in one transaction, and a bad one stops no other."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.logs import what_failed
from storage.database import Database

log = logging.getLogger(__name__)

# Stopping waits for the pass in hand, so a pass must not go on for long; the next one goes on.
_ROWS = 2000


class Find(Protocol):
    """Search all workspaces for due rows: workspace and id, the longest due first."""

    def __call__(
        self, session: Session, now: datetime, limit: int, /
    ) -> Sequence[tuple[str, int]]: ...


class Act(Protocol):
    """Do what is due for rows of one workspace, and return for how many of them it was due.

    Others may act on the same rows at this moment: read them again with
    `.with_for_update(skip_locked=True)` and check that they still are due.
    """

    def __call__(self, session: Session, row_ids: Sequence[int], /, *, now: datetime) -> int: ...


def for_each_due(
    database: Database, find: Find, act: Act, now: datetime, *, at_once: int = 1
) -> int:
    """Act on every due row; return on how many.

    `at_once` rows of a workspace share a transaction. When that fails, each of them gets one of its
    own, so that only the bad one is left; it is logged by its id, and tried again in the next pass.
    """
    with database.reading_across_workspaces() as session:
        due = sorted(find(session, now, _ROWS), key=itemgetter(0))
    acted = 0
    for workspace_id, rows in groupby(due, key=itemgetter(0)):
        for row_ids in _batches((row_id for _, row_id in rows), at_once):
            acted += _act(database, workspace_id, row_ids, act, now)
    return acted


def _batches(row_ids: Iterator[int], size: int) -> Iterator[list[int]]:
    while batch := list(islice(row_ids, size)):
        yield batch


def _act(
    database: Database, workspace_id: str, row_ids: Sequence[int], act: Act, now: datetime
) -> int:
    try:
        with database.unit_of_work(workspace_id) as session:
            return act(session, row_ids, now=now)
    except Exception as error:
        if len(row_ids) > 1:
            return sum(_act(database, workspace_id, [one], act, now) for one in row_ids)
        about = {"workspace": workspace_id, "row": row_ids[0], **what_failed(error)}
        log.error("row_failed", extra=about)
        _ensure_there(database, workspace_id)
        return 0


def _ensure_there(database: Database, workspace_id: str) -> None:
    """Raise when it is not the row but the database: then every other row would fail too."""
    with database.unit_of_work(workspace_id) as session:
        session.execute(select(1))


@contextmanager
def survived(job: str) -> Iterator[None]:
    """Let no failure of a job end the clock; the log says which failed."""
    try:
        yield
    except Exception as error:
        log.error("job_failed", extra={"job": job, **what_failed(error)})
