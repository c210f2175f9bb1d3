"""The clock over retention: once a day, in each workspace, what is kept no longer goes."""

import logging
from datetime import datetime

import bot.services.retention
import storage.retention
from bot.rules.audit import Actor, Origin
from bot.rules.retention import BETWEEN_PURGES, Periods
from bot.services.retention import AT_ONCE, Step
from scheduler.passes import survived
from storage.database import Database

PURGE = "purge what is over"

log = logging.getLogger(__name__)


def purge_due(database: Database, periods: Periods, now: datetime) -> int:
    """Delete what is over where that was not done today; return how many rows went."""
    with database.looking_across_workspaces() as look:
        waiting = storage.retention.due(look, now - BETWEEN_PURGES)
    return sum(_purge(database, workspace_id, periods, now) for workspace_id in waiting)


def _purge(database: Database, workspace_id: str, periods: Periods, now: datetime) -> int:
    with database.unit_of_work(workspace_id, _clock(now)) as session:
        if not bot.services.retention.take_turn(session, workspace_id, now=now):
            return 0
    gone = 0
    for step in bot.services.retention.steps(periods, now):
        # What cannot be deleted today is tried again tomorrow, and stops nothing else.
        with survived(PURGE):
            gone += _to_the_end(database, workspace_id, step, now)
    with survived(PURGE):
        gone += _forget_former(database, workspace_id, periods, now)
    if gone:
        log.info("purged", extra={"workspace": workspace_id, "rows": gone})
    return gone


def _to_the_end(database: Database, workspace_id: str, step: Step, now: datetime) -> int:
    gone = 0
    while True:
        with database.unit_of_work(workspace_id, _clock(now)) as session:
            some = step(session)
        gone += some
        if some < AT_ONCE:
            return gone


def _forget_former(database: Database, workspace_id: str, periods: Periods, now: datetime) -> int:
    """Forget everybody who left long ago, each in a transaction of their own: it is a long one."""
    gone = last = 0
    while True:
        with database.reading(workspace_id) as session:
            found = bot.services.retention.next_former(session, periods, now, after=last)
        if found is None:
            return gone
        last = found
        with (
            survived(PURGE, workspace=workspace_id, person=last),
            database.unit_of_work(workspace_id, _clock(now)) as session,
        ):
            gone += bot.services.retention.forget_former(session, periods, now, last)


def _clock(now: datetime) -> Actor:
    return Actor(Origin.CLOCK, at=now)
