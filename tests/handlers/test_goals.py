"""Goals as people find them: the list, its pages, their history, and the ways to it."""

import pytest
from sqlalchemy import select

from bot.rules.vocabulary import GoalStatus
from storage.models import Goal, GoalUpdate, Partnership
from tests.writing_goals import ATTENDANCE, all_goals, nothing_refused, set_up, write


@pytest.fixture
def scene(stage):
    """The stage after set-up, with Cara and Dev as contributors."""
    return set_up(stage)


def test_contributors_update_and_read(scene):
    write(scene.ana, scene)
    scene.cara.types("/goal", scene.room)

    assert "[Update] [History]" in scene.cara.sees()
    assert "New goal" not in scene.cara.sees()
    scene.cara.types("/goal new", scene.room)
    assert "Leads and deputies write goals" in scene.cara.ephemerals[-1].text


def test_outsiders_learn_nothing(scene):
    stranger = scene.slack.person("Sam Poe")
    scene.room.members.add(stranger.id)
    write(scene.ana, scene)
    stranger.types("/goal", scene.room)

    assert stranger.modal is None
    assert "not in this channel's partnership yet" in stranger.ephemerals[-1].text
    stranger.clicks("Goals", scene.room)
    assert "not in this channel's partnership yet" in stranger.sees()


def test_somebody_in_several_partnerships_chooses_first(scene):
    second = scene.slack.channel("clinic", scene.ana, scene.ben, shared_with=[scene.hospital])
    scene.set_up(second, **{"Partnership name": "Riverside Clinic"})
    hall = scene.slack.channel("hall", scene.ana)

    scene.ana.types("/goal", hall)
    assert "Which one is this about?" in scene.ana.sees()
    scene.ana.clicks("Choose", under="Riverside Clinic")
    assert "*Riverside Clinic*" in scene.ana.sees()
    assert scene.ana.modal.title == "Goals"

    scene.ana.types("/goal new", hall)
    scene.ana.clicks("Choose", under="Riverside Clinic")
    scene.ana.fills({**ATTENDANCE, "Owner on the partner side": scene.ben})
    scene.ana.submits()
    assert "*Riverside Clinic*\n1 live goal" in scene.ana.sees()
    assert nothing_refused(scene)


def test_the_shortcut_opens_the_list(scene):
    scene.ana.uses_shortcut("goals.list")

    assert scene.ana.modal.title == "Goals"


def test_help_fits_and_leads_on(scene):
    for typed in ("/goal hlep", "/goal <b>&", "/goal help"):
        scene.ana.types(typed, scene.room)
        assert "`/goal new` writes a new goal" in scene.ana.ephemerals[-1].text

    scene.ana.clicks("Goals", scene.ana.ephemerals[-1])
    assert scene.ana.modal.title == "Goals"
    assert nothing_refused(scene)


def test_help_without_a_partnership(scene):
    stranger = scene.slack.person("Sam Poe")
    hall = scene.slack.channel("hall", stranger)
    stranger.types("/goal help", hall)

    assert "`/goal` shows" in stranger.ephemerals[-1].text


def test_many_goals_are_read_page_by_page(scene):
    with scene.database.unit_of_work(scene.workspace_id) as session:
        partnership = session.scalars(select(Partnership)).one()
        for number in range(23):
            session.add(
                Goal(
                    partnership_id=partnership.id,
                    status=GoalStatus.DRAFT,
                    statement=f"Goal number {number}",
                    direction="increase",
                    created_at=scene.now,
                )
            )
    ana = scene.ana
    ana.types("/goal", scene.room)
    assert "Goal number 9*" in ana.sees()
    assert "Page 1 of 3" in ana.sees()
    ana.clicks("More goals")
    ana.clicks("More goals")
    assert "Goal number 22*" in ana.sees()
    ana.clicks("Earlier goals")
    assert "Page 2 of 3" in ana.sees()

    ana.clicks("Make it live", under="Goal number 15")
    ana.fills({"Goal": "Goal fifteen", "Save as": "Draft for now"})
    ana.submits()
    assert "Page 2 of 3" in ana.sees()
    assert "*Goal fifteen*" in ana.sees()
    assert nothing_refused(scene)


def test_a_long_history_is_read_page_by_page(scene):
    write(scene.ana, scene)
    with scene.database.unit_of_work(scene.workspace_id) as session:
        goal = session.scalars(select(Goal)).one()
        for number in range(25):
            session.add(
                GoalUpdate(
                    goal_id=goal.id,
                    person_id=goal.school_owner_id,
                    side="school",
                    at=scene.now,
                    value=float(number),
                )
            )
    ana = scene.ana
    ana.clicks("History")
    assert "24%" in ana.sees()
    ana.clicks("Older")
    assert "0%" in ana.sees()
    assert "wrote this goal" in ana.sees()
    ana.clicks("Newer")
    assert "24%" in ana.sees()


def test_a_list_that_cannot_be_redrawn_does_not_hide_that_it_is_saved(scene):
    write(scene.ana, scene)
    scene.ana.clicks("Update")
    scene.ana.fills({"Value now": "72", "Confidence": "On track"})
    scene.slack.trouble.next("views.update", error="not_found")
    scene.ana.submits()

    assert scene.ana.modal.title == "Goals"
    assert all_goals(scene)[0].current_value == 72.0


def test_the_list_opens_over_the_details_and_leads_back(scene):
    scene.ana.clicks("Details", scene.room)
    below = scene.ana.modal.title
    scene.ana.clicks("Goals")
    scene.ana.clicks("New goal")
    scene.ana.fills({**ATTENDANCE, "Owner on the partner side": scene.ben})
    scene.ana.submits()
    assert "1 live goal" in scene.ana.sees()
    scene.ana.closes()

    assert scene.ana.modal.title == below
