"""A pass over due rows: some at a time in one transaction, and a bad one stops no other."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

import storage.failures
from bot.logs import what_failed
from bot.rules.audit import Actor, Origin
from storage.database import Database

log = logging.getLogger(__name__)

# Stopping waits for the pass in hand, so a pass must not go on for long; the next one goes on.
ROWS = 2000


# A due row, which begins with its workspace and its id.
DueRow = TypeVar("DueRow", bound=tuple[Any, ...])


class Find(Protocol):
    """Search all workspaces for due rows: workspace and id, the longest due first."""

    def __call__(
        self, look: Connection, now: datetime, limit: int, /
    ) -> Sequence[tuple[str, int]]: ...


class Act(Protocol):
    """Do what is due for rows of one workspace, and return for how many of them it was due.

    Others may act on the same rows at this moment: read them again with
    `.with_for_update(skip_locked=True)` and check that they still are due.
    """

    def __call__(self, session: Session, row_ids: Sequence[int], /, *, now: datetime) -> int: ...


def for_each_due(
    database: Database,
    find: Find,
    act: Act,
    now: datetime,
    *,
    job: str,
    at_once: int = 1,
    at_most: int = ROWS,
) -> int:
    """Act on every due row, or on so many of them; return on how many.

    `at_once` rows of a workspace share a transaction. When that fails, each of them gets one of its
    own, so that only the bad one is left; it is logged by its id, remembered under the name of the
    `job`, and tried again later each time, alone.
    """
    due, failing = turn(database, find, now, job=job, at_most=at_most)
    this_pass = _Pass(database, act, now, job, failing)
    acted = 0
    for workspace_id, rows in groupby(sorted(due, key=itemgetter(0)), key=itemgetter(0)):
        for row_ids in _batches([row_id for _, row_id in rows], at_once, alone=failing):
            acted += this_pass.act(workspace_id, row_ids)
    return acted


def turn(
    database: Database,
    find: Callable[[Connection, datetime, int], Sequence[DueRow]],
    now: datetime,
    *,
    job: str,
    at_most: int,
) -> tuple[list[DueRow], Mapping[int, datetime]]:
    """Return the due rows whose turn it is, and all rows that the job failed for before."""
    with database.looking_across_workspaces() as look:
        due = find(look, now, at_most)
        failing = storage.failures.of(look, job) if due else {}
        if failing and len(due) == at_most:
            # Those that wait must not fill the pass.
            due = find(look, now, at_most + len(failing))
    return [one for one in due if failing.get(one[1], now) <= now], failing


@contextmanager
def failing_alone(
    database: Database, workspace_id: str, row_id: int, *, job: str, now: datetime
) -> Iterator[None]:
    """Let a row that fails stop no other: it is logged by its id and tried again later.

    Raises when it is not the row that fails but the database.
    """
    try:
        yield
    except Exception as error:
        _remember(database, workspace_id, row_id, error, job=job, now=now)


@dataclass(frozen=True)
class _Pass:
    """One pass of one job; `failing` are the rows that it failed for before."""

    database: Database
    do: Act
    now: datetime
    job: str
    failing: Mapping[int, datetime]

    def act(self, workspace_id: str, row_ids: Sequence[int]) -> int:
        try:
            by = Actor(Origin.CLOCK, at=self.now)
            with self.database.unit_of_work(workspace_id, by) as session:
                acted = self.do(session, row_ids, now=self.now)
                mended = [row_id for row_id in row_ids if row_id in self.failing]
                if mended:
                    storage.failures.forget(session, self.job, mended)
                return acted
        except Exception as error:
            if len(row_ids) > 1:
                return sum(self.act(workspace_id, [one]) for one in row_ids)
            _remember(self.database, workspace_id, row_ids[0], error, job=self.job, now=self.now)
            return 0


def _remember(
    database: Database,
    workspace_id: str,
    row_id: int,
    error: Exception,
    *,
    job: str,
    now: datetime,
) -> None:
    """Log and keep which row failed; raises when it is not the row but the database."""
    about = {"job": job, "workspace": workspace_id, "row": row_id, **what_failed(error)}
    log.error("row_failed", extra=about)
    with database.unit_of_work(workspace_id) as session:
        name = type(error).__qualname__
        storage.failures.remember(session, job, row_id, error=name, now=now)


def _batches(
    row_ids: Sequence[int], size: int, alone: Mapping[int, datetime]
) -> Iterator[Sequence[int]]:
    together = (row_id for row_id in row_ids if row_id not in alone)
    while batch := list(islice(together, size)):
        yield batch
    yield from ([row_id] for row_id in row_ids if row_id in alone)


@contextmanager
def survived(job: str, **about: str | int) -> Iterator[None]:
    """Let no failure of a job end the clock; the log says which failed, and at what."""
    try:
        yield
    except Exception as error:
        log.error("job_failed", extra={"job": job, **about, **what_failed(error)})
