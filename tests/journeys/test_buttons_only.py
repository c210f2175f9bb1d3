"""The partner who never installed anything: every command has a button that works for them."""

from datetime import date

import pytest

from bot.playground import NotPossible

GOAL = "More tenth-graders spend a day in the hospital's lab"


def test_everything_by_button(stage):
    ben, room = stage.ben, stage.room
    stage.set_up()
    with pytest.raises(NotPossible):
        ben.types("/checkin", room)

    # The card leads to the record, from there to people, and back.
    ben.clicks("Details", room)
    ben.clicks("People")
    ben.clicks("Add a person")
    ben.fills({"Person": stage.dev, "Side": "Partner side: Mercy Hospital"})
    ben.submits()
    assert "@Dev Patel" in ben.sees()
    ben.closes(everything=True)

    # A goal, its update, its revision and its history.
    ben.clicks("Goals", room)
    ben.clicks("New goal")
    ben.fills(
        {
            "Goal": GOAL,
            "Why it matters": "They see what they could become.",
            "Indicator": "Tenth-graders in the lab",
            "Unit": "students",
            "Baseline": "12",
            "Target": "100.5",
            "Due": date(2027, 6, 15),
            "Owner on the school side": stage.ana,
        }
    )
    ben.submits()
    ben.clicks("Update")
    ben.fills({"Value now": "٣٤", "Confidence": "On track"})
    ben.submits()
    ben.clicks("Revise")
    ben.fills({"Target": "90", "Reason": "The lab has one room less."})
    ben.submits()
    ben.clicks("History")
    assert "The lab has one room less." in ben.sees()
    ben.closes(everything=True)

    # The check-in and what follows from it.
    stage.live_through(1)
    ben.clicks("No change since last time", room)
    assert "no change since last time" in ben.sees(room)
    ben.clicks("Check in", room)
    ben.fills({"Wins": "Twelve guests in one week."})
    ben.submits()
    ben.closes()
    ben.clicks("Details", room)
    ben.clicks("Digest")
    assert "Twelve guests in one week." in ben.sees()
    ben.closes(everything=True)
    ben.clicks("Details", room)
    ben.clicks("Actions")
    assert "No open actions" in ben.sees()
    ben.closes(everything=True)

    # Rest, go on, and end.
    ben.clicks("Details", room)
    ben.clicks("Pause")
    assert "paused" in ben.sees()
    ben.clicks("Resume")
    assert "active" in ben.sees()
    ben.clicks("Close partnership")
    ben.submits()
    assert "is closed" in ben.sees()
    stage.tick()
    assert "closed" in stage.ana.sees(room)
    assert not stage.slack.refusals
    assert not stage.slack.failures
