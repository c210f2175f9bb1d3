"""`/partner coordinators` and its buttons: listed, named, stepping down."""

import pytest

from bot.services import departures


@pytest.fixture
def running(stage):
    stage.set_up()
    stage.ana.closes()
    return stage


def opens(person, stage):
    person.clicks("Details", stage.room)
    person.clicks("People")
    person.clicks("Coordinators")


def test_the_first_names_another_who_then_sees_every_partnership(running):
    stage = running
    opens(stage.ana, stage)
    eve = stage.slack.person("Eve Stone")
    stage.ana.fills({"Name another": eve})
    stage.ana.submits()
    assert "@Eve Stone now coordinates all partnerships" in stage.ana.sees()
    eve.types("/partner details", stage.slack.channel("office", eve))
    assert "Riverside and Mercy" in eve.sees()
    assert stage.slack.refusals == []


def test_whoever_does_not_coordinate_sees_who_does_and_no_more(running):
    running.cara.types("/partner coordinators", running.room)
    assert "@Ana Ruiz" in running.cara.sees()
    assert "Step down" not in running.cara.sees()


def test_nobody_of_the_other_workspace_is_named(running):
    running.ana.types("/partner coordinators", running.room)
    running.ana.fills({"Name another": running.ben})
    running.ana.submits()
    assert "somebody from this Slack workspace" in str(running.ana.modal.errors)


def test_the_last_is_told_to_name_another_first_and_then_may_go(running):
    running.ana.types("/partner coordinators", running.room)
    running.ana.clicks("Step down")
    assert "Name somebody else first" in running.ana.sees()
    running.ana.closes()
    running.ana.types("/partner coordinators", running.room)
    running.ana.fills({"Name another": running.cara})
    running.ana.submits()
    running.ana.clicks("Step down")
    assert "You are no longer a coordinator" in running.ana.sees()
    assert running.slack.refusals == []


def test_whoever_sets_up_one_more_partnership_reads_no_other(running):
    stage, eve = running, running.slack.person("Eve Stone")
    with stage.database.unit_of_work(stage.workspace_id) as session:
        departures.left(session, user_id=stage.ana.id, now=stage.now)
    other = stage.slack.channel("other", eve, stage.ben, shared_with=[stage.hospital])
    eve.types("/partner setup", other)
    eve.fills(
        {
            "Partnership name": "Another",
            "School or district": "Riverside School District",
            "Kind of school organization": "School district",
            "School lead": eve,
            "Partner organization": "Green Acres",
            "Kind of partner": "Farm",
            "Partner lead": stage.ben,
        }
    )
    eve.submits()
    eve.closes(everything=True)

    eve.types("/partner coordinators", other)
    assert "Nobody at the moment" in eve.sees()
    eve.closes()
    eve.opens_home()
    assert "Another" in eve.sees()
    assert "Riverside and Mercy" not in eve.sees()
