"""Check-ins as people meet them: one form from every door, saved once, edited in place."""

from datetime import timedelta

import pytest

from storage.models import (
    Action,
    CheckIn,
    Cycle,
    Expectation,
    GoalUpdate,
)
from tests.checking_in import (
    GOAL,
    all_rows,
    answer,
    goes_to,
    nothing_refused,
    one_row,
)


def test_the_channel_is_invited_and_both_sides_get_in(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    assert "is open" in ana.sees(stage.room)

    ana.clicks("Check in", stage.room)
    answer(ana)
    assert "Thank you" in ana.modal.title
    assert "Two clinics at the school." in ana.sees()
    assert "75%" in ana.sees()
    stage.tick()
    # Who is in would tell who is not.
    assert stage.room.messages[-1].text == "*1 of 2 sides in* for Quarter 1 of 2026–27."
    assert "Two clinics" not in ben.sees(stage.room)

    ben.clicks("Check in", stage.room)
    answer(ben, **{f"{GOAL}: value now": "76"})
    stage.tick()
    seen = ana.sees(stage.room)
    assert "2 of 2 sides in" in seen
    assert "1 of 2 sides in" not in seen
    assert len(all_rows(stage, CheckIn)) == 2
    assert nothing_refused(stage)


@pytest.mark.parametrize("door", ["command", "command with words", "shortcut", "reminder"])
def test_every_door_opens_the_same_form(open_stage, door):
    stage, ana = open_stage, open_stage.ana
    if door == "reminder":
        goes_to(stage, one_row(stage, Cycle).first_reminder_at)
        ana.clicks("Check in", "dm")
    elif door == "shortcut":
        ana.uses_shortcut("Check in")
    else:
        ana.types("/checkin" if door == "command" else "/checkin please", stage.room)
    assert ana.modal.title == "Check-in"
    assert "Wins" in ana.sees()
    assert nothing_refused(stage)


def test_somebody_in_several_partnerships_chooses_first(open_stage):
    stage, ana = open_stage, open_stage.ana
    farm = stage.slack.channel("riverside-farm", ana, stage.ben, shared_with=[stage.hospital])
    stage.set_up(farm, **{"Partnership name": "Riverside and Green Acres"})
    ana.uses_shortcut("Check in")
    assert "several partnerships" in ana.sees()
    ana.clicks("Choose", under="Riverside and Mercy")
    assert ana.modal.title == "Check-in"
    answer(ana)
    assert one_row(stage, CheckIn).wins == "Two clinics at the school."
    ana.closes()
    assert ana.modal is None
    ana.types("/checkin", stage.room)
    assert "You checked in on" in ana.sees()
    assert nothing_refused(stage)


def test_the_same_form_sent_twice_counts_once(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": "Two clinics.", f"{GOAL}: value now": "75"})
    ana.submits(twice=True)
    stage.tick()
    check_in = one_row(stage, CheckIn)
    assert check_in.edited_at is None
    assert len(all_rows(stage, GoalUpdate)) == 1
    assert ana.sees(stage.room).count("1 of 2 sides in") == 1


def test_an_answer_is_edited_in_place_until_the_cycle_closes(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana)
    stage.tick()
    before = ana.sees(stage.room)
    stage.advance(hours=1)
    ana.types("/checkin", stage.room)
    assert "You checked in on" in ana.sees()
    ana.fills({"Wins": "Three clinics."})
    ana.submits()
    stage.tick()
    check_in = one_row(stage, CheckIn)
    assert check_in.wins == "Three clinics."
    assert check_in.edited_at == stage.now
    assert ana.sees(stage.room) == before


def test_below_on_track_a_reason_is_asked_for_at_its_note(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana, **{f"{GOAL}: confidence": "At risk", f"{GOAL}: note": ":tada: 🎉"})
    assert [name for name in ana.modal.errors if name.startswith("note:")]
    ana.fills({f"{GOAL}: note": "Two buses are broken."})
    ana.submits()
    assert one_row(stage, GoalUpdate).note == "Two buses are broken."


def test_a_challenge_becomes_an_action(open_stage):
    stage, ana, ben = open_stage, open_stage.ana, open_stage.ben
    due = stage.now.date() + timedelta(days=10)
    ana.types("/checkin", stage.room)
    answer(ana, **{"Challenges": "Buses", "Action: what": "Call the bus company"})
    assert set(ana.modal.errors) == {"action_owner", "action_due"}
    ana.fills({"Action: who": ben, "Action: by when": due})
    ana.submits()
    assert "Call the bus company" in ana.sees()
    assert one_row(stage, Action).what == "Call the bus company"
    ana.types("/checkin", stage.room)
    ana.fills({"Action: what": "Call both bus companies"})
    ana.submits()
    assert one_row(stage, Action).what == "Call both bus companies"
    assert nothing_refused(stage)


def test_an_action_needs_one_of_the_partnerships_people(open_stage):
    stage, ana = open_stage, open_stage.ana
    stranger = stage.slack.person("Eli Moss")
    ana.types("/checkin", stage.room)
    due = stage.now.date() - timedelta(days=10)
    answer(ana, **{"Action: what": "Call", "Action: who": stranger, "Action: by when": due})
    assert "not in this partnership" in ana.modal.errors["action_owner"]
    assert "passed" in ana.modal.errors["action_due"]


def test_no_change_is_one_tap_from_the_invitation(open_stage):
    stage, ben = open_stage, open_stage.ben
    ben.clicks("No change since last time", stage.room)
    assert "no change since last time" in ben.ephemerals[-1].text
    assert one_row(stage, CheckIn).no_change
    ben.clicks("No change since last time", stage.room)
    stage.tick()
    assert ben.sees(stage.room).count("1 of 2 sides in") == 1


def test_no_change_after_an_answer_leaves_the_answer(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana)
    ana.clicks("No change since last time", stage.room)
    check_in = one_row(stage, CheckIn)
    assert not check_in.no_change
    assert check_in.wins == "Two clinics at the school."
    assert "stays as it is" in ana.sees()


def test_no_change_in_the_form_closes_it_with_thanks(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.clicks("No change since last time")
    assert ana.modal.title == "Thank you"
    assert one_row(stage, CheckIn).no_change


def test_the_form_offers_what_was_said_last_time(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana)
    goes_to(stage, one_row(stage, Cycle).closes_at)
    following = all_rows(stage, Cycle)[-1]
    goes_to(stage, following.opens_at)
    ana.types("/checkin", stage.room)
    seen = ana.sees()
    assert "said last time" in seen
    assert "Buses run on time." in seen
    assert "75" in seen
    ana.clicks("No change since last time")
    assert len(all_rows(stage, GoalUpdate)) == 2


def test_answering_ends_what_was_asked_of_the_side(open_stage):
    stage, ana = open_stage, open_stage.ana
    goes_to(stage, one_row(stage, Cycle).first_reminder_at)
    ana.clicks("Check in", "dm")
    answer(ana)
    stage.tick()
    assert "Nothing more to do" in ana.sees("dm")
    assert [row.state for row in all_rows(stage, Expectation)].count("answered") == 1
