"""An open check-in on the stage, and people who answer it."""

from datetime import date

from sqlalchemy import select

from storage.models import Cycle

GOAL = "More ninth-graders attend nine days out of ten"


def goes_to(stage, moment):
    stage.clock.now = moment
    stage.tick()


def all_rows(stage, model):
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def one_row(stage, model):
    (row,) = all_rows(stage, model)
    return row


def answer(person, **other):
    person.fills(
        {
            f"{GOAL}: value now": "75",
            f"{GOAL}: confidence": "On track",
            f"{GOAL}: note": "Buses run on time.",
            "Wins": "Two clinics at the school.",
            **other,
        }
    )
    return person.submits()


def nothing_refused(stage):
    return not stage.slack.refusals and not stage.slack.warnings


def open_a_check_in(stage):
    """Set a partnership up with one live goal, and go on to the morning its check-in opens."""
    stage.set_up()
    stage.ana.types("/goal new", stage.room)
    stage.ana.fills(
        {
            "Goal": GOAL,
            "Why it matters": "Days in class are days of learning.",
            "Indicator": "Ninth-graders with 90% attendance",
            "Unit": "%",
            "Baseline": "70",
            "Target": "85%",
            "Starts": date(2026, 9, 8),
            "Due": date(2027, 6, 15),
            "Owner on the partner side": stage.ben,
        }
    )
    stage.ana.submits()
    cycle = one_row(stage, Cycle)
    goes_to(stage, cycle.opens_at)
