"""The clock over people: who is soon reminded is looked up, since people move and leave."""

import logging
from datetime import datetime, timedelta

import bot.services.people
import storage.reminders
from bot.rules.refusals import Refusal
from bot.slack.gateways import Gateways
from storage.database import Database

log = logging.getLogger(__name__)

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
    silent: set[str] = set()
    looked_up = 0
    for workspace_id, person_id, user_id in people:
        directory = None if workspace_id in silent else gateways.directory_of(workspace_id)
        if directory is None:
            continue
        try:
            profile = directory.find(user_id)
        except Refusal:
            log.info("slack_is_silent", extra={"person": person_id})
            silent.add(workspace_id)
            continue
        with database.unit_of_work(workspace_id) as session:
            bot.services.people.refresh(session, person_id, profile, now=now)
        looked_up += 1
    return looked_up
