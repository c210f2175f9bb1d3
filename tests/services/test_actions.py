from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.rules.people import PersonKey
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import ActionStatus, PartnershipStatus, Side
from bot.services import actions
from storage.database import Database
from storage.models import Action, CheckIn, OutboxMessage, Person
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DUE = date(2026, 10, 1)


@pytest.fixture
def cast(database: Database) -> factories.Cast:
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        return factories.make_partnership(session)


@pytest.fixture
def check_in(database: Database, cast: factories.Cast) -> int:
    return make_check_in(database, cast, cast.ana)


def make_check_in(database: Database, cast: factories.Cast, person: Person) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        row = CheckIn(cycle_id=cycle.id, person_id=person.id, side=Side.SCHOOL, submitted_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def give(database: Database, cast: factories.Cast, check_in: int, **changed: object) -> int:
    values: dict[str, object] = {
        "what": "Ask the bus company",
        "owner_id": cast.ben.id,
        "due_on": DUE,
        "now": NOW,
        **changed,
    }
    with database.unit_of_work(WORKSPACE) as session:
        return actions.give(
            session,
            partnership_id=cast.partnership.id,
            check_in_id=check_in,
            **values,  # type: ignore[arg-type]
        )


def told(database: Database) -> list[OutboxMessage]:
    with database.reading(WORKSPACE) as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def row(database: Database, action_id: int) -> Action:
    with database.reading(WORKSPACE) as session:
        return session.get_one(Action, action_id)


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
        actions.withdraw(session, check_in_id=check_in, now=NOW)
    assert row(database, action_id).status is ActionStatus.DROPPED
    give(database, cast, check_in)
    assert row(database, action_id).status is ActionStatus.OPEN
    assert row(database, action_id).finished_at is None


def test_a_check_in_without_action_has_none_to_take_out(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        actions.withdraw(session, check_in_id=check_in, now=NOW)


def test_owner_and_leads_tick_off_and_again_changes_nothing(database, cast, check_in):
    action_id = give(database, cast, check_in, owner_id=cast.dev.id)
    for person, now in ((cast.dev, NOW), (cast.ana, NOW + timedelta(days=1))):
        with database.unit_of_work(WORKSPACE) as session:
            item = actions.finish(session, action_id, key=key_of(person), now=now)
    assert item.what == "Ask the bus company"
    assert row(database, action_id).finished_at == NOW


def test_nobody_else_ticks_it_off(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with (
        database.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="somebody else's hands"),
    ):
        actions.finish(session, action_id, key=key_of(cast.cara), now=NOW)
    assert row(database, action_id).status is ActionStatus.OPEN


def test_an_outsider_learns_nothing_of_it(database, cast, check_in):
    action_id = give(database, cast, check_in)
    for wanted in (action_id, action_id + 1000):
        with (
            database.unit_of_work(WORKSPACE) as session,
            pytest.raises(NotFound, match="not one of your partnerships"),
        ):
            actions.finish(session, wanted, key=PersonKey("T9", "UANA"), now=NOW)


def test_a_tick_can_be_taken_back(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)
        actions.reopen(session, action_id, key=key_of(cast.ben), now=NOW)
    assert row(database, action_id).status is ActionStatus.OPEN
    assert row(database, action_id).finished_at is None


def test_what_was_dropped_cannot_be_done(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.drop(session, action_id, key=key_of(cast.ana), now=NOW)
    with (
        database.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="dropped meanwhile"),
    ):
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)


def test_my_list_has_what_i_owe_where_i_still_am_soonest_first(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2", status=PartnershipStatus.CLOSED)
        for partnership_id, what, due_on in (
            (cast.partnership.id, "later", DUE + timedelta(days=9)),
            (cast.partnership.id, "sooner", DUE),
            (second.partnership.id, "in a closed partnership", DUE),
        ):
            session.add(
                Action(
                    partnership_id=partnership_id,
                    what=what,
                    owner_id=cast.ben.id,
                    due_on=due_on,
                    status=ActionStatus.OPEN,
                    created_at=NOW,
                )
            )
    with database.reading(WORKSPACE) as session:
        mine = actions.to_do(session, key=key_of(cast.ben), now=NOW)
        assert [item.what for item in mine] == ["sooner", "later"]
        assert actions.to_do(session, key=key_of(cast.cara), now=NOW) == []


def test_a_partnerships_list_says_what_i_may_tick(database, cast, check_in):
    give(database, cast, check_in, owner_id=cast.dev.id)
    with database.reading(WORKSPACE) as session:
        for person, may_tick in ((cast.dev, True), (cast.ana, True), (cast.cara, False)):
            [item] = actions.open_in(session, [cast.partnership.id], key=key_of(person), now=NOW)
            assert (item.owner, item.may_tick) == ("UDEV", may_tick)
        outsider = PersonKey("T9", "UANA")
        assert actions.open_in(session, [cast.partnership.id], key=outsider, now=NOW) == []
