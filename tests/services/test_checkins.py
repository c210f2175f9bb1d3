"""Saving check-ins: once however often they come, whole or not at all, into open cycles only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.rules.answers import ActionAnswer, Answers, GoalAnswer
from bot.rules.checkins import AlreadyClosed, NotOpenYet
from bot.rules.people import PersonKey
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import (
    ActionStatus,
    Confidence,
    CycleState,
    ExpectationState,
    PartnershipStatus,
)
from bot.services import checkin_forms, checkins, drafts
from bot.views.checkin_form import Filled
from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Draft,
    Expectation,
    Goal,
    GoalUpdate,
    OutboxMessage,
    Partnership,
)
from tests.factories import (
    NOW,
    WORKSPACE,
    key_of,
    make_cycle,
    make_goal,
    make_partnership,
    make_workspace,
)

LATER = NOW + timedelta(days=1)


@pytest.fixture
def scene(database):
    """A partnership with a goal and an open cycle."""
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        return cast, make_goal(session, cast), make_cycle(session, cast.partnership)


def _submit(database, scene, person, *, now=LATER, value="75", wins="Two clinics.", **other):
    cast, goal, cycle = scene
    answers = Answers(
        goals=(GoalAnswer(goal.id, value, Confidence.ON_TRACK, "Buses run."),),
        texts={"wins": wins},
        **other,
    )
    with database.unit_of_work(WORKSPACE) as session:
        return checkins.submit(
            session, cast.partnership.id, cycle.id, answers, key=key_of(person), now=now
        )


def _no_change(database, scene, person, now=LATER):
    with database.unit_of_work(WORKSPACE) as session:
        return checkins.no_change(session, scene[0].partnership.id, key=key_of(person), now=now)


def _form(database, scene, person, now=LATER):
    with database.reading(WORKSPACE) as session:
        return checkin_forms.form(session, scene[0].partnership.id, key=key_of(person), now=now)


def _all(database, model):
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def test_the_same_submission_from_two_threads_counts_once(database, scene):
    ana = scene[0].ana
    with ThreadPoolExecutor(2) as pool:
        copies = list(pool.map(lambda _n: _submit(database, scene, ana), range(2)))
    assert copies[0] == copies[1]
    (check_in,) = _all(database, CheckIn)
    assert check_in.edited_at is None
    assert len(_all(database, GoalUpdate)) == 1
    assert len(_all(database, OutboxMessage)) == 1


def test_both_sides_at_the_same_moment_are_both_counted(database, scene):
    cast = scene[0]
    with ThreadPoolExecutor(2) as pool:
        copies = list(pool.map(lambda who: _submit(database, scene, who), (cast.ana, cast.ben)))
    assert sorted(copy.sides_in for copy in copies) == [1, 2]
    keys = [row.key.rpartition("sides-in:")[2] for row in _all(database, OutboxMessage)]
    assert sorted(keys) == ["1", "2"]


def test_a_second_voice_of_a_side_adds_no_line(database, scene):
    cast = scene[0]
    _submit(database, scene, cast.ana)
    copy = _submit(database, scene, cast.cara)
    assert copy.sides_in == 1
    assert len(_all(database, OutboxMessage)) == 1


def test_an_edit_replaces_goals_texts_and_action(database, scene):
    cast, _goal, _cycle = scene
    action = ActionAnswer("Call the bus company", cast.ben.user_id, date(2026, 9, 20))
    _submit(database, scene, cast.ana, action=action)
    _submit(database, scene, cast.ana, action=action, now=LATER + timedelta(hours=1))
    assert _all(database, CheckIn)[0].edited_at is None
    later = LATER + timedelta(days=13)
    moved = ActionAnswer("Call the bus company", cast.cara.user_id, action.due_on)
    _submit(database, scene, cast.ana, action=moved, now=later)
    assert _all(database, Action)[0].owner_id == cast.cara.id
    _submit(database, scene, cast.ana, value="", wins="", now=later)
    (check_in,) = _all(database, CheckIn)
    assert (check_in.wins, check_in.edited_at) == ("", later)
    assert not check_in.is_late
    assert _all(database, GoalUpdate)[0].value is None
    assert _all(database, Action)[0].status is ActionStatus.DROPPED
    assert _form(database, scene, cast.ana, later).initial.get("action_what") is None


def test_a_goal_emptied_in_an_edit_is_emptied(database, scene):
    cast, goal, cycle = scene
    _submit(database, scene, cast.ana)
    answers = Answers(goals=(GoalAnswer(goal.id),), texts={"wins": "Two clinics."})
    with database.unit_of_work(WORKSPACE) as session:
        copy = checkins.submit(
            session, cast.partnership.id, cycle.id, answers, key=key_of(cast.ana), now=LATER
        )
    assert copy.goals == []
    (update,) = _all(database, GoalUpdate)
    assert (update.value, update.confidence, update.note) == (None, None, "")


def test_what_needs_mending_saves_nothing(database, scene):
    with pytest.raises(FormRefusal) as refused:
        _submit(database, scene, scene[0].ana, value="nan")
    assert set(refused.value.problems) == {f"value:{scene[1].id}"}
    assert _all(database, CheckIn) == []


def test_a_goal_of_somebody_else_is_left_out(database, scene):
    cast, _goal, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        strange = make_goal(session, make_partnership(session, suffix="2"))
        answers = Answers(goals=(GoalAnswer(strange.id, "99"),))
        checkins.submit(
            session, cast.partnership.id, cycle.id, answers, key=key_of(cast.ana), now=LATER
        )
    assert _all(database, GoalUpdate) == []


def test_no_change_counts_as_fresh_and_repeats_what_was_said(database, scene):
    cast, goal, cycle = scene
    _submit(database, scene, cast.ana)
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Cycle, cycle.id).state = CycleState.CLOSED
        make_goal(session, cast)
        make_cycle(
            session,
            cast.partnership,
            number=2,
            opens_at=NOW + timedelta(days=90),
            due_at=NOW + timedelta(days=104),
            closes_at=NOW + timedelta(days=111),
        )
    now = NOW + timedelta(days=91)
    assert _form(database, scene, cast.ana, now).filled is Filled.LAST_TIME
    _no_change(database, scene, cast.ana, now)
    assert _no_change(database, scene, cast.ana, now).already_on is None
    _first, second = _all(database, GoalUpdate)
    assert (second.goal_id, second.value, second.note) == (goal.id, 75.0, "Buses run.")
    assert _all(database, Goal)[0].updated_at == now
    assert _form(database, scene, cast.ana, now).initial["wins"] == "Two clinics."


def test_no_change_is_replaced_by_words(database, scene):
    cast = scene[0]
    _no_change(database, scene, cast.ana)
    _submit(database, scene, cast.ana, now=LATER + timedelta(hours=1))
    (check_in,) = _all(database, CheckIn)
    assert not check_in.no_change
    assert check_in.wins == "Two clinics."


def test_an_answer_after_the_digest_is_brought_into_it(database, scene):
    cast, _goal, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Cycle, cycle.id).digested_at = cycle.digest_at
    _submit(database, scene, cast.ana, now=cycle.digest_at + timedelta(hours=1))
    # There was nothing to say before, and now there is.
    assert _all(database, Cycle)[0].digested_at is None
    assert _all(database, CheckIn)[0].is_late


def test_answering_ends_what_is_asked_of_the_side_and_of_a_decliner(database, scene):
    cast, _goal, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        for person, state in (
            (cast.ana, ExpectationState.OPEN),
            (cast.cara, ExpectationState.DECLINED),
            (cast.ben, ExpectationState.OPEN),
        ):
            side = "partner" if person is cast.ben else "school"
            session.add(Expectation(cycle_id=cycle.id, person_id=person.id, side=side, state=state))
    _submit(database, scene, cast.cara)
    states = {row.person_id: row.state for row in _all(database, Expectation)}
    assert states == {
        cast.ana.id: ExpectationState.ANSWERED,
        cast.cara.id: ExpectationState.ANSWERED,
        cast.ben.id: ExpectationState.OPEN,
    }


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"state": CycleState.UPCOMING}, NotOpenYet),
        ({"state": CycleState.CLOSED}, AlreadyClosed),
        ({"closes_at": LATER}, AlreadyClosed),
    ],
)
def test_only_an_open_cycle_takes_answers(database, scene, changes, refusal):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = session.get_one(Cycle, scene[2].id)
        for name, value in changes.items():
            setattr(cycle, name, value)
    with pytest.raises(refusal):
        _submit(database, scene, scene[0].ana)


def test_a_closed_cycle_names_the_day_of_the_next(database, scene):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Cycle, scene[2].id).state = CycleState.CLOSED
        make_cycle(session, scene[0].partnership, number=2, state=CycleState.UPCOMING)
    with pytest.raises(AlreadyClosed, match="The next one opens on"):
        _submit(database, scene, scene[0].ana)


@pytest.mark.parametrize("status", [PartnershipStatus.PAUSED, PartnershipStatus.CLOSED])
def test_only_an_active_partnership_takes_answers(database, scene, status):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, scene[0].partnership.id).status = status
    with pytest.raises(Refusal, match=status.value):
        _form(database, scene, scene[0].ana)


def test_without_a_cycle_there_is_nothing_to_answer(database, scene):
    cast, _goal, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        session.delete(session.get_one(Cycle, cycle.id))
    with pytest.raises(Refusal, match="planned"):
        _form(database, scene, cast.ana)
    with pytest.raises(NotFound):
        _no_change(database, scene, cast.ana)
    with pytest.raises(NotFound):
        _submit(database, scene, cast.ana)


def test_the_form_asks_for_ten_goals_with_the_persons_own_first(database, scene):
    cast = scene[0]
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(12):
            target = None if number == 0 else 85.0
            hers = {"statement": f"Goal {number}", "school_owner_id": cast.cara.id}
            make_goal(session, cast, target=target, **hers)
    form = _form(database, scene, cast.cara)
    assert len(form.goals) == 10
    assert form.more_goals == 3
    assert form.goals[0].statement == "Goal 0"


def test_the_form_offers_what_the_side_said_and_not_what_the_other_did(database, scene):
    cast, goal, _cycle = scene
    _submit(database, scene, cast.ana)
    assert _form(database, scene, cast.cara).initial[f"value:{goal.id}"] == "75"
    other = _form(database, scene, cast.dev)
    assert not any(other.initial.values())
    assert other.filled is Filled.EMPTY
    assert other.goals[0].standing == "Last: 75% · Target: 85%"


def test_a_draft_is_offered_until_it_is_sent(database, scene):
    cast, _goal, cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        for typed, now in (("Two", LATER), ("Two clinics", LATER), ("T", NOW)):
            drafts.keep(session, cycle.id, {"wins": typed}, key=key_of(cast.ana), now=now)
    form = _form(database, scene, cast.ana)
    assert (form.filled, form.initial) == (Filled.DRAFT, {"wins": "Two clinics"})
    assert _form(database, scene, cast.cara).filled is Filled.EMPTY
    _submit(database, scene, cast.ana)
    assert _all(database, Draft) == []


def test_a_key_stroke_that_comes_after_the_form_is_no_draft(database, scene):
    cast, _goal, cycle = scene
    _submit(database, scene, cast.ana)
    with database.unit_of_work(WORKSPACE) as session:
        late = LATER + timedelta(seconds=1)
        drafts.keep(session, cycle.id, {"wins": "Two"}, key=key_of(cast.ana), now=late)
    assert _form(database, scene, cast.ana).filled is Filled.ALREADY_SENT


def test_a_stranger_has_no_draft(database, scene):
    stranger = PersonKey("T9", "U9")
    with database.unit_of_work(WORKSPACE) as session:
        drafts.keep(session, scene[2].id, {"wins": "Two"}, key=stranger, now=NOW)
        drafts.forget(session, scene[2].id, key=stranger)
    assert _all(database, Draft) == []
