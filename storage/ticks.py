"""Ticks of the clock: when each job last looked for work, in whichever process."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import insert_into
from storage.models import Tick


def remember(session: Session, job: str, at: datetime) -> None:
    """Keep that a job ticks; the newest to say so is believed, whatever its clock shows."""
    told = {"at": at}
    session.execute(
        insert_into(session, Tick)
        .values(job=job, **told)
        .on_conflict_do_update(index_elements=["job"], set_=told)
    )


def last(session: Session) -> dict[str, datetime]:
    """Return when each job last ticked, by its name."""
    return {tick.job: tick.at for tick in session.scalars(select(Tick).order_by(Tick.job))}
