"""Home as people meet it: their own things, and the way to everything by button."""

from slack_bolt import BoltRequest
from sqlalchemy import select

from storage.models import Cycle


def test_a_newcomer_is_told_how_to_get_in(stage):
    stage.cara.opens_home()
    assert "You are not in any partnership yet" in stage.cara.sees("home")


def test_what_is_expected_and_every_partnership_with_its_buttons(stage):
    stage.set_up()
    stage.ana.opens_home()
    assert "Nothing at the moment" in stage.ana.sees("home")
    with stage.database.reading(stage.workspace_id) as session:
        stage.clock.now = session.scalars(select(Cycle.opens_at)).one()
    stage.tick()
    stage.ana.opens_home()
    seen = stage.ana.sees("home")
    assert "*Check in* for Riverside and Mercy, Quarter 1 of 2026–27" in seen
    assert "*Riverside and Mercy* · active" in seen
    for button in ("Check in", "Goals", "Details", "Digest", "Actions"):
        stage.ana.clicks(button, "home")
        assert stage.ana.modal is not None
        stage.ana.closes(everything=True)
    assert stage.slack.refusals == []


def test_for_people_of_another_workspace_nothing_is_published(stage):
    event = {
        "type": "app_home_opened",
        "user": stage.ben.id,
        "channel": "D1",
        "tab": "home",
        "event_ts": "1.0",
    }
    body = {
        "type": "event_callback",
        "team_id": stage.hospital.id,
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event_time": 1,
        "event": event,
    }
    answer = stage.bolt.dispatch(BoltRequest(mode="socket_mode", body=body))
    assert answer.status == 200
    assert "views.publish" not in [call.name for call in stage.slack.wire]


def test_the_messages_tab_publishes_nothing(stage):
    stage.ana.opens_messages()
    assert stage.ana.home is None


def test_a_check_in_sent_elsewhere_is_seen_on_a_home_that_was_opened(stage):
    stage.set_up()
    with stage.database.reading(stage.workspace_id) as session:
        stage.clock.now = session.scalars(select(Cycle.opens_at)).one()
    stage.tick()
    stage.ana.opens_home()
    assert "*Check in* for" in stage.ana.sees("home")
    stage.ana.types("/checkin", stage.room)
    stage.ana.fills({"Wins": "Two clinics."})
    stage.ana.submits()
    assert "*Check in* for" not in stage.ana.sees("home")


def test_a_home_that_nobody_opened_is_not_made(stage):
    stage.set_up()
    with stage.database.reading(stage.workspace_id) as session:
        stage.clock.now = session.scalars(select(Cycle.opens_at)).one()
    stage.tick()
    stage.ana.clicks("No change since last time", stage.room)
    assert "views.publish" not in [call.name for call in stage.slack.wire]


def test_where_slack_does_not_take_a_home_what_was_done_is_done_all_the_same(stage):
    stage.set_up()
    with stage.database.reading(stage.workspace_id) as session:
        stage.clock.now = session.scalars(select(Cycle.opens_at)).one()
    stage.tick()
    stage.ana.opens_home()
    stage.slack.trouble.next("views.publish", error="not_enabled")
    stage.ana.clicks("No change since last time", stage.room)
    assert "Noted: no change" in stage.ana.sees(stage.room)
