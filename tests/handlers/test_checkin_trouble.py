"""Check-ins at bad moments and with odd words: nothing lost or half-saved, all said kindly."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from storage.models import (
    CheckIn,
    Cycle,
    Draft,
    GoalUpdate,
    Membership,
    Partnership,
)
from tests.checking_in import (
    GOAL,
    all_rows,
    answer,
    goes_to,
    nothing_refused,
    one_row,
)


@pytest.mark.parametrize("typed", ["nan", "1e400", "seventy"])
def test_what_is_no_number_is_said_at_its_box(open_stage, typed):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana, **{f"{GOAL}: value now": typed})
    assert [name for name in ana.modal.errors if name.startswith("value:")]
    assert all_rows(stage, CheckIn) == []


@pytest.mark.parametrize(
    ("typed", "value"), [("1,234.5", 1234.5), ("85%", 85.0), ("٣", 3.0), ("", None)]
)
def test_numbers_are_read_as_people_write_them(open_stage, typed, value):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana, **{f"{GOAL}: value now": typed})
    assert one_row(stage, GoalUpdate).value == value


@pytest.mark.parametrize(
    "words",
    ["🎉🎉", "مرحبا بالجميع", "<!channel> &lt; <@U123>", "x" * 2000, "שלום 😀 <http://a|b>"],
)
def test_any_words_are_kept_and_shown_as_they_are(open_stage, words):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana, Wins=words)
    stage.tick()
    assert one_row(stage, CheckIn).wins == words
    assert nothing_refused(stage)


def test_too_many_words_are_said_at_their_box(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "x" * 3000}, raw=True)
    ana.submits(raw=True)
    assert "2,000" in ana.modal.errors["wins"]
    assert all_rows(stage, CheckIn) == []


def test_nothing_at_all_cannot_be_sent(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.submits()
    assert "nothing to send" in ana.modal.errors["wins"]


def test_what_was_typed_survives_a_form_closed_by_accident(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "Two clinics.", f"{GOAL}: confidence": "At risk", "Action: what": "Call"})
    ana.closes()
    ana.types("/checkin", stage.room)
    seen = ana.sees()
    assert "We kept what you typed" in seen
    assert "Two clinics." in seen
    ana.fills({f"{GOAL}: confidence": "On track", "Action: what": ""})
    ana.submits()
    assert one_row(stage, CheckIn).wins == "Two clinics."
    assert all_rows(stage, Draft) == []


def test_starting_over_empties_the_form_and_still_sends(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "Two clinics."})
    ana.closes()
    ana.types("/checkin", stage.room)
    ana.clicks("Start over")
    assert "Two clinics." not in ana.sees()
    ana.fills({f"{GOAL}: value now": "many"})
    ana.submits()
    assert "one number" in next(iter(ana.modal.errors.values()))
    ana.fills({f"{GOAL}: value now": "75", "Challenges": "Buses"})
    ana.submits()
    assert one_row(stage, CheckIn).challenges == "Buses"


def test_typing_goes_on_while_drafts_cannot_be_kept(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    with stage.database.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE drafts IN ACCESS EXCLUSIVE MODE"))
        ana.fills({"Wins": "Two clinics."})
    assert ana.modal.title == "Check-in"
    assert all_rows(stage, Draft) == []
    ana.submits()
    assert one_row(stage, CheckIn).wins == "Two clinics."


def test_a_late_answer_counts_and_is_marked_late(open_stage):
    stage, ana = open_stage, open_stage.ana
    goes_to(stage, one_row(stage, Cycle).due_at + timedelta(days=1))
    ana.types("/checkin", stage.room)
    assert "still counts" in ana.sees()
    answer(ana)
    assert "marked late" in ana.sees()
    assert one_row(stage, CheckIn).is_late


def test_a_check_in_that_closed_meanwhile_is_refused_kindly(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    goes_to(stage, one_row(stage, Cycle).closes_at)
    answer(ana)
    assert "has closed. The next one opens on" in str(ana.modal.errors)
    assert all_rows(stage, CheckIn) == []
    ana.types("/checkin", stage.room)
    assert "opens on" in ana.sees()


def test_a_check_in_that_is_not_open_yet_says_when(stage):
    stage.set_up()
    stage.ana.types("/checkin", stage.room)
    assert "opens on" in stage.ana.sees()


def test_a_paused_partnership_takes_no_answers(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "Two clinics."})
    with stage.database.unit_of_work(stage.workspace_id) as session:
        session.scalars(select(Partnership)).one().status = "paused"
    ana.submits()
    assert "paused" in str(ana.modal.errors)
    ana.clicks("No change since last time", stage.room)
    assert all_rows(stage, CheckIn) == []


def test_somebody_removed_meanwhile_is_refused(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    ben.clicks("Check in", stage.room)
    ben.fills({"Wins": "Two clinics."})
    with stage.database.unit_of_work(stage.workspace_id) as session:
        for seat in session.scalars(select(Membership)):
            seat.ended_at = stage.now
    ben.submits()
    assert "not one of your partnerships" in str(ben.modal.errors)
    ana.clicks("Check in", stage.room)
    assert "not one of your partnerships" in ana.sees()
    assert all_rows(stage, CheckIn) == []


def test_a_goal_retired_meanwhile_loses_nothing_else(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    ben.clicks("Check in", stage.room)
    ana.types("/goal", stage.room)
    ana.clicks("Retire")
    ana.fills({"Reason": "The state changed how it counts."})
    ana.submits()
    answer(ben)
    assert "retired while you were writing" in ben.sees()
    assert "Buses run on time." in ben.sees()
    assert one_row(stage, CheckIn).wins == "Two clinics at the school."
    assert all_rows(stage, GoalUpdate) == []
    assert nothing_refused(stage)
