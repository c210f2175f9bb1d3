"""What an operator does to the whole database, kept in the audit log of every workspace in it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

import storage.exporting
import storage.installations
from bot.rules.audit import Verb
from storage import auditing


def remember(session: Session, verb: Verb, record: str) -> None:
    """Keep that something was done to all workspaces at once; the session is over all of them."""
    for workspace_id in storage.exporting.workspaces(session, None):
        auditing.note(session, verb, record, workspace_id=workspace_id)


def remember_renewed(session: Session, installation_ids: Collection[str]) -> None:
    """Keep that tokens were encrypted anew, in each workspace about the one that serves it."""
    for workspace_id in storage.exporting.workspaces(session, None):
        serving = storage.installations.serving(session, workspace_id)
        if serving is not None and serving.id in installation_ids:
            # Not a word of how many others there are.
            auditing.note(
                session,
                Verb.CHANGED,
                "installations",
                fields=["token"],
                workspace_id=workspace_id,
            )
