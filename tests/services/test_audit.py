"""Who reads who changed what: whoever coordinates, of partnerships and of what is in none."""

from datetime import timedelta

import pytest

from bot.rules.audit import Actor, Origin, Verb
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import Role
from bot.services import audit, coordinators, personal
from bot.views.audit import MOST_LISTED
from storage import auditing
from storage.models import Membership
from tests.factories import NOW, WORKSPACE, key_of, make_partnership, make_person, make_workspace

OPERATOR = Actor(Origin.OPERATOR, operator="it-desk", at=NOW)


@pytest.fixture
def cast(database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        coordinators.begin_with(session, cast.ana, now=NOW)
    return cast


def test_whoever_coordinates_reads_of_a_partnership_and_of_what_is_in_none(database, cast):
    with database.unit_of_work(WORKSPACE, OPERATOR) as session:
        auditing.note(session, Verb.EXPORTED, "workspaces")
        auditing.note(session, Verb.EXPORTED, "goals", partnership_id=cast.partnership.id)
        personal.export(session, cast.ben, now=NOW)

    with database.reading(WORKSPACE) as session:
        there = audit.look(session, cast.partnership.id, key=key_of(cast.ana))
        outside = audit.look_outside(session, key=key_of(cast.ana))

    assert (there.changes[0].verb, there.changes[0].record) == (Verb.EXPORTED, "goals")
    assert (there.name, there.partnership_id) == ("Riverside and Mercy", cast.partnership.id)
    told = [(one.verb, one.record, one.record_id) for one in outside.changes]
    assert told[:2] == [(Verb.EXPORTED, "people", cast.ben.id), (Verb.EXPORTED, "workspaces", None)]
    assert {one.record for one in outside.changes}.isdisjoint({"goals", "memberships"})
    assert (outside.name, outside.partnership_id) == ("Riverside School District", None)
    assert outside.time_zone == "America/Chicago"


def test_what_is_in_no_partnership_goes_on_page_by_page(database, cast):
    with database.unit_of_work(WORKSPACE, OPERATOR) as session:
        for _n in range(MOST_LISTED):
            auditing.note(session, Verb.EXPORTED, "workspaces")

    with database.reading(WORKSPACE) as session:
        first = audit.look_outside(session, key=key_of(cast.ana))
        last = first.changes[-1].event_id
        rest = audit.look_outside(session, key=key_of(cast.ana), before_id=last)

    assert (len(first.changes), first.has_more, rest.has_more) == (MOST_LISTED, True, False)
    assert rest.changes
    assert all(one.event_id < last for one in rest.changes)


def test_no_other_workspace_is_in_it(database, cast):
    make_workspace(database, "T9")
    with database.unit_of_work("T9", OPERATOR) as session:
        auditing.note(session, Verb.EXPORTED, "workspaces")
    with database.reading(WORKSPACE) as session:
        outside = audit.look_outside(session, key=key_of(cast.ana))
    assert Verb.EXPORTED not in {one.verb for one in outside.changes}


@pytest.mark.parametrize("role", Role)
def test_no_role_in_a_partnership_is_enough(database, cast, role):
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.query(Membership).filter_by(person_id=cast.cara.id).one()
        seat.role = role
    with database.reading(WORKSPACE) as session:
        with pytest.raises(Refusal, match="Only a coordinator"):
            audit.look(session, cast.partnership.id, key=key_of(cast.cara))
        with pytest.raises(Refusal, match="Only a coordinator"):
            audit.look_outside(session, key=key_of(cast.cara))


def test_whoever_coordinates_no_more_reads_no_more(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        eve = make_person(session, "UEVE", "Eve Stone")
        coordinators.begin(session, eve, now=NOW)
        coordinators.step_down(session, key=key_of(cast.ana), now=NOW + timedelta(days=1))
    with database.reading(WORKSPACE) as session:
        with pytest.raises(Refusal, match="Only a coordinator"):
            audit.look_outside(session, key=key_of(cast.ana))
        assert audit.look(session, cast.partnership.id, key=key_of(eve)).changes
        with pytest.raises(NotFound):
            audit.look(session, 999, key=key_of(eve))
