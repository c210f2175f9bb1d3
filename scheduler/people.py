"""The clock over people: who is soon reminded is looked up, since people move and leave."""

import logging
from datetime import datetime, timedelta

import bot.services.people
import storage.reminders
from bot.rules.refusals import Refusal
from bot.slack.directory import Directory
from storage.database import Database

log = logging.getLogger(__name__)

_AHEAD = timedelta(hours=1)
_FRESH_FOR = timedelta(days=1)
# Slack answers about a hundred such questions a minute.
_AT_MOST = 50


def look_up(database: Database, directory: Directory, now: datetime) -> int:
    """Ask Slack about people whose profile is a day old; no transaction is open meanwhile."""
    with database.across_workspaces() as session:
        people = storage.reminders.people_to_look_up(
            session, reminded_by=now + _AHEAD, seen_before=now - _FRESH_FOR, limit=_AT_MOST
        )
    for number, (workspace_id, person_id, user_id) in enumerate(people):
        try:
            profile = directory.find(user_id)
        except Refusal:
            log.info("slack_is_silent", extra={"person": person_id})
            return number
        with database.unit_of_work(workspace_id) as session:
            bot.services.people.refresh(session, person_id, profile, now=now)
    return len(people)
