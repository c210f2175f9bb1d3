"""Messages whose rows cannot be read: put off one by one, so that they hold up no other."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import storage.failures
from storage.models import OutboxMessage

ERRORS = (ValueError, LookupError, TypeError)
"""What reading a damaged row raises: text that is no JSON, a word that is in no list."""

_AT_ONCE = 500


def put_off(session: Session, *, job: str, now: datetime) -> int:
    """Put off the due messages of the workspace that cannot be read; return how many there are.

    They are remembered as rows that the job fails for, and tried again later each time.
    """
    due = select(OutboxMessage.id).where(
        OutboxMessage.finished_at.is_(None), OutboxMessage.due_at <= now
    )
    bad = 0
    for row_id in session.scalars(due.order_by(OutboxMessage.id).limit(_AT_ONCE)).all():
        try:
            dict(session.get_one(OutboxMessage, row_id).payload)
        except ERRORS as error:
            bad += 1
            name = type(error).__qualname__
            again = storage.failures.remember(session, job, row_id, error=name, now=now)
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id == row_id)
                .values(due_at=again, last_error="unreadable")
                .execution_options(synchronize_session=False)
            )
    return bad
