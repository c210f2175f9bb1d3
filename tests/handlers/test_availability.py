"""Working hours, being away, and what Slack says of people, as people meet it."""

from datetime import UTC, date, datetime, time

from sqlalchemy import select

from bot.rules.vocabulary import ExpectationState
from storage.models import Expectation, Person
from tests.stage import Stage

# The morning after set-up the check-in opens; two days on the first reminder comes.
REMINDED = datetime(2026, 9, 14, 16, 0, tzinfo=UTC)
MID_SEPTEMBER = date(2026, 9, 21)


def person(stage: Stage, somebody) -> Person:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Person).where(Person.user_id == somebody.id)).one()


def asked(stage: Stage) -> dict[str, str]:
    """Who is asked to check in, and what became of it, by name."""
    with stage.database.reading(stage.workspace_id) as session:
        rows = session.execute(
            select(Person.name, Expectation.state).join(
                Expectation, Expectation.person_id == Person.id
            )
        )
        return {name: state.value for name, state in rows}


def with_deputy(stage: Stage) -> None:
    stage.set_up()
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills(
        {
            "Person": stage.cara,
            "Side": "School side: Riverside School District",
            "Role": "Deputy: stands in for the lead, writes goals",
        }
    )
    stage.ana.submits()
    stage.ana.closes()
    stage.tick()


def go_away(stage: Stage) -> None:
    stage.ana.types("/partner away", stage.room)
    stage.ana.fills({"I am back on": MID_SEPTEMBER})
    stage.ana.submits()


def test_own_hours_decide_when_a_reminder_comes(stage: Stage):
    stage.set_up()
    stage.ana.types("/partner hours", stage.room)
    assert "Central Time (Chicago)" in stage.ana.sees()
    stage.ana.fills({"From": "13:00", "Until": "18:00"})
    stage.ana.submits()

    assert "between 13:00 and 18:00, Central Time (Chicago)" in stage.ana.sees()
    stage.ana.closes()
    stage.goes_to(datetime(2026, 9, 14, 17, 59, tzinfo=UTC))
    assert stage.ben.direct_messages
    assert not stage.ana.direct_messages
    stage.goes_to(datetime(2026, 9, 14, 18, 1, tzinfo=UTC))
    assert "Time to check in" in stage.ana.sees("dm")


def test_hours_that_end_before_they_begin_are_refused(stage: Stage):
    stage.set_up()
    stage.ana.types("/partner hours", stage.room)
    stage.ana.fills({"From": "13:00", "Until": "09:00"})
    stage.ana.submits()

    assert "an hour after the start" in stage.ana.sees()
    assert person(stage, stage.ana).hours_start is None


def test_who_is_away_is_left_in_peace_and_the_deputy_is_asked(stage: Stage):
    with_deputy(stage)
    go_away(stage)
    assert "back on Monday, September 21, 2026" in stage.ana.sees()
    stage.ana.closes()

    stage.goes_to(REMINDED)
    assert asked(stage) == {"Ben Okafor": "open", "Cara Lind": "open"}
    assert not stage.ana.direct_messages
    assert "because you stand in for the lead" in stage.cara.sees("dm")


def test_away_in_one_line_and_back_with_one_button(stage: Stage):
    with_deputy(stage)
    stage.goes_to(datetime(2026, 9, 10, 15, 0, tzinfo=UTC))
    stage.ana.types("/partner away until Monday, really", stage.room)
    stage.ana.closes()
    stage.ana.types("/partner away until September 21", stage.room)
    assert "back on Monday, September 21, 2026" in stage.ana.sees(stage.room)
    assert asked(stage)["Cara Lind"] == "open"
    assert asked(stage)["Ana Ruiz"] == "lapsed"

    stage.ana.clicks("I am back", stage.room)
    assert "Welcome back" in stage.ana.sees(stage.room)
    assert asked(stage) == {"Ana Ruiz": "open", "Ben Okafor": "open"}
    stage.goes_to(REMINDED)
    assert "Time to check in" in stage.ana.sees("dm")


