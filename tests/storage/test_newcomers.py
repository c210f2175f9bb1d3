"""What waits while a lead has not agreed to who reads along, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules import delivery
from bot.rules.vocabulary import MessageStatus, PauseReason
from bot.services import channels, partnerships
from storage import deliveries, outbox
from storage.database import Database
from storage.models import Partnership
from storage.tries import Outcome
from tests.factories import NOW, WORKSPACE, make_cycle, make_partnership, make_workspace
from tests.messages import SENT, claim, keys, later, queue, record, row, settle, status

ROOM = "CMERCY"


@pytest.fixture
def home(database: Database) -> Database:
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        make_cycle(session, make_partnership(session).partnership)
    return database


def rest(home: Database, because: PauseReason) -> None:
    with home.unit_of_work(WORKSPACE) as session:
        partnerships.rest(session, session.scalars(select(Partnership)).one(), because, NOW)


def wake(home: Database) -> None:
    with home.unit_of_work(WORKSPACE) as session:
        partnerships.wake(session, session.scalars(select(Partnership)).one(), later(60))


@pytest.mark.parametrize("because", [PauseReason.SHARED, PauseReason.UNSHARED])
def test_what_waits_is_said_when_a_lead_has_agreed(home, because):
    queue(home, "digest", ROOM)
    queue(home, "details", ROOM, after_key="digest")
    queue(home, "to ana", "UANA")
    rest(home, because)
    queue(home, "invitation", ROOM)

    (private,) = claim(home)
    assert private.key == "to ana", "the channel hears nothing, also what nobody has settled yet"
    record(home, private, SENT)
    settle(home)
    with home.looking_across_workspaces() as look:
        assert deliveries.workspaces_with_due(look, later(30)) == []
    assert status(home, "digest") is MessageStatus.PENDING

    wake(home)
    (digest,) = claim(home, later(60))
    assert digest.key == "digest"
    record(home, digest, SENT, later(60))
    assert keys(claim(home, later(62))) == ["details"]


def test_what_was_tried_already_waits_as_well(home):
    queue(home, "digest", ROOM)
    (digest,) = claim(home)
    record(home, digest, Outcome(MessageStatus.UNCERTAIN, "internal_error", try_at=later(5)))
    rest(home, PauseReason.SHARED)

    settle(home, later(5))
    assert claim(home, later(5)) == []
    wake(home)
    (again,) = claim(home, later(60))
    assert (again.id, again.attempts) == (digest.id, 2)


def test_what_waits_too_long_is_not_said_any_more(home):
    queue(home, "digest", ROOM, best_before=later(30))
    rest(home, PauseReason.SHARED)
    settle(home, later(5))
    settle(home, later(30))

    assert status(home, "digest") is MessageStatus.EXPIRED
    assert "until a lead agrees" in row(home, "digest").last_error


@pytest.mark.parametrize("because", [PauseReason.ASKED, PauseReason.ARCHIVED, None])
def test_whoever_rests_for_another_reason_keeps_nothing_back(home, because):
    queue(home, "digest", ROOM)
    if because is not None:
        rest(home, because)

    settle(home)
    assert keys(claim(home)) == ["digest"]


def test_the_card_and_a_greeting_tell_newcomers_nothing_new(home):
    with home.unit_of_work(WORKSPACE) as session:
        card = delivery.card_key(session.scalars(select(Partnership.id)).one())
    queue(home, card, ROOM)
    (posted,) = claim(home)
    record(home, posted, SENT)
    with home.unit_of_work(WORKSPACE) as session:
        channels.shared(session, channel_id=ROOM, team_id="T0CLINIC", now=later(1))
    queue(home, delivery.greeting_key(ROOM, "1.2"), ROOM)

    moment = NOW + timedelta(seconds=2)
    settle(home, moment)
    change, *told = claim(home, moment)
    assert change.method == outbox.UPDATE
    assert sorted(one.channel for one in told) == ["UANA", "UBEN"]
    record(home, change, SENT, moment)
    assert keys(claim(home, later(5))) == [delivery.greeting_key(ROOM, "1.2")]
