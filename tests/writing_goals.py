"""Goals that people on the stage write, and what is kept of them."""

from datetime import date

from sqlalchemy import select

import storage.people
from bot.rules.people import PersonKey
from bot.rules.vocabulary import Role
from storage.models import Goal, Membership

ATTENDANCE = {
    "Goal": "More ninth-graders attend nine days out of ten",
    "Why it matters": "Days in class are days of learning.",
    "Indicator": "Ninth-graders with 90% attendance",
    "Unit": "%",
    "Baseline": "70",
    "Target": "85%",
    "Starts": date(2026, 9, 8),
    "Due": date(2027, 6, 15),
}


def set_up(stage):
    """Set a partnership up, with Cara and Dev as contributors."""
    stage.set_up()
    stage.ana.closes(everything=True)
    with stage.database.unit_of_work(stage.workspace_id) as session:
        for person, beside in ((stage.cara, stage.ana), (stage.dev, stage.ben)):
            seat(session, person, beside, Role.CONTRIBUTOR)
    return stage


def seat(session, person, beside, role):
    found = storage.people.find_or_add(session, PersonKey(beside.team_id, beside.id))
    seat = session.scalars(select(Membership).where(Membership.person_id == found.id)).one()
    row = storage.people.find_or_add(session, PersonKey(person.team_id, person.id))
    session.add(
        Membership(
            partnership_id=seat.partnership_id,
            person_id=row.id,
            organization_id=seat.organization_id,
            side=seat.side,
            role=role,
            started_at=seat.started_at,
        )
    )


def write(person, scene, **other):
    person.types("/goal new", scene.room)
    person.fills({**ATTENDANCE, "Owner on the partner side": scene.ben, **other})
    return person.submits()


def all_goals(scene):
    with scene.database.reading(scene.workspace_id) as session:
        return session.scalars(select(Goal).order_by(Goal.id)).all()


def errors(person):
    return person.modal.errors


def end_membership(scene, person):
    with scene.database.unit_of_work(scene.workspace_id) as session:
        row = storage.people.find_or_add(session, PersonKey(person.team_id, person.id))
        seat = session.scalars(select(Membership).where(Membership.person_id == row.id)).one()
        seat.ended_at = scene.now


def nothing_refused(scene):
    return not scene.slack.refusals and not scene.slack.warnings
