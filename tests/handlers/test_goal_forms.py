"""Forms of goals as people meet them: written, updated, revised, retired, and refused kindly."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.rules.vocabulary import GoalStatus
from storage.models import GoalUpdate
from tests.writing_goals import (
    ATTENDANCE,
    all_goals,
    end_membership,
    errors,
    nothing_refused,
    set_up,
    write,
)


@pytest.fixture
def scene(stage):
    """The stage after set-up, with Cara and Dev as contributors."""
    return set_up(stage)


def test_a_goal_is_written_updated_revised_and_read(scene):
    ana, ben, dev = scene.ana, scene.ben, scene.dev
    ana.types("/goal", scene.room)
    assert "No goals yet" in ana.sees()

    ana.clicks("New goal")
    ana.fills({**ATTENDANCE, "Owner on the partner side": ben})
    ana.submits()
    assert "1 live goal" in ana.sees()
    assert "target 85%, started at 70%" in ana.sees()

    dev.clicks("Goals", scene.room)
    dev.clicks("Update")
    dev.fills({"Value now": "71", "Confidence": "At risk", "Note": "Buses were late."})
    dev.submits()
    assert "71% now, target 85%" in dev.sees()
    assert "Confidence: At risk. Updated Tuesday, September 8, 2026" in dev.sees()

    ben.clicks("Goals", scene.room)
    ben.clicks("Revise")
    ben.fills({"Target": "80", "Reason": "The clinic opens a month later."})
    ben.submits()
    assert "71% now, target 80%" in ben.sees()

    scene.advance(days=1)
    dev.clicks("Update")
    dev.fills({"Value now": "73.5", "Confidence": "On track", "Note": ""})
    dev.submits()
    dev.clicks("History")
    told = dev.sees()
    assert told.index("73.5%, On track") < told.index("71%, At risk")
    assert "Note: Buses were late." in told
    assert "@Ben Okafor revised it" in told
    assert "Target: 80% (before: 85%)" in told
    assert "Reason: The clinic opens a month later." in told
    assert "from 71% to 73.5% over 2 values" in told
    assert "Why it matters: Days in class are days of learning." in told
    assert nothing_refused(scene)


def test_a_new_goal_by_command_leads_to_the_list(scene):
    write(scene.ana, scene)

    assert scene.ana.modal.title == "Goals"
    assert "Expected by today: 70%. No value yet." in scene.ana.sees()
    assert [goal.status for goal in all_goals(scene)] == [GoalStatus.LIVE]


def test_a_form_submitted_twice_makes_one_goal(scene):
    scene.ana.types("/goal new", scene.room)
    scene.ana.fills({**ATTENDANCE, "Owner on the partner side": scene.ben})
    scene.ana.submits(twice=True)

    assert len(all_goals(scene)) == 1


def test_an_update_submitted_twice_is_one(scene):
    write(scene.ana, scene)
    scene.ana.clicks("Update")
    scene.ana.fills({"Value now": "72", "Confidence": "On track"})
    scene.ana.submits(twice=True)

    with scene.database.reading(scene.workspace_id) as session:
        assert session.scalar(select(func.count()).select_from(GoalUpdate)) == 1


def test_a_draft_is_kept_and_made_live_later(scene):
    ana = scene.ana
    ana.types("/goal new", scene.room)
    ana.fills({"Goal": "Attendance", "Save as": "Draft for now"})
    ana.submits()
    assert "Draft: *Attendance*" in ana.sees()
    assert "0 live goals, 1 draft" in ana.sees()

    ana.clicks("Make it live")
    assert "[_Attendance_]" in ana.sees()
    ana.submits()
    assert set(errors(ana)) == {
        "statement",
        "why",
        "indicator",
        "unit",
        "baseline",
        "target",
        "due_on",
        "partner_owner",
    }
    ana.fills({**ATTENDANCE, "Owner on the partner side": scene.ben})
    ana.submits()
    assert "1 live goal" in ana.sees()
    ana.clicks("History")
    assert "@Ana Ruiz made it live" in ana.sees()
    assert "Target: 85% (before: nothing yet)" in ana.sees()
    assert "@Ana Ruiz wrote this goal as a draft" in ana.sees()
    assert nothing_refused(scene)


def test_numbers_are_read_as_people_write_them(scene):
    for typed, target in (("1,234.5", "1300"), ("٣", "9"), ("-2", "9"), ("1.234,5", "1300")):
        write(scene.ana, scene, Unit="students", Baseline=typed, Target=target)

    assert [goal.baseline for goal in all_goals(scene)] == [1234.5, 3.0, -2.0, 1234.5]


def test_what_is_no_number_is_said_at_the_field(scene):
    write(scene.ana, scene, Baseline="nan")
    for typed in ("nan", "1e400", "inf", "twelve", "1 2 3", "½", "9" * 40):
        for save_as in ("Goes live now", "Draft for now"):
            scene.ana.fills({"Baseline": typed, "Save as": save_as})
            scene.ana.submits()
            assert list(errors(scene.ana)) == ["baseline"]

    assert not all_goals(scene)


def test_due_before_the_start_is_refused_even_in_a_draft(scene):
    write(scene.ana, scene, Due=date(2026, 9, 1), **{"Save as": "Draft for now"})

    assert list(errors(scene.ana)) == ["due_on"]


def test_owners_must_be_people_on_their_side(scene):
    slack, ana = scene.slack, scene.ana
    robot = slack.person("Robo", is_bot=True)
    gone = slack.person("Gil Gone", deactivated=True)

    write(ana, scene, **{"Owner on the school side": robot})
    assert errors(ana)["school_owner"] == "That is a bot. Please choose a person."
    ana.fills({"Owner on the school side": gone, "Owner on the partner side": scene.cara})
    ana.submits()
    assert "switched off" in errors(ana)["school_owner"]
    assert "not on the partner side" in errors(ana)["partner_owner"]
    ana.fills({"Owner on the school side": scene.cara, "Owner on the partner side": scene.dev})
    ana.submits()
    assert "@Cara Lind (school side), @Dev Patel (partner side)" in ana.sees()


def test_an_owner_whom_slack_hides_is_named_at_the_field(scene):
    scene.slack.trouble.next("users.info", error="user_not_found")
    write(scene.ana, scene)

    assert "does not know this person" in errors(scene.ana)["school_owner"]


def test_the_form_stays_when_slack_does_not_say_who_somebody_is(scene):
    scene.slack.trouble.next("users.info", error="internal_error")
    write(scene.ana, scene)

    assert "Slack did not answer" in " ".join(errors(scene.ana).values())
    assert not all_goals(scene)


def test_words_that_are_too_long_or_hostile_do_no_harm(scene):
    ana = scene.ana
    ana.types("/goal new", scene.room)
    ana.fills({**ATTENDANCE, "Owner on the partner side": scene.ben})
    ana.fills({"Goal": "x" * 3000}, raw=True)
    ana.submits(raw=True)
    assert errors(ana)["statement"] == "Please keep this to 300 characters."

    ana.fills({"Goal": "<!channel> more & better mornings &lt; *all*", "Unit": "<@U1>"})
    ana.submits()
    assert "&lt;!channel&gt; more &amp; better" in str(ana.modal.definition)
    said = [block["text"]["text"] for block in ana.modal.definition["blocks"] if "text" in block]
    assert not any("<!channel>" in text or "<@U1>" in text for text in said)
    assert nothing_refused(scene)


def test_a_reason_is_asked_for_below_on_track(scene):
    write(scene.ana, scene)
    scene.ana.clicks("Update")
    scene.ana.fills({"Value now": "seventy", "Confidence": "Off track"})
    scene.ana.submits()

    assert set(errors(scene.ana)) == {"value", "note"}


def test_a_goal_is_retired_with_a_reason_and_found_again(scene):
    ana = scene.ana
    write(ana, scene)
    ana.clicks("Retire")
    ana.fills({"Reason": "🙂"})
    ana.submits()
    assert list(errors(ana)) == ["reason"]
    ana.fills({"Reason": "Reached, and part of daily work now."})
    ana.submits()

    assert "No goals yet" not in ana.sees()
    assert "0 live goals" in ana.sees()
    ana.clicks("Show 1 retired goal")
    assert "Retired: *More ninth-graders" in ana.sees()
    ana.clicks("History")
    assert "@Ana Ruiz retired it" in ana.sees()
    assert "Reason: Reached, and part of daily work now." in ana.sees()


def test_a_goal_retired_while_a_form_is_open(scene):
    write(scene.ana, scene)
    scene.ben.clicks("Goals", scene.room)
    scene.ben.clicks("Update")
    scene.ana.clicks("Retire")
    scene.ana.fills({"Reason": "No longer needed."})
    scene.ana.submits()
    scene.ben.fills({"Value now": "75", "Confidence": "On track"})
    scene.ben.submits()

    assert "retired in the meantime" in " ".join(errors(scene.ben).values())


def test_a_goal_revised_while_a_form_is_open(scene):
    write(scene.ana, scene)
    scene.ben.clicks("Goals", scene.room)
    scene.ben.clicks("Revise")
    scene.ana.clicks("Revise")
    for person, target in ((scene.ana, "80"), (scene.ben, "82")):
        person.fills({"Target": target, "Reason": "We know more now."})
        person.submits()

    assert "Somebody changed this goal" in " ".join(errors(scene.ben).values())
    assert all_goals(scene)[0].target == 80.0


def test_somebody_removed_while_a_form_is_open(scene):
    write(scene.ana, scene)
    scene.dev.clicks("Goals", scene.room)
    scene.dev.clicks("Update")
    end_membership(scene, scene.dev)
    scene.dev.fills({"Value now": "75", "Confidence": "On track"})
    scene.dev.submits()

    assert "not one of your partnerships" in " ".join(errors(scene.dev).values())
    assert all_goals(scene)[0].current_value is None
