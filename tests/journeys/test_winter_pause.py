"""A pause over the winter: silence while it lasts, and afterwards a fresh start with all kept."""

from datetime import date

from tests.journeys.test_buttons_only import GOAL


def test_a_pause_over_the_winter(stage):
    ana, ben, room = stage.ana, stage.ben, stage.room
    stage.set_up()
    ana.types("/goal new", room)
    ana.fills({"Goal": GOAL, "Save as": "Draft for now"})
    ana.submits()
    ana.closes()
    stage.live_through(1)
    ben.clicks("Check in", room)
    ben.fills({"Wins": "The greenhouse has a roof."})
    ana.types("/partner pause", room)
    stage.tick()
    assert "paused" in ana.sees(room)

    # What Ben had typed cannot be sent now; the form says why, and keeps it.
    ben.submits()
    assert "is paused" in str(ben.modal.errors)
    assert "The greenhouse has a roof." in ben.sees()
    ben.closes()

    # Nobody hears anything until February.
    posted = stage.slack.posted
    for _week in range(22):
        stage.advance(days=7)
        stage.tick()
    assert date(2027, 2, 8) < stage.now.date() < date(2027, 2, 12)
    assert stage.slack.posted == posted
    ana.opens_home()
    assert "Nothing at the moment" in ana.sees("home")

    # It goes on from today: one card, the next quarter, no old reminder and no old digest.
    ana.clicks("Details", "home")
    ana.clicks("Resume")
    stage.tick()
    assert stage.slack.posted == posted
    assert "active" in ana.sees(room)
    while stage.now.date() < date(2027, 2, 20):
        stage.live_through(1)
    seen = ana.sees(room)
    assert seen.count("is open.") == 2
    ben.clicks("Check in", room)
    assert "Quarter 3 of 2026–27" in ben.sees()
    ana.types("/goal", room)
    assert GOAL in ana.sees()
    assert not stage.slack.refusals
