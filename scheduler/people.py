"""The clock over people: who is soon reminded is looked up, since people move and leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

import bot.services.people
import storage.reminders
from bot.rules.people import Profile
from bot.slack.gateways import Gateways
from scheduler.asking import Question, ask_about
from scheduler.passes import turn
from storage.database import Database

LOOK_UP = "look people up"
_AHEAD = timedelta(hours=1)
_FRESH_FOR = timedelta(days=1)
# Slack answers about a hundred such questions a minute.
_AT_MOST = 50


def look_up(database: Database, gateways: Gateways, now: datetime) -> int:
    """Ask Slack about people whose profile is a day old; no transaction is open meanwhile."""
    people, _failing = turn(database, _stale, now, job=LOOK_UP, at_most=_AT_MOST)
    question = Question[tuple[int, str], Profile | None](
        LOOK_UP,
        lambda directory, person: directory.find(person[1]),
        lambda session, person, profile: bot.services.people.refresh(
            session, person[0], profile, now=now
        ),
    )
    rows = [(workspace_id, row_id, (row_id, user_id)) for workspace_id, row_id, user_id in people]
    return ask_about(database, gateways, rows, question, now)


def _stale(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int, str]]:
    return storage.reminders.people_to_look_up(
        look, reminded_by=now + _AHEAD, seen_before=now - _FRESH_FOR, limit=limit
    )
