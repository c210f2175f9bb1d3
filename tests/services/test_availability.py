"""Hours and absences in the rows: who is asked, who is not, and when they are reminded."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

import storage.expectations
from bot.rules.people import Profile, Status
from bot.rules.refusals import NotFound
from bot.rules.vocabulary import ExpectationState, HandoverState, Role, Side
from bot.services import availability, people, reminders
from storage.models import (
    Coordinator,
    Cycle,
    Expectation,
    Handover,
    Membership,
    OutboxMessage,
    Person,
)
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DAY = timedelta(days=1)
MONDAY_AFTER_NEXT = date(2026, 9, 21)
BACK = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)


@pytest.fixture
def cast(database):
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        cycle = factories.make_cycle(session, cast.partnership)
        storage.expectations.plan(session, [cycle.id], now=NOW)
        return cast


def deputize(database, cast, person, side=Side.SCHOOL):
    organization = cast.district if side is Side.SCHOOL else cast.hospital
    with database.unit_of_work(WORKSPACE) as session:
        known = session.get_one(Person, person.id)
        for seat in session.scalars(select(Membership).where(Membership.person_id == known.id)):
            seat.ended_at = NOW
        session.flush()
        factories.make_member(
            session, cast.partnership, known, organization, side=side, role=Role.DEPUTY
        )


def change(database, person, **columns):
    with database.unit_of_work(WORKSPACE) as session:
        for name, value in columns.items():
            setattr(session.get_one(Person, person.id), name, value)


def asked(database):
    """Who is asked, what became of it, and when they are reminded next."""
    with database.reading(WORKSPACE) as session:
        rows = session.execute(
            select(Person.user_id, Expectation.state, Expectation.next_reminder_at).join(
                Expectation, Expectation.person_id == Person.id
            )
        )
        return {user_id: (state.value, at) for user_id, state, at in rows}


def remind(database, now):
    with database.unit_of_work(WORKSPACE) as session:
        ids = list(session.scalars(select(Expectation.id)))
        reminders.remind_due(session, ids, now=now)


def reminded(database):
    with database.reading(WORKSPACE) as session:
        return sorted(session.scalars(select(OutboxMessage.channel)))


def go_away(database, person, back_on=MONDAY_AFTER_NEXT):
    with database.unit_of_work(WORKSPACE) as session:
        return availability.go_away(session, back_on=back_on, key=key_of(person), now=NOW)


def come_back(database, person, now=NOW):
    with database.unit_of_work(WORKSPACE) as session:
        return availability.come_back(session, key=key_of(person), now=now)


FIRST = NOW + 3 * DAY


def test_hours_are_kept(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        mine = availability.keep_hours(
            session, start=time(7), end=time(12), key=key_of(cast.ana), now=NOW
        )
    assert (mine.hours.start, mine.hours.end, mine.back_on) == (time(7), time(12), None)
    with database.reading(WORKSPACE) as session:
        assert availability.look(session, key=key_of(cast.ana), now=NOW) == mine


def test_outsiders_have_nothing_to_say(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        eve = factories.make_person(session, "UEVE", "Eve Stone")
    with pytest.raises(NotFound), database.unit_of_work(WORKSPACE) as session:
        availability.look(session, key=key_of(eve), now=NOW)


def test_a_deputy_is_asked_at_once_and_no_more_when_the_lead_is_back(database, cast):
    deputize(database, cast, cast.cara)
    assert go_away(database, cast.ana).back_on == MONDAY_AFTER_NEXT
    assert asked(database) == {
        "UANA": ("lapsed", None),
        "UBEN": ("open", FIRST),
        "UCARA": ("open", FIRST),
    }

    assert come_back(database, cast.ana).back_on is None
    assert asked(database) == {"UANA": ("open", FIRST), "UBEN": ("open", FIRST)}


def test_a_deputy_who_comes_back_stands_in_still(database, cast):
    deputize(database, cast, cast.cara)
    go_away(database, cast.ana)
    come_back(database, cast.cara)

    assert asked(database)["UCARA"] == ("open", FIRST)


def test_another_lead_is_enough(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        eve = factories.make_person(session, "UEVE", "Eve Stone")
        factories.make_member(
            session, cast.partnership, eve, cast.district, side=Side.SCHOOL, role=Role.LEAD
        )
    deputize(database, cast, cast.cara)
    go_away(database, cast.ana)

    assert {name for name, (state, _at) in asked(database).items() if state == "open"} == {
        "UBEN",
        "UEVE",
    }


def test_where_nobody_stands_in_it_waits(database, cast):
    go_away(database, cast.ana)
    assert asked(database)["UANA"] == ("open", BACK)

    # In their absence by another way: when the reminder falls due.
    change(database, cast.ben, away_until=BACK)
    remind(database, FIRST)
    assert asked(database)["UBEN"] == ("open", BACK)
    assert reminded(database) == []


def test_deputies_who_are_away_too_wait_with_the_lead(database, cast):
    deputize(database, cast, cast.cara)
    change(database, cast.cara, away_until=BACK + 9 * DAY)
    go_away(database, cast.ana)

    assert asked(database)["UANA"] == ("open", BACK)
    assert asked(database)["UCARA"][0] == "open"
    remind(database, FIRST)
    # After the cycle has closed nobody is reminded.
    assert asked(database)["UCARA"] == ("open", None)


def test_back_before_the_reminder_nothing_changes(database, cast):
    deputize(database, cast, cast.cara)
    go_away(database, cast.ana, back_on=date(2026, 9, 10))

    assert asked(database) == {"UANA": ("open", FIRST), "UBEN": ("open", FIRST)}


def test_an_absence_of_a_day_only_moves_the_reminder(database, cast):
    deputize(database, cast, cast.cara)
    tomorrow = FIRST + timedelta(hours=20)
    change(database, cast.ana, away_until=tomorrow)
    remind(database, FIRST)

    # A Saturday by then.
    assert asked(database)["UANA"] == ("open", datetime(2026, 9, 14, 14, 0, tzinfo=UTC))
    assert "UCARA" not in asked(database)
    assert reminded(database) == ["UBEN"]


def test_no_penalty_for_who_had_all_their_reminders(database, cast):
    deputize(database, cast, cast.cara)
    with database.unit_of_work(WORKSPACE) as session:
        for one in session.scalars(select(Expectation)):
            one.reminders_sent, one.next_reminder_at = 3, None
    go_away(database, cast.ana)

    assert asked(database)["UANA"] == ("lapsed", None)
    assert asked(database)["UCARA"][0] == "open"


def test_what_a_colleague_cannot_answer_goes_back_to_who_asked_them(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        theirs = session.scalars(
            select(Expectation).where(Expectation.person_id == cast.ana.id)
        ).one()
        theirs.state, theirs.next_reminder_at = ExpectationState.PASSED_ON, None
        session.flush()
        storage.expectations.ask(
            session,
            cycle_id=theirs.cycle_id,
            person_id=cast.cara.id,
            side=Side.SCHOOL,
            asked_by_id=cast.ana.id,
        )
    go_away(database, cast.cara)

    assert asked(database)["UCARA"] == ("lapsed", None)
    assert asked(database)["UANA"] == ("open", FIRST)


def heard(database, person, now=NOW, **about):
    profile = Profile(
        key=key_of(person),
        name=person.name,
        time_zone="America/Denver",
        locale=None,
        is_bot=False,
        **{"is_deactivated": False, "status": Status(), **about},
    )
    with database.unit_of_work(WORKSPACE) as session:
        people.heard(session, profile, now=now)


VACATION = Status("Vacationing", ":palm_tree:", BACK)


def test_a_status_hands_on_and_its_end_takes_back(database, cast):
    deputize(database, cast, cast.cara)
    heard(database, cast.ana, status=VACATION)
    assert asked(database)["UANA"] == ("lapsed", None)
    assert asked(database)["UCARA"] == ("open", FIRST)

    heard(database, cast.ana)
    assert asked(database) == {"UANA": ("open", FIRST), "UBEN": ("open", FIRST)}


def test_a_hidden_status_says_nothing(database, cast):
    go_away(database, cast.ana)
    heard(database, cast.ana, status=None)
    with database.reading(WORKSPACE) as session:
        ana = session.get_one(Person, cast.ana.id)
        assert (ana.away_until, ana.time_zone) == (BACK, "America/Denver")


def test_of_whom_nothing_is_kept_nothing_is_learned(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        _refused, office, successor = (
            factories.make_person(session, f"U{name}", name)
            for name in ("REFUSED", "OFFICE", "SUCCESSOR")
        )
        session.add_all(
            [
                Coordinator(person_id=office.id, started_at=NOW),
                Handover(
                    partnership_id=cast.partnership.id,
                    leaver_id=cast.ana.id,
                    side=Side.SCHOOL,
                    successor_id=successor.id,
                    state=HandoverState.ASKED,
                    begun_at=NOW,
                ),
            ]
        )
    with database.reading(WORKSPACE) as session:
        known = {
            one.user_id
            for one in session.scalars(select(Person))
            if people.is_known(session, one.key)
        }
        assert not people.is_known(session, cast.ana.key._replace(team_id="T9"))
    assert known == {"UANA", "UBEN", "UCARA", "UDEV", "UOFFICE", "USUCCESSOR"}


def test_between_cycles_there_is_nothing_to_hand_on(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for one in session.scalars(select(Expectation)):
            session.delete(one)
        session.flush()
        for cycle in session.scalars(select(Cycle)):
            session.delete(cycle)
    go_away(database, cast.ana)
    come_back(database, cast.ana)
    assert asked(database) == {}


def test_a_cycle_that_opens_skips_who_will_be_away(database, cast):
    deputize(database, cast, cast.cara)
    change(database, cast.ana, away_until=BACK)
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership, number=2)
        storage.expectations.plan(session, [cycle.id], now=NOW)
        ids = session.scalars(
            select(Expectation.person_id).where(Expectation.cycle_id == cycle.id)
        ).all()
    assert sorted(ids) == sorted([cast.ben.id, cast.cara.id])
