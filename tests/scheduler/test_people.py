"""Looking people up before they are reminded: seldom, and without a transaction meanwhile."""

from datetime import timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

import storage.expectations
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.slack.directory import Directory
from bot.slack.gateway import Gateway
from scheduler.people import look_up
from storage.models import Person
from tests.factories import (
    NOW,
    PARTNER_WORKSPACE,
    WORKSPACE,
    make_cycle,
    make_partnership,
    make_workspace,
)
from tests.gateways import Everywhere

MORNING = NOW + timedelta(days=3)


class Told(Directory):
    """A directory that knows what it is told, and counts the questions."""

    def __init__(self, **profiles):
        super().__init__(WebClient())
        self.profiles = profiles
        self.asked = []

    def find(self, user_id):
        self.asked.append(user_id)
        found = self.profiles.get(user_id)
        if isinstance(found, Refusal):
            raise found
        return found


@pytest.fixture
def cast(database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        cycle = make_cycle(session, cast.partnership)
        storage.expectations.plan(session, [cycle.id], now=NOW)
        return cast


def _with(directory):
    return Everywhere(Gateway(WebClient(retry_handlers=[])), directory)


def _profile(user_id, team_id=WORKSPACE):
    return Profile(PersonKey(team_id, user_id), "Ana R.", "America/Denver", "es-ES", False, True)


def _person(database, user_id):
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(Person).where(Person.user_id == user_id)).one()


def test_who_is_soon_reminded_is_looked_up_once_a_day(database, cast):
    directory = Told(UANA=_profile("UANA"))
    assert look_up(database, _with(directory), MORNING - timedelta(hours=2)) == 0
    assert look_up(database, _with(directory), MORNING) == 2
    assert look_up(database, _with(directory), MORNING) == 0
    assert directory.asked == ["UANA", "UBEN"]
    ana, ben = _person(database, "UANA"), _person(database, "UBEN")
    assert (ana.is_deactivated, ana.time_zone) == (True, "America/Denver")
    assert (ben.is_deactivated, ben.seen_at) == (False, MORNING)


def test_a_profile_of_somebody_else_changes_nobody(database, cast):
    look_up(database, _with(Told(UANA=_profile("UANA", PARTNER_WORKSPACE))), MORNING)
    assert not _person(database, "UANA").is_deactivated


def test_when_slack_is_silent_the_others_wait(database, cast):
    directory = Told(UANA=Refusal("silent"))
    assert look_up(database, _with(directory), MORNING) == 0
    assert directory.asked == ["UANA"]
