"""A bot that was down for days: it catches up once, with no flood and no silence."""

from datetime import date


def dms(stage):
    return len(stage.ana.direct_messages) + len(stage.ben.direct_messages)


def test_down_on_the_morning_it_opens(stage):
    stage.set_up()
    stage.advance(days=3)
    stage.tick()

    seen = stage.ana.sees(stage.room)
    assert seen.count("is open.") == 1
    assert "check-in is open, answers are due by" in seen
    # People are not reminded of what they have only just been told.
    assert dms(stage) == 0
    stage.live_through(3)
    assert dms(stage) == 2


def test_down_over_two_reminders(stage):
    stage.set_up()
    stage.live_through(2)
    stage.advance(days=8)
    stage.clock.now = stage.now.replace(hour=17)
    stage.tick()

    assert dms(stage) == 2
    stage.live_through(1)
    assert dms(stage) == 2


def test_down_over_the_due_date(stage):
    stage.set_up()
    stage.live_through(1)
    stage.ben.clicks("Check in", stage.room)
    stage.ben.fills({"Wins": "Nurses visited two classes."})
    stage.ben.submits()
    stage.tick()
    stage.advance(days=15)
    stage.clock.now = stage.now.replace(hour=17)
    stage.tick()

    seen = stage.ana.sees(stage.room)
    assert seen.count("Digest of") == 1
    assert "Nurses visited two classes." in seen
    assert len(stage.ben.direct_messages) == 0
    assert len(stage.ana.direct_messages) == 1
    assert "yours still counts until" in stage.ana.sees("dm")


def test_down_over_a_whole_check_in(stage):
    stage.set_up()
    stage.clock.now = stage.now.replace(month=10, day=20)
    before = len(stage.room.messages)
    stage.tick()

    # It would only tell them what they could no longer do.
    assert dms(stage) == 0
    assert "is open." not in stage.ana.sees(stage.room)
    assert len(stage.room.messages) == before
    stage.ana.types("/partner details", stage.room)
    assert "check-in opens on" in stage.ana.sees()
    while stage.now.date() < date(2026, 11, 3):
        stage.live_through(1)
    assert stage.ana.sees(stage.room).count("is open.") == 1
