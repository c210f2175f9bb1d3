"""What is said of an action, and how it follows when the action changes."""

from datetime import timedelta

import pytest

from bot.rules.vocabulary import Side
from bot.services import actions, digests
from storage.database import Database
from storage.models import CheckIn, Person
from tests import factories
from tests.acting import change, changed, give, give_own, log, make_check_in, queued, told
from tests.factories import NOW, WORKSPACE, key_of


@pytest.fixture
def check_in(database: Database, cast: factories.Cast) -> int:
    return make_check_in(database, cast, cast.ana)


def test_a_new_owner_hears_of_it_once_and_privately(database, cast, check_in):
    first = give(database, cast, check_in)
    assert give(database, cast, check_in) == first
    [message] = told(database)
    assert message.channel == "UBEN"
    assert "Ask the bus company" in message.payload["text"]
    assert "<@UANA> named you" in message.payload["text"]
    assert "Thursday, October 1, 2026" in message.payload["text"]


def test_the_message_waits_for_the_owners_working_hours(database, cast, check_in):
    night = NOW + timedelta(hours=12)
    give(database, cast, check_in, now=night)
    [message] = told(database)
    assert message.due_at == NOW.replace(hour=14) + timedelta(days=1)  # nine in Chicago
    assert message.best_before > message.due_at


def test_an_owner_without_a_known_zone_is_told_on_the_partnerships_clock(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, cast.ben.id).time_zone = None
    give(database, cast, check_in)
    assert told(database)[0].due_at == NOW


def test_who_names_themselves_is_not_told_what_they_know(database, cast, check_in):
    give(database, cast, check_in, owner_id=cast.ana.id)
    assert told(database) == []


def test_an_action_that_goes_to_somebody_else_says_so_to_both(database, cast):
    action_id = give_own(database, cast)
    item = change(database, action_id, cast.ana, owner="UBEN", reason="Dev is away.")
    assert item.owner == "UBEN"
    assert [message.channel for message in told(database)] == ["UDEV", "UBEN"]
    [(channel, text)] = changed(database)
    assert channel == "UDEV"
    assert "Reassigned:* Ask the city, now with <@UBEN>" in text
    assert log(database, cast, action_id)[0] == ("UANA", "changed it", "Dev is away.")
    # And back again: the one who has it anew is told anew.
    change(database, action_id, cast.ana, form="back")
    assert [message.channel for message in told(database)] == ["UDEV", "UBEN", "UDEV"]


def test_who_takes_an_action_over_is_not_told_what_they_know(database, cast):
    action_id = give_own(database, cast)
    change(database, action_id, cast.ana, owner="UANA", what="Ask the mayor", goal_id=None)
    assert [message.channel for message in told(database)] == ["UDEV"]


def test_a_tick_changes_the_message_that_gave_it(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)
    [(channel, text)] = changed(database)
    assert (channel, "*Done:* Ask the bus company" in text) == ("UBEN", True)
    # It had not gone out, so it need not any more.
    assert told(database)[0].best_before == NOW


def test_a_tick_is_seen_in_the_digest_that_is_out_while_it_is_news(database, cast):
    action_id = give_own(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership, digest_at=NOW)
        session.add(
            CheckIn(cycle_id=cycle.id, person_id=cast.ana.id, side=Side.SCHOOL, submitted_at=NOW)
        )
        session.flush()
        digests.post_due(session, [cycle.id], now=NOW)

    def changes_of_digest():
        keys = [one.key for one in queued(database, "chat.update")]
        return [key for key in keys if "digest:0" in key]

    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.dev), now=NOW + timedelta(days=1))
    assert len(changes_of_digest()) == 1
    assert any("*Done:* Ask the city, <@UDEV>" in text for _channel, text in changed(database))
    with database.unit_of_work(WORKSPACE) as session:
        actions.reopen(session, action_id, key=key_of(cast.dev), now=NOW + timedelta(days=8))
    assert len(changes_of_digest()) == 1
