"""The one action of a check-in: it follows the check-in, until it is done."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.rules.refusals import Refusal
from bot.rules.vocabulary import ActionStatus
from bot.services import actions
from storage.database import Database
from storage.models import Action
from tests import factories
from tests.acting import DUE, give, make_check_in, row, told
from tests.factories import NOW, WORKSPACE, key_of


@pytest.fixture
def check_in(database: Database, cast: factories.Cast) -> int:
    return make_check_in(database, cast, cast.ana)


def test_an_edited_check_in_changes_its_one_action(database, cast, check_in):
    action_id = give(database, cast, check_in)
    give(
        database,
        cast,
        check_in,
        what="Ask the city",
        owner_id=cast.dev.id,
        due_on=DUE + timedelta(days=1),
    )
    kept = row(database, action_id)
    assert (kept.what, kept.owner_id, kept.due_on) == (
        "Ask the city",
        cast.dev.id,
        DUE + timedelta(days=1),
    )
    assert [message.channel for message in told(database)] == ["UBEN", "UDEV"]
    with database.reading(WORKSPACE) as session:
        assert session.scalar(select(func.count()).select_from(Action)) == 1


def test_a_done_action_is_not_rewritten(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)
    give(database, cast, check_in, what="Something else", owner_id=cast.dev.id)
    kept = row(database, action_id)
    assert (kept.what, kept.status, kept.finished_at) == (
        "Ask the bus company",
        ActionStatus.DONE,
        NOW,
    )
    assert len(told(database)) == 1


def test_taken_out_of_the_check_in_it_is_dropped_and_given_again_it_is_open(
    database, cast, check_in
):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.withdraw(session, check_in_id=check_in, person_id=cast.ana.id, now=NOW)
    assert row(database, action_id).status is ActionStatus.DROPPED
    give(database, cast, check_in)
    assert row(database, action_id).status is ActionStatus.OPEN
    assert row(database, action_id).finished_at is None


def test_a_check_in_without_action_has_none_to_take_out(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        actions.withdraw(session, check_in_id=check_in, person_id=cast.ana.id, now=NOW)


def test_only_owners_who_are_members_are_given_anything(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        stranger = factories.make_person(session, "USTRANGER", "Sam")
    with pytest.raises(Refusal, match="not in this partnership"):
        give(database, cast, check_in, owner_id=stranger.id)