def test_where_nobody_stands_in_the_reminder_waits_for_the_return(stage: Stage):
    stage.set_up()
    stage.goes_to(datetime(2026, 9, 10, 15, 0, tzinfo=UTC))
    go_away(stage)
    stage.ana.closes()

    stage.goes_to(datetime(2026, 9, 21, 13, 59, tzinfo=UTC))
    assert asked(stage)["Ana Ruiz"] == "open"
    assert not stage.ana.direct_messages
    stage.goes_to(datetime(2026, 9, 21, 14, 1, tzinfo=UTC))
    assert "Time to check in" in stage.ana.sees("dm")


def test_a_day_that_cannot_be_is_refused(stage: Stage):
    stage.set_up()
    stage.ana.types("/partner away", stage.room)
    stage.ana.fills({"I am back on": date(2026, 9, 8)})
    stage.ana.submits()

    assert "Please choose a day after today." in stage.ana.sees()


def test_home_shows_it_and_has_the_ways_to_change_it(stage: Stage):
    stage.set_up()
    stage.ana.opens_home()
    assert "between 09:00 and 16:00" in stage.ana.sees("home")
    stage.ana.clicks("I am away", "home")
    stage.ana.fills({"I am back on": MID_SEPTEMBER})
    stage.ana.submits()
    stage.ana.closes()
    assert "back on Monday, September 21" in stage.ana.sees("home")

    stage.ana.clicks("I am back", "home")
    assert "between 09:00 and 16:00" in stage.ana.sees("home")
    stage.ana.clicks("Working hours", "home")
    stage.ana.fills({"From": "08:00"})
    stage.ana.submits()
    assert "between 08:00 and 16:00" in stage.ana.sees("home")
    assert person(stage, stage.ana).hours_start == time(8)


def test_a_reminder_says_why_and_how_to_change_it(stage: Stage):
    stage.set_up()
    stage.goes_to(REMINDED)
    stage.ben.clicks("Why am I getting this?", "dm")

    shown = stage.ben.sees()
    assert "because you lead the partnership for Mercy Hospital" in shown
    assert "at most 3 reminders" in shown
    assert "never two on one day" in shown
    assert "between 09:00 and 16:00" in shown
    stage.ben.clicks("I am away")
    assert "I am back on" in stage.ben.sees()


def test_a_status_is_followed_and_the_person_knows_better(stage: Stage):
    with_deputy(stage)
    stage.goes_to(datetime(2026, 9, 10, 15, 0, tzinfo=UTC))
    until = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)
    vacation = {
        "status_text": "Vacationing",
        "status_emoji": ":palm_tree:",
        "status_expiration": int(until.timestamp()),
    }
    stage.slack.change_person(stage.ana, **vacation)
    assert person(stage, stage.ana).away_until == until
    assert asked(stage)["Cara Lind"] == ExpectationState.OPEN

    stage.ana.types("/partner away", stage.room)
    stage.ana.clicks("I am back")
    assert "Welcome back" in stage.ana.sees()
    stage.ana.closes()
    stage.slack.change_person(stage.ana, **vacation)
    assert person(stage, stage.ana).away_until is None
    assert asked(stage) == {"Ana Ruiz": "open", "Ben Okafor": "open"}


def test_a_change_of_zone_is_followed(stage: Stage):
    stage.set_up()
    stage.slack.change_person(stage.ana, tz="Pacific/Honolulu")
    stage.slack.change_person(stage.dev, tz="Pacific/Honolulu")

    assert person(stage, stage.ana).time_zone == "Pacific/Honolulu"
    stage.goes_to(datetime(2026, 9, 14, 18, 59, tzinfo=UTC))
    assert not stage.ana.direct_messages
    stage.goes_to(datetime(2026, 9, 14, 19, 1, tzinfo=UTC))
    assert "Time to check in" in stage.ana.sees("dm")


def test_who_is_in_no_partnership_is_told_so(stage: Stage):
    stage.cara.types("/partner away", stage.room)
    assert "You are not in any partnership yet" in stage.cara.sees(stage.room)
