"""What will be said and when, as members see it."""

from tests.stage import Stage


def test_the_schedule_of_the_next_check_in(stage: Stage):
    stage.set_up()
    stage.ana.types("/partner schedule", stage.room)

    shown = stage.ana.sees()
    assert "Quarter 1 of 2026–27" in shown
    for words in (
        "The check-in opens. The channel gets an invitation.",
        "gets a private reminder",
        "Answers are due.",
        "The channel gets the digest.",
        "The check-in closes.",
    ):
        assert words in shown


def test_the_button_in_the_details_shows_it_too(stage: Stage):
    stage.set_up()
    stage.ben.clicks("Details")
    stage.ben.clicks("Schedule")
    assert "Quarter 1 of 2026–27" in stage.ben.sees()

    stage.ben.clicks("Calendar")
    assert "School calendar" in stage.ben.sees()
    stage.ben.clicks("Details")
    assert "Riverside and Mercy" in stage.ben.sees()
