"""What an operator does to the whole database, kept in the audit log of every workspace in it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

import storage.exporting
from bot.rules.audit import Verb
from storage import auditing


def remember(
    session: Session, verb: Verb, record: str, *, rows: int = 1, fields: Iterable[str] = ()
) -> None:
    """Keep that something was done to all workspaces at once; the session is over all of them."""
    for workspace_id in storage.exporting.workspaces(session, None):
        auditing.note(session, verb, record, rows=rows, fields=fields, workspace_id=workspace_id)
