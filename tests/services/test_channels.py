"""Who reads along in the rows: asked about once, whatever a partnership rests for already."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from bot.rules.vocabulary import PauseReason
from bot.services import channels, partnerships
from storage.database import Database
from storage.models import OutboxMessage, Partnership
from tests.factories import (
    NOW,
    PARTNER_WORKSPACE,
    WORKSPACE,
    make_cycle,
    make_partnership,
    make_workspace,
)

CLINIC, HEALTH = "T0CLINIC", "E0HEALTH"
ANA = PersonKey(WORKSPACE, "UANA")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def home(database: Database) -> Database:
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        make_cycle(session, make_partnership(session, channel_looked_at=NOW).partnership)
    return database


def kept(session: Session) -> Partnership:
    return session.scalars(select(Partnership)).one()


def told(session: Session) -> int:
    keys = session.scalars(select(OutboxMessage.key))
    return sum(":channel-trouble:" in key for key in keys)


@pytest.mark.parametrize("because", [PauseReason.ASKED, PauseReason.ARCHIVED, PauseReason.UNSHARED])
def test_a_newcomer_is_asked_about_whatever_it_rests_for(home, because):
    with home.unit_of_work(WORKSPACE) as session:
        partnerships.rest(session, kept(session), because, NOW)
        for _delivery in range(2):
            channels.shared(session, channel_id="CMERCY", team_id=CLINIC, now=LATER)

        assert kept(session).paused_because == PauseReason.SHARED
        assert kept(session).channel_teams == CLINIC
        assert told(session) == 2, "each lead once"
        ends = {PauseReason.ARCHIVED, PauseReason.UNREACHABLE, PauseReason.REMOVED}
        channels.back(session, channel_id="CMERCY", ends=ends, now=LATER)
        assert kept(session).paused_because == PauseReason.SHARED


def test_what_cannot_be_written_to_as_well_still_waits_for_a_lead(home):
    with home.unit_of_work(WORKSPACE) as session:
        channels.shared(session, channel_id="CMERCY", team_id=CLINIC, now=NOW)
        channels.gone(session, channel_id="CMERCY", because=PauseReason.ARCHIVED, now=LATER)

        assert kept(session).paused_because == PauseReason.SHARED


def test_who_gave_way_goes_on_doing_so_whatever_else_happens(home):
    with home.unit_of_work(WORKSPACE) as session:
        there = kept(session)
        channels.gone(session, channel_id="CMERCY", because=PauseReason.ELSEWHERE, now=NOW)
        assert told(session) == 2

        for now in (LATER, LATER + timedelta(hours=1)):
            channels.shared(session, channel_id="CMERCY", team_id=CLINIC, now=now)
        assert there.paused_because == PauseReason.ELSEWHERE
        assert there.channel_teams == CLINIC
        assert told(session) == 4, "each lead hears once who reads along, before they resume"

        channels.unshared(session, channel_id="CMERCY", team_id=PARTNER_WORKSPACE, now=LATER)
        channels.unshared(session, channel_id="CMERCY", team_id=CLINIC, now=LATER)
        partnerships.pause(session, key=ANA, partnership_id=there.id, now=LATER)
        assert there.paused_because == PauseReason.ELSEWHERE
        assert there.channel_teams == ""
        assert told(session) == 4


@pytest.mark.parametrize("team_id", [WORKSPACE, PARTNER_WORKSPACE])
def test_the_sides_may_read_along_and_the_next_digest_waits_for_a_look(home, team_id):
    with home.unit_of_work(WORKSPACE) as session:
        channels.shared(session, channel_id="CMERCY", team_id=team_id, now=NOW)

        assert kept(session).paused_because is None
        assert kept(session).channel_looked_at is None
        channels.seen(session, channel_id="CMERCY", teams=[team_id], now=LATER)
        assert kept(session).paused_because is None
        assert kept(session).channel_looked_at == LATER


def test_who_was_agreed_to_and_left_is_asked_about_again(home):
    with home.unit_of_work(WORKSPACE) as session:
        kept(session).channel_teams = f"{HEALTH} {CLINIC}"
        channels.unshared(session, channel_id="CMERCY", team_id=CLINIC, now=NOW)
        assert kept(session).paused_because is None
        assert kept(session).channel_looked_at is None

        channels.seen(session, channel_id="CMERCY", teams=[HEALTH], now=LATER)
        assert kept(session).paused_because == PauseReason.SHARED


@pytest.mark.parametrize("left", [PARTNER_WORKSPACE, HEALTH])
def test_when_one_side_may_have_left_the_leads_are_told_once(home, left):
    with home.unit_of_work(WORKSPACE) as session:
        for now in (NOW, LATER):
            channels.unshared(session, channel_id="CMERCY", team_id=left, now=now)

        assert kept(session).paused_because == PauseReason.UNSHARED
        assert told(session) == 2


def test_channels_without_a_partnership_are_nobodys_business(home):
    with home.unit_of_work(WORKSPACE) as session:
        channels.seen(session, channel_id="COTHER", teams=[CLINIC], now=NOW)
        channels.shared(session, channel_id="COTHER", team_id=CLINIC, now=NOW)
        channels.unshared(session, channel_id="COTHER", team_id=CLINIC, now=NOW)

        assert kept(session).paused_because is None


def test_after_the_bot_was_away_it_is_looked_up_anew_who_reads_along(home):
    with home.unit_of_work(WORKSPACE) as session:
        channels.gone(session, channel_id="CMERCY", because=PauseReason.REMOVED, now=NOW)
        channels.back(session, channel_id="CMERCY", ends=channels.GONE, now=LATER)

        assert kept(session).paused_because is None
        assert kept(session).channel_looked_at is None
