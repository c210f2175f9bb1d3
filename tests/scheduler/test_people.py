"""Looking people up before they are reminded: seldom, and without a transaction meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

import storage.expectations
import storage.failures
import storage.workspaces
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
        super().__init__(WebClient(), WORKSPACE)
        self.profiles = profiles
        self.asked = []

    def find(self, user_id):
        self.asked.append(user_id)
        found = self.profiles.get(user_id)
        if isinstance(found, Exception):
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
    assert sorted(directory.asked) == ["UANA", "UBEN"]
    ana, ben = _person(database, "UANA"), _person(database, "UBEN")
    assert (ana.is_deactivated, ana.time_zone) == (True, "America/Denver")
    assert (ben.is_deactivated, ben.seen_at) == (False, MORNING)


def test_a_profile_under_another_workspace_of_the_same_organization_is_theirs(database, cast):
    profile = replace(_profile("UANA", "E1"), in_enterprise=True)
    look_up(database, _with(Told(UANA=profile)), MORNING)
    assert _person(database, "UANA").is_deactivated


def test_a_profile_of_somebody_else_changes_nobody(database, cast):
    look_up(database, _with(Told(UANA=_profile("UANA", PARTNER_WORKSPACE))), MORNING)
    assert not _person(database, "UANA").is_deactivated


class Some(Everywhere):
    """Ways to some workspaces only."""

    reachable: frozenset[str] = frozenset()

    def directory_of(self, workspace_id):
        return super().directory_of(workspace_id) if workspace_id in self.reachable else None


def test_where_the_bot_is_shut_out_nobody_is_looked_up_and_others_are(database, cast):
    directory = Told(UANA=_profile("UANA"))
    with database.unit_of_work(WORKSPACE) as session:
        storage.workspaces.shut_out(session, because="token_revoked", now=NOW)
    make_workspace(database, "T9")
    with database.unit_of_work("T9") as session:
        other = make_partnership(session, suffix="9")
        cycle = make_cycle(session, other.partnership)
        storage.expectations.plan(session, [cycle.id], now=NOW)

    assert look_up(database, _with(directory), MORNING) > 0

    assert [user_id for user_id in directory.asked if not user_id.endswith("9")] == []


def test_a_workspace_that_nobody_can_ask_keeps_no_other_waiting(database, cast):
    directory = Told(UANA=_profile("UANA"))
    gateways = Some(Gateway(WebClient(retry_handlers=[])), directory)

    assert look_up(database, gateways, MORNING) == 0
    assert directory.asked == []

    gateways.reachable = frozenset({WORKSPACE})
    assert look_up(database, gateways, MORNING) > 0


def test_a_silent_slack_is_asked_once_a_workspace(database, cast):
    directory = Told(**{name: Refusal("silent") for name in ("UANA", "UBEN", "UCARA", "UDEV")})

    assert look_up(database, _with(directory), MORNING) == 0

    assert len(directory.asked) == 1


def _failing(database):
    with database.reading(WORKSPACE) as session:
        return [(one.job, one.row_id) for one in storage.failures.still(session, MORNING)]


def test_somebody_who_cannot_be_read_fails_alone_and_is_tried_again(database, cast):
    make_workspace(database, "T9")
    with database.unit_of_work("T9") as session:
        other = make_partnership(session, suffix="9")
        cycle = make_cycle(session, other.partnership)
        storage.expectations.plan(session, [cycle.id], now=NOW)
    directory = Told(UANA=KeyError("team_id"))

    assert look_up(database, _with(directory), MORNING) == 3
    assert _failing(database) == [("look people up", cast.ana.id)]
    assert sorted(directory.asked) == ["UANA", "UANA9", "UBEN", "UBEN9"]

    assert look_up(database, _with(directory), MORNING) == 0
    assert directory.asked.count("UANA") == 1

    directory.profiles["UANA"] = _profile("UANA")
    assert look_up(database, _with(directory), MORNING + timedelta(hours=1)) == 1
    assert _failing(database) == []


def test_those_who_cannot_be_read_do_not_fill_the_pass(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(50):
            other = make_partnership(session, suffix=f"B{number}")
            cycle = make_cycle(session, other.partnership)
            storage.expectations.plan(session, [cycle.id], now=NOW)
    bad = {f"U{name}B{number}": KeyError("id") for number in range(50) for name in ("ANA", "BEN")}
    directory = Told(**bad)

    for _minute in range(3):
        look_up(database, _with(directory), MORNING)

    assert {"UANA", "UBEN"} <= set(directory.asked)
    assert len(directory.asked) == 102
