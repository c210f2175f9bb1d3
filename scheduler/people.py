"""The clock over people: who is soon reminded is looked up, since people move and leave."""

from datetime import datetime, timedelta

import bot.services.people
import storage.reminders
from bot.slack.gateways import Gateways
from scheduler.asking import ask_about
from storage.database import Database

_AHEAD = timedelta(hours=1)
_FRESH_FOR = timedelta(days=1)
# Slack answers about a hundred such questions a minute.
_AT_MOST = 50


def look_up(database: Database, gateways: Gateways, now: datetime) -> int:
    """Ask Slack about people whose profile is a day old; no transaction is open meanwhile."""
    with database.looking_across_workspaces() as look:
        people = storage.reminders.people_to_look_up(
            look, reminded_by=now + _AHEAD, seen_before=now - _FRESH_FOR, limit=_AT_MOST
        )
    return ask_about(
        database,
        gateways,
        ((workspace_id, (person_id, user_id)) for workspace_id, person_id, user_id in people),
        lambda directory, person: directory.find(person[1]),
        lambda session, person, profile: bot.services.people.refresh(
            session, person[0], profile, now=now
        ),
    )
