"""What will be said, for members and for the operator."""

from datetime import timedelta

import pytest
from sqlalchemy import update

import storage.outbox
from bot.rules.refusals import NotFound
from bot.rules.vocabulary import CycleState, ExpectationState, PartnershipStatus
from bot.services import schedules
from storage.models import Cycle, Expectation, Partnership, PulseAsking
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of
from tests.pulses import Pulse

DAY = timedelta(days=1)


def ask(session, cycle, person, side, **columns):
    session.add(
        Expectation(
            **{
                "cycle_id": cycle.id,
                "person_id": person.id,
                "side": side,
                "state": ExpectationState.OPEN,
                "next_reminder_at": NOW + 3 * DAY,
                **columns,
            }
        )
    )


def look(database, cast, person=None):
    with database.reading(WORKSPACE) as session:
        key = key_of(person or cast.ana)
        return schedules.look(session, cast.partnership.id, key=key, now=NOW)


def everything(database, days=30):
    with database.reading_across_workspaces() as session:
        until = NOW + timedelta(days=days)
        return sorted(schedules.everything(session, now=NOW, until=until), key=lambda one: one.at)


def test_a_member_sees_what_comes_and_when_they_are_reminded(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        ask(session, cycle, cast.ana, "school")
        ask(session, cycle, cast.ben, "partner", state=ExpectationState.DECLINED)

    shown = look(database, cast)
    assert [one.what.value for one in shown.coming] == [
        "reminder",
        "reminder",
        "due",
        "digest",
        "reminder",
        "closes",
    ]
    assert shown.period == "Quarter 1 of 2026–27"
    assert shown.mine_at == NOW + 3 * DAY
    assert look(database, cast, cast.ben).mine_at is None
    assert look(database, cast, cast.cara).mine_at is None


def test_paused_and_closed_partnerships_say_so(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_cycle(session, cast.partnership)
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.PAUSED
    assert look(database, cast).is_paused

    with database.unit_of_work(WORKSPACE) as session:
        for cycle in session.query(Cycle):
            cycle.state = CycleState.CLOSED
    assert look(database, cast).period == ""


def test_outsiders_learn_nothing(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        eve = factories.make_person(session, "UEVE", "Eve Stone")
    with pytest.raises(NotFound):
        look(database, cast, eve)


def test_the_operator_sees_messages_that_wait_and_what_the_clock_will_say(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        ask(session, cycle, cast.ana, "school")
        ask(session, cycle, cast.ben, "partner")
        storage.outbox.enqueue(
            session, key="hello", channel="C1", payload={}, now=NOW, best_before=NOW + DAY
        )

    found = everything(database)
    assert [(one.what, one.people, one.channel) for one in found] == [
        ("hello", 0, "C1"),
        ("reminder", 2, ""),
        ("digest", 0, "CMERCY"),
        ("closes", 0, "CMERCY"),
    ]
    assert found[1].local_time == "2026-09-11 10:00 America/Chicago"
    assert found[1].partnership == cast.partnership.id
    assert [one.what for one in everything(database, days=4)] == ["hello", "reminder"]


def test_a_cycle_that_is_not_open_yet_has_its_reminders_planned(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_cycle(
            session, cast.partnership, state=CycleState.UPCOMING, opens_at=NOW + DAY
        )
    assert [one.what for one in everything(database, days=10)] == ["opens", "reminder", "reminder"]


def test_nothing_is_said_in_a_paused_partnership(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_cycle(session, cast.partnership)
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.PAUSED
    assert everything(database) == []


def test_a_pulse_that_is_open_has_its_reminder_and_its_results(database):
    pulse = Pulse(database, school=3, partner=2)
    pulse.ask()
    for person in (pulse.cast.ana, pulse.cast.ben):
        pulse.vote(person, 3)

    found = [one for one in everything(database) if one.what.startswith("pulse ")]

    assert [(one.what, one.people, one.channel) for one in found] == [
        ("pulse reminder", 0, ""),
        ("pulse results", 0, "CMERCY"),
    ]
    pulse.cycle(1)
    mine = look(database, pulse.cast)
    assert [one.what.value for one in mine.coming if one.what.value.startswith("pulse")] == [
        "pulse reminder",
        "pulse results",
    ]
    with database.unit_of_work(WORKSPACE) as session:
        session.execute(update(PulseAsking).values(remind_at=None))
    assert len([one for one in everything(database) if one.what.startswith("pulse ")]) == 1
    assert all(one.what.startswith("pulse:") for one in everything(database, days=1))
