"""Turning the curve: which goals a check-in asks about, and what is answered."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.answers import ActionAnswer
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.turning import TurningAnswer
from bot.rules.vocabulary import CycleState, GoalStatus, Side
from bot.services import checkin_copies, goal_reading, turning
from storage.models import Action, CheckIn, Cycle, Goal, OutboxMessage, TurningNote
from tests import factories
from tests.factories import WORKSPACE, key_of
from tests.learning import LATER, OFF, STORY, answer, change, check_in, details, posts, rows


@pytest.fixture
def scene(database):
    """A partnership with a goal and an open cycle."""
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        goal = factories.make_goal(session, cast)
        return cast, goal, factories.make_cycle(session, cast.partnership)


def test_only_a_goal_off_its_way_is_asked_about_and_the_check_in_is_saved_before(database, scene):
    cast, goal, _cycle = scene
    assert check_in(database, scene, cast.ana).to_turn == ()
    copy = check_in(database, scene, cast.ben, OFF)
    assert list(copy.to_turn) == [goal.id]
    with database.reading(WORKSPACE) as session:
        form = turning.form(
            session, copy.check_in_id, [goal.id], first=1, key=key_of(cast.ben), now=LATER
        )
    assert (form.statement, form.current, form.place, form.of) == (goal.statement, 75.0, 1, 1)
    assert len(rows(database, CheckIn)) == 2


def test_an_answer_is_kept_once_and_its_next_step_is_an_action_of_the_goal(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    filled = replace(STORY, action=ActionAnswer("Call the county", "UDEV", date(2026, 10, 1)))
    for _twice in range(2):
        answer(database, copy.check_in_id, goal, cast.ana, filled)
    answer(database, copy.check_in_id, goal, cast.ana, replace(filled, story="It is the bus."))
    [note], [action] = rows(database, TurningNote), rows(database, Action)
    assert (note.story, note.action_id) == ("It is the bus.", action.id)
    assert (action.goal_id, action.owner_id, action.side) == (goal.id, cast.dev.id, Side.PARTNER)
    with database.reading(WORKSPACE) as session:
        again = checkin_copies.of_check_in(
            session, copy.check_in_id, key=key_of(cast.ana), now=LATER
        )
        history = goal_reading.history(session, goal.id, page=0, key=key_of(cast.cara), now=LATER)
    assert [one.story for one in again.turned] == ["It is the bus."]
    assert again.to_turn == []
    assert [one.value for one in again.goals] == ["75%"]
    assert "Turning" in {type(entry).__name__ for entry in history.entries}


def test_the_thread_of_the_digest_says_how_to_turn_it(database, scene):
    cast, goal, cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    posts(database, cycle, LATER)
    answer(database, copy.check_in_id, goal, cast.ana)
    text = details(database, scene)
    assert "*The story behind it*\nNo nurse since June." in text
    assert "*Who could help*\nThe county." in text
    # What it says is in the thread of a digest that is out, too.
    assert any(
        "No nurse since June." in row.payload["text"] for row in rows(database, OutboxMessage)
    )


def test_nothing_is_an_answer_and_a_goal_that_is_gone_is_not_turned(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    with pytest.raises(FormRefusal, match="Skip this goal"):
        answer(database, copy.check_in_id, goal, cast.ana, TurningAnswer())
    change(database, Goal, goal.id, status=GoalStatus.RETIRED)
    with pytest.raises(Refusal, match="retired in the meantime"):
        answer(database, copy.check_in_id, goal, cast.ana)
    change(database, Cycle, _cycle.id, state=CycleState.CLOSED)
    with pytest.raises(Refusal, match="has closed"):
        answer(database, copy.check_in_id, goal, cast.ana)


def test_only_who_checked_in_is_asked(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    strangers = (cast.ben, cast.cara)
    for person in strangers:
        with pytest.raises(NotFound):
            answer(database, copy.check_in_id, goal, person)
    with pytest.raises(NotFound):
        answer(database, copy.check_in_id + 99, goal, cast.ana)
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        turning.form(
            session, copy.check_in_id, [goal.id + 99], first=1, key=key_of(cast.ana), now=LATER
        )
