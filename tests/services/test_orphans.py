"""What nobody looks after: who is asked about it, how often, and who when no lead is there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import storage.coordinators
import storage.handovers
import storage.orphans
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from bot.services import orphans
from storage.models import Membership, Person
from tests.factories import (
    NOW,
    Cast,
    make_goal,
    make_member,
    make_partnership,
    make_person,
)
from tests.handing_over import LATER, give_action, make_deputy, open_request, roles, told


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


def sweep(session, cast: Cast, now=LATER) -> int:
    due = storage.orphans.due(session, now, 10)
    return orphans.ask_due(session, [row_id for _workspace, row_id in due], now=now)


def test_what_has_somebody_is_not_asked_about(session, cast):
    make_goal(session, cast)
    give_action(session, cast, cast.ana)
    assert sweep(session, cast) == 0


def test_what_nobody_looks_after_is_asked_about_once_a_week(session, cast):
    goal = make_goal(session, cast, statement="More labs")
    give_action(session, cast, cast.cara, "Order paint")
    for seat in session.scalars(
        select(Membership).where(Membership.person_id.in_([cast.cara.id, cast.ana.id]))
    ):
        seat.ended_at = NOW
    session.flush()
    assert goal.school_owner_id == cast.ana.id
    assert sweep(session, cast, NOW) == 0, "the partnership is a day old"
    assert sweep(session, cast) == 1
    [text] = told(session, ":unowned:").values()
    for words in ("The school side has no lead", "More labs", "Order paint"):
        assert words in text
    assert sweep(session, cast, LATER + timedelta(days=6)) == 0
    assert sweep(session, cast, LATER + timedelta(days=7)) == 1


def test_a_partnership_that_rests_is_left_in_peace(session, cast):
    cast.ana.is_deactivated = True
    cast.partnership.status = PartnershipStatus.PAUSED
    session.flush()
    assert sweep(session, cast) == 0


def test_two_processes_ask_once(session, cast):
    cast.ana.is_deactivated = True
    session.flush()
    assert orphans.ask_due(session, [cast.partnership.id], now=LATER) == 1
    assert orphans.ask_due(session, [cast.partnership.id], now=LATER) == 0
    assert set(told(session, ":unowned:")) == {cast.ben.user_id}


def test_a_goal_says_on_which_side_it_has_nobody(session, cast):
    make_goal(session, cast, statement="More labs", school_owner_id=cast.cara.id)
    make_goal(session, cast, statement="Fewer absences", partner_owner_id=None)
    make_goal(session, cast, statement="Warm lunches", school_owner_id=None, partner_owner_id=None)
    cast.cara.is_deactivated = True
    session.flush()
    assert sweep(session, cast) == 1
    text = told(session, ":unowned:")[cast.ana.user_id]
    assert "More labs (no owner on the school side)" in text
    assert "Fewer absences (no owner on the partner side)" in text
    assert "Warm lunches (no owner on either side)" in text


def without_leads(session, cast: Cast) -> None:
    cast.ana.is_deactivated = cast.ben.is_deactivated = True
    session.flush()


def test_without_leads_the_deputies_are_asked_and_may_take_over(session, cast):
    eve = make_deputy(session, cast)
    without_leads(session, cast)
    assert sweep(session, cast) == 1
    heard = told(session, ":unowned:")
    assert set(heard) == {eve.user_id}
    assert "nobody who leads this partnership is still there" in heard["UEVE"]
    assert "Choose under People" not in heard["UEVE"]
    assert open_request(session).successor_id == eve.id


def test_the_deputy_who_waited_longest_is_asked_anew_each_time(session, cast):
    for user_id, name in (("UEVE", "Eve Stone"), ("UFAY", "Fay Moor")):
        make_deputy(session, cast, user_id, name)
    without_leads(session, cast)
    asked = []
    for week in range(3):
        assert sweep(session, cast, LATER + timedelta(days=21 * week)) == 1
        asked.append(session.get_one(Person, open_request(session).successor_id).user_id)
    assert asked == ["UEVE", "UFAY", "UEVE"]


def test_without_deputies_whoever_checks_in_is_asked(session, cast):
    without_leads(session, cast)
    assert sweep(session, cast) == 1
    assert set(told(session, ":unowned:")) == {cast.cara.user_id, cast.dev.user_id}
    assert storage.handovers.open_of(session) == []


def test_without_leads_whoever_coordinates_has_a_seat_and_is_asked(session, cast):
    gil = make_person(session, "UGIL", "Gil Ames")
    storage.coordinators.add(session, gil.id, None, NOW)
    without_leads(session, cast)
    assert sweep(session, cast) == 1
    assert roles(session, cast)["Gil Ames"] == (Side.SCHOOL, Role.COORDINATOR)
    heard = told(session, ":unowned:")
    assert "Choose under People" in heard["UGIL"]
    assert set(heard) == {"UGIL", cast.cara.user_id, cast.dev.user_id}


def test_whoever_coordinates_gets_no_seat_where_others_look_after_it(session, cast):
    gil = make_person(session, "UGIL", "Gil Ames")
    storage.coordinators.add(session, gil.id, None, NOW)
    # Beside leads who had removed them, or let them check in only.
    beside = [make_partnership(session, suffix=suffix) for suffix in "23"]
    make_member(session, beside[0].partnership, gil, beside[0].district, side=Side.SCHOOL)
    without_leads(session, cast)
    assert orphans.ask_due(session, [cast.partnership.id], now=LATER) == 1
    assert roles(session, cast)["Gil Ames"] == (Side.SCHOOL, Role.COORDINATOR)
    assert roles(session, beside[0])["Gil Ames"] == (Side.SCHOOL, Role.CONTRIBUTOR)
    assert "Gil Ames" not in roles(session, beside[1])


def test_where_nobody_is_there_it_is_tried_until_somebody_is(session, cast):
    without_leads(session, cast)
    cast.cara.is_deactivated = cast.dev.is_deactivated = True
    session.flush()
    assert sweep(session, cast) == 0
    hal = make_person(session, "UHAL", "Hal Voss")
    make_member(session, cast.partnership, hal, cast.district, side=Side.SCHOOL)
    assert sweep(session, cast) == 1
    assert sweep(session, cast) == 0
    assert set(told(session, ":unowned:")) == {"UHAL"}
