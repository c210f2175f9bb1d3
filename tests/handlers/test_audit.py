"""Who changed what, as coordinators read it in Slack."""

import pytest

from bot.rules.audit import Actor, Origin, Verb
from storage import auditing

GOAL = "More ninth-graders attend nine days out of ten"


@pytest.fixture
def running(stage):
    stage.set_up()
    stage.ana.closes()
    return stage


def test_who_coordinates_reads_who_did_what_and_not_a_word_of_it(running):
    running.ana.types("/goal new", running.room)
    running.ana.fills({"Goal": GOAL, "Save as": "Draft for now"})
    running.ana.submits()
    running.ana.closes(everything=True)

    running.ana.types("/partner audit", running.room)

    seen = running.ana.sees()
    assert "@Ana Ruiz (form)" in seen
    assert ": added" in seen
    assert GOAL not in seen
    running.ana.clicks("Details")
    assert "Riverside and Mercy" in running.ana.sees()
    assert running.slack.refusals == []


def test_the_list_of_coordinators_leads_there_too_and_goes_on_to_older_ones(running):
    for n in range(20):
        running.ana.types("/partner pause" if n % 2 == 0 else "/partner resume", running.room)
    running.ana.types("/partner coordinators", running.room)
    running.ana.clicks("Who changed what")
    assert ": changed (paused at, paused because, status)" in running.ana.sees()
    assert "seat in a partnership" not in running.ana.sees()
    running.ana.clicks("Older")
    assert "seat in a partnership" in running.ana.sees()
    assert "[Older]" not in running.ana.sees()


def test_whoever_coordinates_has_the_button_in_the_details_and_a_lead_has_not(stage):
    stage.set_up(school_lead=stage.cara)
    stage.ana.closes()
    stage.cara.types("/partner details", stage.room)
    assert "Who changed what" not in stage.cara.sees()
    stage.cara.closes()
    stage.cara.types("/partner audit", stage.room)
    assert "Only a coordinator" in stage.cara.sees()

    stage.ana.types("/partner details", stage.room)
    stage.ana.clicks("Who changed what")
    assert "seat in a partnership" in stage.ana.sees()
    assert stage.slack.refusals == []


def test_who_exported_everything_is_read_from_the_log_and_from_the_coordinators(running):
    operator = Actor(Origin.OPERATOR, operator="it-desk", at=running.now)
    with running.database.unit_of_work(running.workspace_id, operator) as session:
        for _n in range(20):
            auditing.note(session, Verb.EXPORTED, "workspaces", 1)
    running.ana.types("/partner audit", running.room)
    assert "workspace 1: exported" not in running.ana.sees()
    running.ana.clicks("Who exported what")
    assert "IT (command line)\nworkspace 1: exported" in running.ana.sees()
    assert "coordinator 1: added" not in running.ana.sees()
    running.ana.clicks("Older")
    assert ": added" in running.ana.sees()
    running.ana.closes(everything=True)

    running.ana.types("/partner coordinators", running.room)
    running.ana.clicks("Who exported what")
    assert "workspace 1: exported" in running.ana.sees()
    assert running.slack.refusals == []


def test_who_exported_what_leads_back_to_the_log_it_was_opened_from(running):
    operator = Actor(Origin.OPERATOR, operator="it-desk", at=running.now)
    with running.database.unit_of_work(running.workspace_id, operator) as session:
        for _n in range(21):
            auditing.note(session, Verb.EXPORTED, "workspaces", 1)
    running.ana.types("/partner audit", running.room)
    running.ana.clicks("Who exported what")
    running.ana.clicks("Older")
    running.ana.clicks("Who changed what")
    assert "Riverside and Mercy" in running.ana.sees()
    assert "seat in a partnership" in running.ana.sees()
    running.ana.closes()
    assert running.ana.modal is None
    assert running.slack.refusals == []


def test_the_coordinators_and_the_logs_take_each_others_place(running):
    running.ana.types("/partner coordinators", running.room)
    for _round in range(3):
        running.ana.clicks("Who exported what")
        assert "This belongs to no single partnership" in running.ana.sees()
        assert "[Who changed what]" not in running.ana.sees()
        running.ana.clicks("Coordinators")
        running.ana.clicks("Who changed what")
        assert "Riverside and Mercy" in running.ana.sees()
        running.ana.clicks("Coordinators")
    running.ana.closes()
    assert running.ana.modal is None
    assert running.slack.refusals == []
