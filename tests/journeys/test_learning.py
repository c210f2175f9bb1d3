"""A goal that is off its way: asked about, talked about, changed, and learned from."""

from datetime import date

from storage.models import Action, Cycle, TurningNote
from tests.checking_in import (
    GOAL,
    all_rows,
    answer,
    goes_to,
    nothing_refused,
    one_row,
    open_a_check_in,
)


def check_in(person, room, **said):
    person.clicks("Check in", room)
    answer(person, **said)


def test_a_curve_is_turned_after_the_check_in_is_saved(stage):
    open_a_check_in(stage)
    off_track = {f"{GOAL}: confidence": "Off track", f"{GOAL}: note": "The nurse left."}
    check_in(stage.ben, stage.room, **off_track)
    assert "Your check-in is saved." in stage.ben.sees()
    assert "Expected by today" in stage.ben.sees()
    stage.ben.submits()
    assert "press Skip this goal" in str(stage.ben.modal.errors)
    stage.ben.fills(
        {
            "The story behind it": "No nurse since June.",
            "Next step": "Call the county",
            "Next step: who": stage.ana,
            "Next step: by when": date(2026, 10, 30),
        }
    )
    stage.ben.submits()
    assert "*Turn the curve:*" in stage.ben.sees()
    assert "The story behind it: No nurse since June." in stage.ben.sees()
    stage.tick()
    assert f"For the goal: {GOAL}" in stage.ana.sees("dm")
    assert one_row(stage, TurningNote).action_id == one_row(stage, Action).id
    assert nothing_refused(stage)


def test_who_skips_or_closes_loses_nothing_and_finds_the_way_back(stage):
    open_a_check_in(stage)
    off_track = {f"{GOAL}: confidence": "Off track", f"{GOAL}: note": "The nurse left."}
    check_in(stage.ben, stage.room, **off_track)
    stage.ben.clicks("Skip this goal")
    assert "Your check-in for Riverside and Mercy" in stage.ben.sees()
    stage.ben.clicks("Turn the curve")
    stage.ben.fills({"What works elsewhere": "Vans."})
    stage.ben.submits()
    assert "What works elsewhere: Vans." in stage.ben.sees()
    assert "[Turn the curve]" not in stage.ben.sees()
    assert nothing_refused(stage)


def test_leads_hear_of_a_gap_first_and_choose_whether_the_channel_does(stage):
    open_a_check_in(stage)
    check_in(stage.ana, stage.room)
    stage.ana.closes()
    off_track = {f"{GOAL}: confidence": "Off track", f"{GOAL}: note": "The nurse left."}
    check_in(stage.ben, stage.room, **off_track)
    stage.ben.closes()
    stage.tick()
    for lead in (stage.ana, stage.ben):
        assert "You see a goal differently" in lead.sees("dm")
    goes_to(stage, one_row(stage, Cycle).digest_at)
    room = stage.ana.sees(stage.room)
    assert "Digest of Riverside and Mercy" in room
    for word in ("The nurse left", "off track", "Off track", "differently"):
        assert word not in room
    stage.ana.clicks("Tell the channel too", "dm")
    assert "The school side would like to tell the channel" in stage.ana.sees("dm")
    stage.tick()
    assert "The school side would like to tell the channel" in stage.ben.sees("dm")
    stage.ben.clicks("Tell the channel too", "dm")
    stage.advance(minutes=1)
    stage.tick()
    assert "Both sides wanted it" in stage.ana.sees("dm")
    assert "the two sides see it differently" in stage.ana.sees(stage.room)
    assert nothing_refused(stage)


def test_what_was_changed_is_asked_about_at_the_next_check_in(stage):
    open_a_check_in(stage)
    check_in(stage.ben, stage.room, **{"What we will change": "A van on Tuesdays"})
    stage.ben.clicks("Record what we change")
    stage.ben.fills({"What changes": "A service or program", "Why": "The bus is full."})
    stage.ben.submits()
    assert "*A van on Tuesdays*" in stage.ben.sees()
    stage.ben.closes(everything=True)
    first = one_row(stage, Cycle)
    goes_to(stage, first.closes_at)
    goes_to(stage, all_rows(stage, Cycle)[-1].opens_at)
    stage.ana.types("/checkin", stage.room)
    assert "*Last time you changed:* A van on Tuesdays" in stage.ana.sees()
    stage.ana.fills({"Did it help?": "Yes, it helped", "Did it help: in a line": "Less crowded."})
    answer(stage.ana)
    assert "Yes, it helped\nLess crowded." in "\n".join(
        line.strip() for line in stage.ana.sees().splitlines()
    )
    stage.ana.closes()
    stage.ben.clicks("Details", stage.room)
    stage.ben.clicks("Learning")
    assert "Yes, it helped: Less crowded." in stage.ben.sees()
    stage.ben.clicks("Record a change")
    stage.ben.fills({"What changes": "How and when we meet", "The change": "Mondays", "Why": "So"})
    stage.ben.submits()
    assert "*Mondays*" in stage.ben.sees()
    stage.ben.closes(everything=True)
    stage.ana.types("/partner learning", stage.room)
    assert "A van on Tuesdays" in stage.ana.sees()
    assert nothing_refused(stage)


def test_what_is_past_its_day_is_decided_over_when_a_cycle_ends(stage):
    open_a_check_in(stage)
    promise = {"Action: who": stage.ana, "Action: by when": stage.now.date()}
    check_in(stage.ben, stage.room, **{"Action: what": "Ask the city", **promise})
    stage.ben.closes()
    goes_to(stage, one_row(stage, Cycle).closes_at)
    stage.live_through(3)
    assert "1 action of yours is overdue" in stage.ana.sees("dm")
    stage.ana.opens_home()
    stage.ana.clicks("Decide …", "home")
    assert "Carry over to" in stage.ana.sees()
    stage.ana.closes()
    label = next(line for line in stage.ana.sees("dm").splitlines() if "Carry over to" in line)
    stage.ana.clicks(label.partition("[")[2].split("] [")[1], "dm")
    assert "Ask the city: due on" in stage.ana.sees("dm")
    stage.tick()
    assert "Ask the city: due on" in stage.ana.sees("dm")
    assert one_row(stage, Action).due_on > stage.now.date()
    assert nothing_refused(stage)
