"""What somebody typed into a check-in and has not sent: kept, offered again, forgotten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.drafts
import storage.people
from bot.rules.people import PersonKey
from storage.checkins import draft_form


def keep(
    session: Session,
    cycle_id: int,
    typed: Mapping[str, Any],
    *,
    key: PersonKey,
    now: datetime,
) -> None:
    """Keep what a member has in the form now; nobody but this person ever sees it."""
    filled = {name: str(value) for name, value in typed.items() if value}
    storage.drafts.keep(session, key, cycle_id, draft_form(cycle_id), filled, now=now)


def forget(session: Session, cycle_id: int, *, key: PersonKey) -> None:
    """Forget what this person typed."""
    person = storage.people.find(session, key)
    if person is not None:
        storage.drafts.forget(session, person.id, draft_form(cycle_id))
