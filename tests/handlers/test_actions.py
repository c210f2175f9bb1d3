"""Actions as people meet them: given in a check-in, ticked off where they are seen."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.rules.vocabulary import ActionStatus
from storage.models import Action, Cycle

WHAT = "Ask the bus company & the city"


@pytest.fixture
def given(stage):
    """The stage after Ben turned a challenge into an action for Ana."""
    stage.set_up()
    with stage.database.reading(stage.workspace_id) as session:
        stage.clock.now = session.scalars(select(Cycle.opens_at)).one()
    stage.tick()
    stage.ben.clicks("Check in", stage.room)
    stage.ben.fills(
        {
            "Challenges": "The bus was cut.",
            "Action: what": WHAT,
            "Action: who": stage.ana,
            "Action: by when": date(2026, 9, 30),
        }
    )
    stage.ben.submits()
    stage.ben.closes(everything=True)
    stage.tick()
    return stage


def _status(stage):
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Action.status)).one()


def test_the_owner_ticks_it_off_in_the_message_and_may_take_it_back(given):
    stage = given
    assert f"An action for you:* {WHAT}" in stage.ana.sees("dm")
    assert "named you in the check-in of Riverside and Mercy" in stage.ana.sees("dm")
    stage.ana.clicks("Done", "dm")
    assert _status(stage) is ActionStatus.DONE
    assert "Thank you!" in stage.ana.sees("dm")
    stage.ana.clicks("Not done yet", "dm")
    assert _status(stage) is ActionStatus.OPEN
    stage.ana.clicks("Done", "dm")
    assert _status(stage) is ActionStatus.DONE
    assert stage.slack.refusals == []


def test_the_owner_ticks_it_off_on_home(given):
    stage = given
    stage.ana.opens_home()
    assert f"*Action:* {WHAT}" in stage.ana.sees("home")
    stage.ana.clicks("Done", "home")
    assert _status(stage) is ActionStatus.DONE
    assert WHAT not in stage.ana.sees("home")
    assert "Nothing at the moment" not in stage.ana.sees("home")  # the check-in is still asked for
    assert stage.slack.refusals == []


def test_a_lead_of_the_other_side_ticks_it_off_in_the_list(given):
    stage = given
    stage.ana.types("/partner actions", stage.room)
    assert WHAT in stage.ana.sees()
    stage.ana.closes()
    stage.ben.clicks("Details", stage.room)
    stage.ben.clicks("Actions")
    stage.ben.clicks("Done")
    assert _status(stage) is ActionStatus.DONE
    assert "No open actions" in stage.ben.sees()
    assert stage.slack.refusals == []


def test_what_is_no_longer_needed_leaves_every_list(given):
    stage = given
    stage.ana.types("/partner actions", stage.room)
    stage.ana.clicks("No longer needed")
    assert _status(stage) is ActionStatus.DROPPED
    assert "No open actions" in stage.ana.sees()
    stage.ana.closes()
    stage.ana.clicks("Done", "dm")
    assert "dropped meanwhile" in stage.ana.sees("dm")


def test_an_outsider_is_told_kindly(given):
    stage = given
    stage.cara.types("/partner actions", stage.room)
    assert "not one of your partnerships" in stage.cara.sees(stage.room)
