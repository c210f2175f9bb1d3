"""Failures: the rows that a job could not be done for, and when each is tried again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from bot.rules import retries
from storage.database import insert_into, workspace_of
from storage.models import Failure

_SOON = timedelta(hours=1)


def of(look: Connection, job: str) -> Mapping[int, datetime]:
    """Return the rows that a job fails for, across workspaces, and when each is tried again."""
    rows = look.execute(select(Failure.row_id, Failure.try_after).where(Failure.job == job))
    return {row_id: try_after for row_id, try_after in rows}  # noqa: C416  # a row is no pair to mypy


def remember(session: Session, job: str, row_id: int, *, error: str, now: datetime) -> datetime:
    """Count one more failure of a job for a row of the session's workspace; return when to retry.

    `error` names the kind of error, never what people wrote.
    """
    before = session.scalar(
        select(Failure.times).where(Failure.job == job, Failure.row_id == row_id).with_for_update()
    )
    times = (before or 0) + 1
    told = {
        "times": times,
        "error": error[:80],
        "failed_at": now,
        "try_after": now + retries.wait_after(times),
    }
    session.execute(
        insert_into(session, Failure)
        .values(workspace_id=workspace_of(session), job=job, row_id=row_id, **told)
        .on_conflict_do_update(index_elements=["job", "row_id"], set_=told)
    )
    return now + retries.wait_after(times)


def forget(session: Session, job: str, row_ids: Collection[int]) -> None:
    """Clear rows for which the job was done at last."""
    session.execute(
        delete(Failure)
        .where(Failure.job == job, Failure.row_id.in_(row_ids))
        .execution_options(synchronize_session=False)
    )


def still(session: Session, now: datetime) -> Sequence[Failure]:
    """Return every row that a job fails for, the most stubborn first."""
    # One that was due for a try and had none is not due for the job any more.
    lately = Failure.try_after > now - _SOON
    stubborn_first = Failure.times.desc(), Failure.job, Failure.row_id
    return session.scalars(select(Failure).where(lately).order_by(*stubborn_first)).all()
