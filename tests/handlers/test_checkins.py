"""Check-ins as people meet them: one form from every door, saved, edited, kept when closed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Draft,
    Expectation,
    GoalUpdate,
    Membership,
    Partnership,
)

GOAL = "More ninth-graders attend nine days out of ten"


@pytest.fixture
def open_stage(stage):
    """The stage after set-up, with one live goal and an open check-in."""
    stage.set_up()
    stage.ana.types("/goal new", stage.room)
    stage.ana.fills(
        {
            "Goal": GOAL,
            "Why it matters": "Days in class are days of learning.",
            "Indicator": "Ninth-graders with 90 % attendance",
            "Unit": "%",
            "Baseline": "70",
            "Target": "85%",
            "Starts": date(2026, 9, 8),
            "Due": date(2027, 6, 15),
            "Owner on the partner side": stage.ben,
        }
    )
    stage.ana.submits()
    cycle = _one(stage, Cycle)
    _goes_to(stage, cycle.opens_at)
    return stage


def _goes_to(stage, moment):
    stage.clock.now = moment
    stage.tick()


def _all(stage, model):
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def _one(stage, model):
    (row,) = _all(stage, model)
    return row


def _answer(person, **other):
    person.fills(
        {
            f"{GOAL}: value now": "75",
            f"{GOAL}: confidence": "On track",
            f"{GOAL}: note": "Buses run on time.",
            "Wins": "Two clinics at the school.",
            **other,
        }
    )
    return person.submits()


def _nothing_refused(stage):
    return not stage.slack.refusals and not stage.slack.warnings


def test_the_channel_is_invited_and_both_sides_get_in(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    assert "is open" in ana.sees(stage.room)

    ana.clicks("Check in", stage.room)
    _answer(ana)
    assert "Thank you" in ana.modal.title
    assert "Two clinics at the school." in ana.sees()
    assert "75%" in ana.sees()
    stage.tick()
    assert "1 of 2 sides in" in ana.sees(stage.room)
    assert "Two clinics" not in ben.sees(stage.room)

    ben.clicks("Check in", stage.room)
    _answer(ben, **{f"{GOAL}: value now": "76"})
    stage.tick()
    seen = ana.sees(stage.room)
    assert "2 of 2 sides in" in seen
    assert "1 of 2 sides in" not in seen
    assert len(_all(stage, CheckIn)) == 2
    assert _nothing_refused(stage)


@pytest.mark.parametrize("door", ["command", "command with words", "shortcut", "reminder"])
def test_every_door_opens_the_same_form(open_stage, door):
    stage, ana = open_stage, open_stage.ana
    if door == "reminder":
        _goes_to(stage, _one(stage, Cycle).first_reminder_at)
        ana.clicks("Check in", "dm")
    elif door == "shortcut":
        ana.uses_shortcut("Check in")
    else:
        ana.types("/checkin" if door == "command" else "/checkin please", stage.room)
    assert ana.modal.title == "Check-in"
    assert "Wins" in ana.sees()
    assert _nothing_refused(stage)


def test_the_same_form_sent_twice_counts_once(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "Two clinics.", f"{GOAL}: value now": "75"})
    ana.submits(twice=True)
    stage.tick()
    check_in = _one(stage, CheckIn)
    assert check_in.edited_at is None
    assert len(_all(stage, GoalUpdate)) == 1
    assert ana.sees(stage.room).count("1 of 2 sides in") == 1


def test_an_answer_is_edited_in_place_until_the_cycle_closes(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana)
    stage.tick()
    before = ana.sees(stage.room)
    stage.advance(hours=1)
    ana.types("/checkin", stage.room)
    assert "You checked in on" in ana.sees()
    ana.fills({"Wins": "Three clinics."})
    ana.submits()
    stage.tick()
    check_in = _one(stage, CheckIn)
    assert check_in.wins == "Three clinics."
    assert check_in.edited_at == stage.now
    assert ana.sees(stage.room) == before


def test_below_on_track_a_reason_is_asked_for_at_its_note(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana, **{f"{GOAL}: confidence": "At risk", f"{GOAL}: note": ":tada: 🎉"})
    assert [name for name in ana.modal.errors if name.startswith("note:")]
    ana.fills({f"{GOAL}: note": "Two buses are broken."})
    ana.submits()
    assert _one(stage, GoalUpdate).note == "Two buses are broken."


@pytest.mark.parametrize("typed", ["nan", "1e400", "seventy"])
def test_what_is_no_number_is_said_at_its_box(open_stage, typed):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana, **{f"{GOAL}: value now": typed})
    assert [name for name in ana.modal.errors if name.startswith("value:")]
    assert _all(stage, CheckIn) == []


@pytest.mark.parametrize(
    ("typed", "value"), [("1,234.5", 1234.5), ("85%", 85.0), ("٣", 3.0), ("", None)]
)
def test_numbers_are_read_as_people_write_them(open_stage, typed, value):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana, **{f"{GOAL}: value now": typed})
    assert _one(stage, GoalUpdate).value == value


@pytest.mark.parametrize(
    "words",
    ["🎉🎉", "مرحبا بالجميع", "<!channel> &lt; <@U123>", "x" * 2000, "שלום 😀 <http://a|b>"],
)
def test_any_words_are_kept_and_shown_as_they_are(open_stage, words):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana, Wins=words)
    stage.tick()
    assert _one(stage, CheckIn).wins == words
    assert _nothing_refused(stage)


def test_too_many_words_are_said_at_their_box(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "x" * 3000}, raw=True)
    ana.submits(raw=True)
    assert "2,000" in ana.modal.errors["wins"]
    assert _all(stage, CheckIn) == []


def test_nothing_at_all_cannot_be_sent(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.submits()
    assert "nothing to send" in ana.modal.errors["wins"]


def test_a_challenge_becomes_an_action(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    due = stage.now.date() + timedelta(days=10)
    ana.types("/checkin", stage.room)
    _answer(ana, **{"Challenges": "Buses", "Action: what": "Call the bus company"})
    assert set(ana.modal.errors) == {"action_owner", "action_due"}
    ana.fills({"Action: who": ben, "Action: by when": due})
    ana.submits()
    assert "Call the bus company" in ana.sees()
    assert _one(stage, Action).what == "Call the bus company"
    ana.types("/checkin", stage.room)
    ana.fills({"Action: what": "Call both bus companies"})
    ana.submits()
    assert _one(stage, Action).what == "Call both bus companies"
    assert _nothing_refused(stage)


def test_an_action_needs_one_of_the_partnerships_people(open_stage):
    stage, ana = open_stage, open_stage.ana
    stranger = stage.slack.person("Eli Moss")
    ana.types("/checkin", stage.room)
    due = stage.now.date() - timedelta(days=10)
    _answer(ana, **{"Action: what": "Call", "Action: who": stranger, "Action: by when": due})
    assert "not in this partnership" in ana.modal.errors["action_owner"]
    assert "passed" in ana.modal.errors["action_due"]


def test_no_change_is_one_tap_from_the_invitation(open_stage):
    stage, ben = open_stage, open_stage.ben
    ben.clicks("No change since last time", stage.room)
    assert "no change since last time" in ben.ephemerals[-1].text
    assert _one(stage, CheckIn).no_change
    ben.clicks("No change since last time", stage.room)
    stage.tick()
    assert ben.sees(stage.room).count("1 of 2 sides in") == 1


def test_no_change_after_an_answer_leaves_the_answer(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana)
    ana.clicks("No change since last time", stage.room)
    check_in = _one(stage, CheckIn)
    assert not check_in.no_change
    assert check_in.wins == "Two clinics at the school."
    assert "stays as it is" in ana.sees()


def test_no_change_in_the_form_closes_it_with_thanks(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.clicks("No change since last time")
    assert ana.modal.title == "Thank you"
    assert _one(stage, CheckIn).no_change


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
    assert _one(stage, CheckIn).wins == "Two clinics."
    assert _all(stage, Draft) == []


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
    assert _one(stage, CheckIn).challenges == "Buses"


def test_a_late_answer_counts_and_is_marked_late(open_stage):
    stage, ana = open_stage, open_stage.ana
    _goes_to(stage, _one(stage, Cycle).due_at + timedelta(days=1))
    ana.types("/checkin", stage.room)
    assert "still counts" in ana.sees()
    _answer(ana)
    assert "marked late" in ana.sees()
    assert _one(stage, CheckIn).is_late


def test_a_check_in_that_closed_meanwhile_is_refused_kindly(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _goes_to(stage, _one(stage, Cycle).closes_at)
    _answer(ana)
    assert "has closed. The next one opens on" in str(ana.modal.errors)
    assert _all(stage, CheckIn) == []
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
    assert _all(stage, CheckIn) == []


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
    assert _all(stage, CheckIn) == []


def test_a_goal_retired_meanwhile_loses_nothing_else(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    ben.clicks("Check in", stage.room)
    ana.types("/goal", stage.room)
    ana.clicks("Retire")
    ana.fills({"Reason": "The state changed how it counts."})
    ana.submits()
    _answer(ben)
    assert "retired while you wrote" in ben.sees()
    assert "Buses run on time." in ben.sees()
    assert _one(stage, CheckIn).wins == "Two clinics at the school."
    assert _all(stage, GoalUpdate) == []
    assert _nothing_refused(stage)


def test_the_form_offers_what_was_said_last_time(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    _answer(ana)
    _goes_to(stage, _one(stage, Cycle).closes_at)
    following = _all(stage, Cycle)[-1]
    _goes_to(stage, following.opens_at)
    ana.types("/checkin", stage.room)
    seen = ana.sees()
    assert "said last time" in seen
    assert "Buses run on time." in seen
    assert "75" in seen
    ana.clicks("No change since last time")
    assert len(_all(stage, GoalUpdate)) == 2


def test_answering_ends_what_was_asked_of_the_side(open_stage):
    stage, ana = open_stage, open_stage.ana
    _goes_to(stage, _one(stage, Cycle).first_reminder_at)
    ana.clicks("Check in", "dm")
    _answer(ana)
    stage.tick()
    assert "Nothing more to do" in ana.sees("dm")
    assert [row.state for row in _all(stage, Expectation)].count("answered") == 1
