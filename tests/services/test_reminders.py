"""Reminders: each when it may come, one a day over all partnerships, none for nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import storage.expectations
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import CycleState, ExpectationState, PartnershipStatus, Role, Side
from bot.services import checkins, cycles, requests
from scheduler.cycles import close_due, open_due
from scheduler.reminders import remind_due
from storage.models import (
    CheckIn,
    Cycle,
    Expectation,
    Membership,
    OutboxMessage,
    Partnership,
    Person,
    ReminderDay,
)
from tests.factories import (
    NOW,
    WORKSPACE,
    key_of,
    make_cycle,
    make_member,
    make_partnership,
    make_workspace,
)

# A Friday, ten in the morning in Chicago; the Monday after it.
FIRST = NOW + timedelta(days=3)
MONDAY = NOW + timedelta(days=6)


@pytest.fixture
def scene(database):
    """A partnership whose open cycle has asked both leads."""
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        cycle = make_cycle(session, cast.partnership)
        storage.expectations.plan(session, [cycle.id], now=NOW)
        return cast, cycle


def _asked(database, person):
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(Expectation).where(Expectation.person_id == person.id)).one()


def _reminded(database):
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(OutboxMessage.channel).order_by(OutboxMessage.id)).all()


def _change(database, model, row_id, **columns):
    with database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(model, row_id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_both_leads_are_reminded_once_whoever_runs_the_job(database, scene):
    cast, _cycle = scene
    assert remind_due(database, FIRST - timedelta(seconds=1)) == 0
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _n: remind_due(database, FIRST), range(2)))
    remind_due(database, FIRST)
    assert sorted(_reminded(database)) == sorted([cast.ana.user_id, cast.ben.user_id])
    ana = _asked(database, cast.ana)
    assert (ana.reminders_sent, ana.next_reminder_at) == (1, NOW + timedelta(days=7))


def test_after_days_of_silence_one_reminder_comes(database, scene):
    late = NOW + timedelta(days=8)
    remind_due(database, late)
    remind_due(database, late)
    ana = _asked(database, scene[0].ana)
    assert (ana.reminders_sent, ana.next_reminder_at) == (2, scene[1].last_reminder_at)
    assert len(_reminded(database)) == 2


def test_a_reminder_waits_for_the_persons_own_morning(database, scene):
    ana = scene[0].ana
    _change(database, Person, ana.id, time_zone="Pacific/Honolulu")
    remind_due(database, FIRST)
    assert ana.user_id not in _reminded(database)
    at = _asked(database, ana).next_reminder_at
    assert at == datetime(2026, 9, 11, 19, 0, tzinfo=UTC)
    remind_due(database, at)
    assert ana.user_id in _reminded(database)


def test_without_a_zone_of_their_own_the_partnerships_counts(database, scene):
    ana = scene[0].ana
    _change(database, Person, ana.id, time_zone=None)
    remind_due(database, FIRST)
    assert ana.user_id in _reminded(database)


def test_one_reminder_a_day_over_all_partnerships(database, scene):
    cast, _cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        other = make_partnership(session, suffix="2")
        make_member(
            session, other.partnership, cast.ana, other.district, side=Side.SCHOOL, role=Role.LEAD
        )
        storage.expectations.plan(session, [make_cycle(session, other.partnership).id], now=NOW)
    remind_due(database, FIRST)
    assert _reminded(database).count(cast.ana.user_id) == 1
    remind_due(database, MONDAY)
    assert _reminded(database).count(cast.ana.user_id) == 2
    with database.reading(WORKSPACE) as session:
        days = session.scalars(
            select(ReminderDay.day).where(ReminderDay.person_id == cast.ana.id)
        ).all()
    assert sorted(days) == [FIRST.date(), MONDAY.date()]


def test_nobody_is_reminded_once_their_side_is_in(database, scene):
    cast, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        session.add(
            CheckIn(cycle_id=cycle.id, person_id=cast.cara.id, side=Side.SCHOOL, submitted_at=NOW)
        )
    remind_due(database, FIRST)
    assert _reminded(database) == [cast.ben.user_id]
    assert _asked(database, cast.ana).next_reminder_at is None


def test_a_reminder_that_waits_to_be_sent_is_taken_back_when_the_side_is_in(database, scene):
    cast, _cycle = scene
    remind_due(database, FIRST)
    with database.unit_of_work(WORKSPACE) as session:
        checkins.no_change(session, cast.partnership.id, key=key_of(cast.cara), now=FIRST)
    with database.reading(WORKSPACE) as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.channel == cast.ana.user_id)
            .order_by(OutboxMessage.id)
        ).all()
    assert [(row.method, row.best_before <= FIRST) for row in rows] == [
        ("chat.postMessage", True),
        ("chat.update", False),
    ]


@pytest.mark.parametrize("why", ["left", "deactivated", "a bot"])
def test_who_cannot_answer_any_more_makes_room_for_the_deputy(database, scene, why):
    cast, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.cara.id)).one()
        seat.role = Role.DEPUTY
        ana = session.get_one(Person, cast.ana.id)
        ana.is_deactivated, ana.is_bot = why == "deactivated", why == "a bot"
        if why == "left":
            hers = session.scalars(
                select(Membership).where(Membership.person_id == cast.ana.id)
            ).one()
            hers.ended_at = NOW
    remind_due(database, FIRST)
    assert _asked(database, cast.ana).state is ExpectationState.LAPSED
    remind_due(database, FIRST)
    assert sorted(_reminded(database)) == sorted([cast.ben.user_id, cast.cara.user_id])
    if why == "left":
        with database.unit_of_work(WORKSPACE) as session:
            make_member(
                session, cast.partnership, cast.ana, cast.district, side=Side.SCHOOL, role=Role.LEAD
            )
            storage.expectations.plan(session, [cycle.id], now=NOW)
        assert _asked(database, cast.ana).state is ExpectationState.OPEN


def test_a_paused_partnership_and_a_closed_cycle_remind_nobody(database, scene):
    cast, cycle = scene
    _change(database, Partnership, cast.partnership.id, status=PartnershipStatus.PAUSED)
    assert remind_due(database, FIRST) == 0
    _change(database, Partnership, cast.partnership.id, status=PartnershipStatus.ACTIVE)
    _change(database, Cycle, cycle.id, state=CycleState.CLOSED)
    assert remind_due(database, FIRST) == 0


def test_opening_and_closing_run_twice_at_the_same_moment(database, scene):
    cast, cycle = scene
    _change(database, Cycle, cycle.id, state=CycleState.CLOSED)
    with database.unit_of_work(WORKSPACE) as session:
        partnership = session.get_one(Partnership, cast.partnership.id)
        following = cycles.replan(session, partnership, now=NOW)
    for job, moment in ((open_due, following.opens_at), (close_due, following.closes_at)):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _n, job=job, moment=moment: job(database, moment), range(2)))
        job(database, moment)
    with database.reading(WORKSPACE) as session:
        states = session.scalars(select(Cycle.state).order_by(Cycle.number)).all()
        keys = session.scalars(select(OutboxMessage.key)).all()
    assert states == [CycleState.CLOSED, CycleState.CLOSED, CycleState.UPCOMING]
    assert sum("invitation" in key for key in keys) == 1


def _do(database, name, *arguments, person, now=FIRST):
    with database.unit_of_work(WORKSPACE) as session:
        return getattr(requests, name)(session, *arguments, key=key_of(person), now=now)


def test_only_the_person_who_is_asked_can_act_on_it(database, scene):
    cast, _cycle = scene
    asked = _asked(database, cast.ana)
    for person in (cast.ben, cast.cara):
        with pytest.raises(NotFound):
            _do(database, "decline", asked.id, person=person)
    with pytest.raises(NotFound):
        _do(database, "decline", 999_999, person=cast.ana)


def test_a_no_and_taking_it_back_each_count_once(database, scene):
    ana = scene[0].ana
    asked = _asked(database, ana)
    _do(database, "take_back", asked.id, person=ana)
    for _twice in range(2):
        _do(database, "decline", asked.id, person=ana)
    assert _asked(database, ana).state is ExpectationState.DECLINED
    with pytest.raises(Refusal, match="not this time"):
        _do(database, "look", asked.id, person=ana)
    for _twice in range(2):
        _do(database, "take_back", asked.id, person=ana, now=FIRST + timedelta(hours=1))
    assert _asked(database, ana).next_reminder_at == NOW + timedelta(days=7)


def test_what_is_over_is_refused_with_the_reason(database, scene):
    cast, cycle = scene
    asked = _asked(database, cast.ana)
    with pytest.raises(Refusal, match="has closed"):
        _do(database, "decline", asked.id, person=cast.ana, now=cycle.closes_at)
    _change(database, Expectation, asked.id, state=ExpectationState.ANSWERED)
    with pytest.raises(Refusal, match="has checked in"):
        _do(database, "decline", asked.id, person=cast.ana)


def test_the_last_reminder_cannot_be_snoozed(database, scene):
    ana = scene[0].ana
    asked = _asked(database, ana)
    _change(database, Expectation, asked.id, reminders_sent=3)
    with pytest.raises(Refusal, match="last reminder"):
        _do(database, "snooze", asked.id, MONDAY.date(), person=ana)


def _profile(person, **changed):
    known = {
        "key": PersonKey(person.team_id, person.user_id),
        "name": person.name,
        "time_zone": person.time_zone,
        "locale": None,
        "is_bot": False,
        "is_deactivated": False,
    }
    return Profile(**{**known, **changed})


def test_the_request_goes_on_and_comes_back(database, scene):
    cast, _cycle = scene
    asked = _asked(database, cast.ana)
    _do(database, "ask_colleague", asked.id, _profile(cast.cara), person=cast.ana)
    assert _asked(database, cast.ana).state is ExpectationState.PASSED_ON
    hers = _asked(database, cast.cara)
    assert hers.asked_by_id == cast.ana.id
    assert _reminded(database) == [cast.cara.user_id]
    with pytest.raises(Refusal, match="said no"):
        _do(database, "ask_colleague", hers.id, _profile(cast.ana), person=cast.cara)
    _do(database, "decline", hers.id, person=cast.cara)
    assert _asked(database, cast.ana).state is ExpectationState.OPEN


def test_a_no_does_not_come_back_to_who_left(database, scene):
    cast, _cycle = scene
    asked = _asked(database, cast.ana)
    _do(database, "ask_colleague", asked.id, _profile(cast.cara), person=cast.ana)
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.ana.id)).one()
        seat.ended_at = FIRST
    _change(database, Expectation, asked.id, state=ExpectationState.LAPSED)
    _do(database, "decline", _asked(database, cast.cara).id, person=cast.cara)
    assert _asked(database, cast.ana).state is ExpectationState.LAPSED


@pytest.mark.parametrize("profile", [None, {"is_bot": True}, {"is_deactivated": True}])
def test_a_colleague_who_cannot_read_it_is_refused_at_the_field(database, scene, profile):
    cast, _cycle = scene
    asked = _asked(database, cast.ana)
    colleague = None if profile is None else _profile(cast.cara, **profile)
    with pytest.raises(Refusal) as refused:
        _do(database, "ask_colleague", asked.id, colleague, person=cast.ana)
    assert refused.value.field == "colleague"
    assert _asked(database, cast.ana).state is ExpectationState.OPEN
