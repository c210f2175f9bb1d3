"""Every form of the bot: sent twice it counts once, and from somebody removed meanwhile never."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.playground import Person
from handlers.router import VIEW
from handlers.routes import router_of_all
from storage.base import Base
from storage.models import Cycle, Membership
from tests import asking
from tests.stage import Stage

LABS = "More tenth-graders spend a day in the hospital's lab"
GOAL = "More ninth-graders attend nine days out of ten"


def write_goal(stage: Stage, person: Person, **other: object) -> None:
    person.types("/goal new", stage.room)
    person.fills(
        {
            "Goal": GOAL,
            "Why it matters": "Days in class are days of learning.",
            "Indicator": "Ninth-graders with 90% attendance",
            "Unit": "%",
            "Baseline": "70",
            "Target": "85%",
            "Due": date(2027, 6, 15),
            "Owner on the partner side": stage.ben,
            **other,
        }
    )


def check_in(stage: Stage) -> None:
    stage.ana.types("/checkin", stage.room)
    stage.ana.fills({"Wins": "Three lab days.", f"{GOAL}: value now": "72"})


def complete_draft(stage: Stage) -> None:
    write_goal(stage, stage.ana, **{"Save as": "Draft for now", "Goal": LABS})
    stage.ana.submits()
    stage.ana.clicks("Make it live", under=LABS)
    stage.ana.fills({"Save as": "Goes live now"})


def update_goal(stage: Stage) -> None:
    stage.ana.types("/goal", stage.room)
    stage.ana.clicks("Update")
    stage.ana.fills({"Value now": "73", "Confidence": "On track"})


def revise_goal(stage: Stage) -> None:
    stage.ana.types("/goal", stage.room)
    stage.ana.clicks("Revise")
    stage.ana.fills({"Target": "90", "Reason": "We are nearly there."})


def retire_goal(stage: Stage) -> None:
    stage.ana.types("/goal", stage.room)
    stage.ana.clicks("Retire")
    stage.ana.fills({"Reason": "The state changed how it counts."})


def add_person(stage: Stage) -> None:
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills({"Person": stage.dev, "Side": "Partner side: Mercy Hospital"})


def hand_over(stage: Stage) -> None:
    stage.ana.types("/partner handover", stage.room)
    stage.ana.fills({"Who leads after you": stage.cara})


def make_link(stage: Stage) -> None:
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Send a link")
    stage.ana.fills({"Who is it for?": "Ida Moss"})


def change_person(stage: Stage) -> None:
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ana.fills({"Role": "Reader: follows along"})


def close_partnership(stage: Stage) -> None:
    stage.ana.types("/partner close", stage.room)


def snooze(stage: Stage) -> None:
    stage.ana.clicks("Snooze until …", "dm")
    stage.ana.fills({"Snooze until": stage.now.date() + timedelta(days=2)})


def ask_colleague(stage: Stage) -> None:
    stage.ana.clicks("Ask a colleague", "dm")
    stage.ana.fills({"Colleague": stage.cara})


def add_days(stage: Stage) -> None:
    stage.ana.types("/partner calendar", stage.room)
    stage.ana.clicks("Add days")
    stage.ana.fills(
        {
            "What it is": "Break",
            "Name": "Winter break",
            "First day": date(2026, 12, 21),
            "Last day": date(2027, 1, 1),
        }
    )


def choose_holidays(stage: Stage) -> None:
    stage.ana.types("/partner calendar", stage.room)
    stage.ana.clicks("Public holidays")
    place = "Country, and state if it has holidays of its own"
    stage.ana.fills({place: "United States, Illinois"})


def import_calendar(stage: Stage) -> None:
    stage.ana.types("/partner calendar", stage.room)
    stage.ana.clicks("Import")
    stage.ana.fills({"Calendar": "kind,label,first,last\nno school,PD,2026-10-16,\n"})


def go_away(stage: Stage) -> None:
    stage.ana.types("/partner away", stage.room)
    stage.ana.fills({"I am back on": stage.now.date() + timedelta(days=10)})


def choose_hours(stage: Stage) -> None:
    stage.ana.types("/partner hours", stage.room)
    stage.ana.fills({"From": "08:00"})


def give_feedback(stage: Stage) -> None:
    stage.ana.types("/feedback", stage.room)
    stage.ana.fills({"What I want to say": "The labs are hard to find."})


def ask_back(stage: Stage) -> None:
    stage.cara.types("/feedback", stage.room)
    stage.cara.fills({"What I want to say": "The labs are hard to find."})
    stage.cara.submits()
    stage.cara.closes()
    stage.tick()
    stage.ana.clicks("Follow up", "dm")
    stage.ana.fills({"What I want to ask or say": "Which of them?"})


def make_theme(stage: Stage) -> None:
    stage.ana.types("/partner themes", stage.room)
    stage.ana.clicks("New theme")
    stage.ana.fills({"What was said": "Labs are hard to find"})


def answer_theme(stage: Stage) -> None:
    make_theme(stage)
    stage.ana.submits()
    stage.ana.clicks("Answer", under="Labs are hard to find")
    stage.ana.fills({"Where it stands": "Done", "Our answer": "There are signs now."})


def give_action(stage: Stage) -> None:
    stage.ana.types("/partner actions", stage.room)
    stage.ana.clicks("New action")
    stage.ana.fills({"Action: what": "Ask the bus company"})


def change_action(stage: Stage) -> None:
    give_action(stage)
    stage.ana.submits()
    stage.ana.clicks("Change …")
    stage.ana.fills({"Action: who": stage.ben, "Why": "Ben knows the bus company."})


def drop_action(stage: Stage) -> None:
    give_action(stage)
    stage.ana.submits()
    stage.ana.clicks("Drop …")
    stage.ana.fills({"Why": "The city does it."})


def record_change(stage: Stage) -> None:
    stage.ana.types("/partner adjust", stage.room)
    stage.ana.fills(
        {"What changes": "A service or program", "The change": "Two buses", "Why": "Late"}
    )


def turn_curve(stage: Stage) -> None:
    stage.ana.types("/checkin", stage.room)
    off_track = {"confidence": "Off track", "note": "The nurse left.", "value now": "70"}
    stage.ana.fills({f"{GOAL}: {label}": said for label, said in off_track.items()})
    stage.ana.submits()
    stage.ana.fills({"The story behind it": "No nurse since June."})


def answer_pulse(stage: Stage) -> None:
    stage.ana.types("/partner pulse", stage.room)
    stage.ana.clicks("Ask now")
    stage.ana.clicks("Ask with names")
    stage.ana.closes(everything=True)
    stage.tick()
    stage.ana.clicks("Answer the pulse", stage.room)
    asking.fill(stage.ana, 4, words="More time together.")


def choose_pulse(stage: Stage) -> None:
    stage.ana.types("/partner pulse", stage.room)
    stage.ana.clicks("How it is asked")
    stage.ana.fills(
        {"If too few people are asked for it to be anonymous": "With names, for the leads"}
    )


def add_question(stage: Stage) -> None:
    stage.ana.types("/partner pulse", stage.room)
    stage.ana.clicks("Questions")
    stage.ana.clicks("Add a question")
    stage.ana.fills({"Statement": "We laugh together.", "What it is about": "Openness"})


FORMS: dict[str, Callable[[Stage], None]] = {
    "actions.new": give_action,
    "actions.change": change_action,
    "actions.drop": drop_action,
    "adjustments.record": record_change,
    "turning.form": turn_curve,
    "availability.save_away": go_away,
    "availability.save_hours": choose_hours,
    "calendar.save_days": add_days,
    "calendar.save_holidays": choose_holidays,
    "calendar.save_import": import_calendar,
    "checkins.form": check_in,
    "feedback.form": give_feedback,
    "feedback.say_form": ask_back,
    "goals.new": lambda stage: write_goal(stage, stage.ana),
    "goals.go_live": complete_draft,
    "goals.update": update_goal,
    "goals.revise": revise_goal,
    "goals.retire": retire_goal,
    "answer_links.make": make_link,
    "handovers.save": hand_over,
    "people.save_new": add_person,
    "people.save_change": change_person,
    "partnerships.close": close_partnership,
    "pulse.form": answer_pulse,
    "pulse.save_choice": choose_pulse,
    "pulse.save_question": add_question,
    "reminders.snooze_form": snooze,
    "reminders.colleague_form": ask_colleague,
    "themes.form": make_theme,
    "themes.change_form": answer_theme,
}
# Sent by somebody who may be in no partnership; their own tests say what twice means for them.
FOUNDING = {"partnerships.save", "coordinators.name"}
# About the person, and not about one partnership.
PERSONAL = {"availability.save_away", "availability.save_hours"}

every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def reminded(stage: Stage) -> Stage:
    """A partnership with a goal, on the morning of the first reminder; Cara contributes."""
    stage.set_up()
    stage.ana.closes()
    write_goal(stage, stage.ana)
    stage.ana.submits()
    stage.ana.closes()
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills({"Person": stage.cara, "Side": "School side: Riverside School District"})
    stage.ana.submits()
    stage.ana.closes()
    with stage.database.reading(stage.workspace_id) as session:
        cycle = session.scalars(select(Cycle)).one()
    for moment in (cycle.opens_at, cycle.first_reminder_at):
        stage.clock.now = moment or stage.now
        stage.tick()
    return stage


def rows(stage: Stage) -> list[list[str]]:
    """Return everything that is remembered."""
    with stage.database.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return [sorted(map(repr, connection.execute(select(table)))) for table in tables]


def test_every_form_is_here():
    views = {name for kind, name in router_of_all().routes if kind == VIEW}
    assert views == set(FORMS) | FOUNDING


@every_form
def test_sent_twice_it_counts_once(reminded: Stage, form: str):
    FORMS[form](reminded)
    ack = reminded.ana.submits(twice=True)
    assert ack is not None
    assert "errors" not in ack.body
    reminded.tick()
    once = rows(reminded)

    again = reminded.ana.resubmits()
    reminded.tick()

    assert again.status == 200
    assert rows(reminded) == once
    assert not reminded.slack.refusals


@every_form
def test_from_somebody_removed_meanwhile_nothing_is_kept(reminded: Stage, form: str):
    FORMS[form](reminded)
    with reminded.database.unit_of_work(reminded.workspace_id) as session:
        for seat in session.scalars(select(Membership)):
            seat.ended_at = reminded.now
    before = rows(reminded)

    reminded.ana.submits()

    refusal = "not in any partnership yet" if form in PERSONAL else "not one of your partnerships"
    assert refusal in reminded.ana.sees()
    assert rows(reminded) == before
