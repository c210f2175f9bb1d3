"""Who looks after all partnerships of a workspace: the first, those named after, and leaving."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.coordinators
import storage.people
import storage.workspaces
from bot.rules import coordinators as rules
from bot.rules.language import _
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.views.coordinators import Coordinates, Coordinators
from storage.database import workspace_of
from storage.models import Coordinator, Person


def office(session: Session, key: PersonKey) -> Coordinator:
    """Return the acting person's office, or refuse: a role in one partnership is none."""
    own = storage.coordinators.of_person(session, key)
    if own is None:
        raise rules.not_a_coordinator()
    return own


def coordinates(session: Session, key: PersonKey) -> bool:
    """Say whether somebody looks after all partnerships."""
    return storage.coordinators.of_person(session, key) is not None


def read(session: Session, *, key: PersonKey) -> Coordinators:
    """Return who coordinates, and what the person may do about it."""
    everybody = [
        Coordinates(person.user_id, person.name)
        for _office, person in storage.coordinators.current(session)
    ]
    return Coordinators(everybody, may_change=coordinates(session, key))


def name(session: Session, *, key: PersonKey, profile: Profile | None, now: datetime) -> Person:
    """Let a coordinator name another; whoever is one already stays one."""
    storage.coordinators.lock(session)
    own = office(session, key)
    person = _acceptable(session, profile, now)
    begin(session, person, now=now, named_by_id=own.person_id)
    return person


def appoint(session: Session, *, profile: Profile | None, now: datetime) -> None:
    """Make somebody a coordinator of their own workspace because the operator says so."""
    if storage.workspaces.find(session) is None:
        raise rules.unknown_workspace()
    storage.coordinators.lock(session)
    begin(session, _acceptable(session, profile, now), now=now)


def dismiss(session: Session, *, key: PersonKey, now: datetime) -> bool:
    """Let a coordinator go because the operator says so; say whether anybody is left."""
    storage.coordinators.lock(session)
    own = storage.coordinators.of_person(session, key)
    if own is None:
        raise Refusal(_("They do not coordinate there. python -m bot coordinator list shows who."))
    _end(session, own, now)
    return bool(storage.coordinators.current(session))


def step_down(session: Session, *, key: PersonKey, now: datetime) -> None:
    """Let a coordinator go, and leave the seats they had by it; the last one stays."""
    storage.coordinators.lock(session)
    own = office(session, key)
    rules.ensure_one_remains(len(storage.coordinators.current(session)) - 1)
    _end(session, own, now)


def begin_with(session: Session, person: Person, *, now: datetime) -> None:
    """Make somebody the first coordinator, where nobody ever coordinated.

    Once somebody has, they name who comes after them, or else the operator does: nobody comes to
    read every record because they set up one more partnership.
    """
    storage.coordinators.lock(session)
    if not storage.coordinators.were_any(session) and person.team_id == workspace_of(session):
        begin(session, person, now=now)


def begin(
    session: Session, person: Person, *, now: datetime, named_by_id: int | None = None
) -> None:
    """Make somebody a coordinator, with a seat in every partnership."""
    storage.coordinators.add(session, person.id, named_by_id, now)
    storage.coordinators.take_seats(session, person.id, now)


def join(session: Session, partnership_id: int, *, now: datetime) -> None:
    """Give everybody who coordinates a seat in a partnership, where they have none."""
    for coordinator, _holder in storage.coordinators.current(session):
        storage.coordinators.take_seats(session, coordinator.person_id, now, partnership_id)


def _end(session: Session, own: Coordinator, now: datetime) -> None:
    own.ended_at = now
    storage.coordinators.leave_seats(session, own.person_id, now)
    session.flush()


def _acceptable(session: Session, profile: Profile | None, now: datetime) -> Person:
    problem = rules.problem(profile, workspace_of(session))
    if profile is None or problem:
        raise Refusal(problem or "", field="person")
    person = storage.people.save_profile(session, profile, now)
    session.flush()
    return person
