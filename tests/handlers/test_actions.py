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


def test_what_is_no_longer_needed_leaves_every_list_and_says_why(given):
    stage = given
    stage.ana.types("/partner actions", stage.room)
    stage.ana.clicks("More …")
    stage.ana.clicks("Drop …")
    stage.ana.fills({"Why": "The city brought the bus back."})
    stage.ana.submits()
    assert _status(stage) is ActionStatus.DROPPED
    assert "dropped it" in stage.ana.sees()
    assert "Reason: The city brought the bus back." in stage.ana.sees()
    stage.ana.clicks("All actions")
    assert "No open actions" in stage.ana.sees()
    stage.ana.closes()
    stage.tick()
    assert f"No longer needed:* {WHAT}" in stage.ana.sees("dm")
    assert stage.slack.refusals == []


def test_people_of_another_workspace_give_and_change_actions_by_buttons(given):
    stage = given
    stage.ben.clicks("Details", stage.room)
    stage.ben.clicks("Actions")
    stage.ben.clicks("New action")
    stage.ben.fills({"Action: what": "Book the lab", "Action: who": stage.ana})
    stage.ben.fills({"Action: by when": date(2026, 10, 1)})
    stage.ben.submits()
    assert "@Ben Okafor assigned this action" in stage.ben.sees()
    stage.tick()
    stage.ben.clicks("Change …")
    stage.ben.fills({"Action: who": stage.ben, "Why": "Ana is away."})
    stage.ben.submits()
    assert "Owner: @Ben Okafor, partner side" in stage.ben.sees()
    assert "Reason: Ana is away." in stage.ben.sees()
    stage.ben.closes(everything=True)
    stage.tick()
    assert "Reassigned:* Book the lab, now with @Ben Okafor" in stage.ana.sees("dm")
    assert stage.slack.refusals == []


def test_an_action_is_made_from_a_message_and_keeps_its_link(given):
    stage = given
    stage.cara.types("/partner actions", stage.room)  # not in it yet
    stage.ana.types("We should *really* ask <https://x.org|the mayor> &amp; her team", stage.room)
    message = stage.room.messages[-1]
    stage.ana.uses_shortcut("Make an action", message)
    assert "this message" in stage.ana.sees()
    stage.ana.fills({"Action: who": stage.ben})
    stage.ana.submits()
    with stage.database.reading(stage.workspace_id) as session:
        made = session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
    assert made.what == "We should *really* ask the mayor & her team"
    assert made.link.endswith(f"/archives/{stage.room.id}/p{message.ts.replace('.', '')}")
    stage.ana.closes(everything=True)
    stage.tick()
    assert "this message" in stage.ben.sees("dm")
    assert stage.slack.refusals == []


def test_a_message_in_a_thread_is_linked_in_its_thread(given):
    stage = given
    stage.ana.types("Ideas?", stage.room)
    head = stage.room.messages[-1]
    stage.ana.types("Ask the mayor", stage.room, thread=head)
    stage.ana.uses_shortcut("Make an action", stage.room.replies(head.ts)[-1])
    stage.ana.submits()
    with stage.database.reading(stage.workspace_id) as session:
        made = session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
    assert f"?thread_ts={head.ts}&cid={stage.room.id}" in made.link
    assert stage.slack.refusals == []


def test_a_form_that_lacks_something_says_so_at_the_field(given):
    stage = given
    stage.ana.types("/partner actions", stage.room)
    stage.ana.clicks("New action")
    stage.ana.fills({"Action: what": "-", "Action: who": stage.cara})
    stage.ana.submits()
    assert "Please say what will be done." in str(stage.ana.modal.errors)
    assert "They are not in this partnership" in str(stage.ana.modal.errors)


def test_what_somebody_does_elsewhere_is_seen_on_a_home_that_they_opened(given):
    stage = given
    stage.ana.opens_home()
    stage.ana.clicks("Done", "dm")
    assert WHAT not in stage.ana.sees("home")
    assert stage.slack.refusals == []


def test_an_outsider_is_told_kindly(given):
    stage = given
    stage.cara.types("/partner actions", stage.room)
    assert "not in this channel's partnership yet" in stage.cara.sees(stage.room)
