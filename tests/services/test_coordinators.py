"""Who looks after all partnerships: the first, those named after, their seats, and leaving."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import storage.people
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from bot.services import coordinators, personal
from storage.models import Membership
from tests.factories import (
    NOW,
    key_of,
    make_partnership,
    make_person,
)

EVE = PersonKey("T1", "UEVE")


def profile(user_id: str = "UEVE", team_id: str = "T1", **other: bool) -> Profile:
    key = PersonKey(team_id, user_id)
    return Profile(
        key,
        user_id,
        "America/Chicago",
        "en-US",
        is_bot=other.get("is_bot", False),
        is_deactivated=other.get("is_deactivated", False),
    )


def seats_of(session, user_id: str) -> dict[int, tuple[Side, Role]]:
    person = storage.people.by_user_id(session, user_id)
    assert person is not None
    return {
        seat.partnership_id: (seat.side, seat.role)
        for seat in session.scalars(
            select(Membership).where(
                Membership.person_id == person.id, Membership.ended_at.is_(None)
            )
        )
    }


def test_the_first_is_whoever_begins_and_nobody_after_them(session):
    ana, cast = make_person(session, "UFIRST", "T1"), make_partnership(session)
    coordinators.begin_with(session, ana, now=NOW)
    coordinators.begin_with(session, cast.cara, now=NOW)
    shown = coordinators.read(session, key=key_of(ana))
    assert [one.user_id for one in shown.everybody] == ["UFIRST"]
    assert shown.may_change
    assert not coordinators.read(session, key=key_of(cast.cara)).may_change
    assert seats_of(session, "UFIRST") == {cast.partnership.id: (Side.SCHOOL, Role.COORDINATOR)}


def test_nobody_of_another_workspace_is_the_first(session):
    cast = make_partnership(session)
    coordinators.begin_with(session, cast.ben, now=NOW)
    assert coordinators.read(session, key=key_of(cast.ben)).everybody == []


def test_nobody_follows_the_first_by_accident(session):
    cast = make_partnership(session)
    coordinators.begin_with(session, cast.ana, now=NOW)
    cast.ana.is_deactivated = True
    session.flush()
    coordinators.begin_with(session, cast.cara, now=NOW)
    assert coordinators.read(session, key=key_of(cast.cara)).everybody == []
    assert seats_of(session, "UCARA") == {cast.partnership.id: (Side.SCHOOL, Role.CONTRIBUTOR)}


def test_nobody_follows_the_first_who_was_erased(session):
    cast = make_partnership(session)
    eve = make_person(session, "UEVE", "Eve Stone")
    coordinators.begin_with(session, eve, now=NOW)
    personal.forget(session, eve, now=NOW)
    coordinators.begin_with(session, cast.cara, now=NOW)
    assert coordinators.read(session, key=key_of(cast.cara)).everybody == []


def test_a_coordinator_has_a_seat_in_every_partnership_but_closed_ones(session):
    first = make_partnership(session)
    second = make_partnership(session, suffix="2")
    closed = make_partnership(session, suffix="3", status=PartnershipStatus.CLOSED)
    coordinators.begin_with(session, first.ana, now=NOW)
    coordinators.name(session, key=key_of(first.ana), profile=profile(), now=NOW)
    both = {first.partnership.id, second.partnership.id}
    assert set(seats_of(session, "UEVE")) == both
    assert seats_of(session, first.ana.user_id)[first.partnership.id][1] is Role.LEAD
    assert closed.partnership.id not in seats_of(session, first.ana.user_id)

    third = make_partnership(session, suffix="4")
    fourth = make_partnership(session, suffix="5")
    coordinators.join(session, third.partnership.id, now=NOW)
    assert seats_of(session, "UEVE")[third.partnership.id] == (Side.SCHOOL, Role.COORDINATOR)
    assert fourth.partnership.id not in seats_of(session, "UEVE")


def test_a_lower_seat_ends_and_the_side_is_that_of_the_own_workspace(session):
    cast = make_partnership(session)
    cast.ana.team_id, cast.ben.team_id = "T2", "T1"
    session.flush()
    coordinators.begin_with(session, cast.cara, now=NOW)
    assert seats_of(session, cast.cara.user_id) == {
        cast.partnership.id: (Side.PARTNER, Role.COORDINATOR)
    }


def test_named_twice_is_named_once(session):
    cast = make_partnership(session)
    coordinators.begin_with(session, cast.ana, now=NOW)
    for _time in range(2):
        coordinators.name(session, key=key_of(cast.ana), profile=profile(), now=NOW)
    assert len(coordinators.read(session, key=EVE).everybody) == 2


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (None, "does not know this person"),
        (profile(is_bot=True), "a bot"),
        (profile(is_deactivated=True), "switched off"),
        (profile(team_id="T2"), "somebody from this Slack workspace"),
    ],
)
def test_who_cannot_coordinate_is_said_at_the_field(session, who, why):
    cast = make_partnership(session)
    coordinators.begin_with(session, cast.ana, now=NOW)
    with pytest.raises(Refusal, match=why) as refused:
        coordinators.name(session, key=key_of(cast.ana), profile=who, now=NOW)
    assert refused.value.field == "person"


def test_only_a_coordinator_names_another(session):
    cast = make_partnership(session)
    for key in (key_of(cast.ana), key_of(cast.ben), PersonKey("T1", "UNOBODY")):
        with pytest.raises(Refusal, match="Only a coordinator"):
            coordinators.name(session, key=key, profile=profile(), now=NOW)
        with pytest.raises(Refusal, match="Only a coordinator"):
            coordinators.step_down(session, key=key, now=NOW)


def test_the_last_stays_until_another_is_named(session):
    cast = make_partnership(session)
    coordinators.begin_with(session, cast.ana, now=NOW)
    with pytest.raises(Refusal, match="the only coordinator"):
        coordinators.step_down(session, key=key_of(cast.ana), now=NOW)
    coordinators.name(session, key=key_of(cast.ana), profile=profile(), now=NOW)
    coordinators.step_down(session, key=EVE, now=NOW + timedelta(days=1))
    assert seats_of(session, "UEVE") == {}
    # Named again later, they are back.
    coordinators.name(session, key=key_of(cast.ana), profile=profile(), now=NOW)
    assert list(seats_of(session, "UEVE")) == [cast.partnership.id]


def test_the_operator_appoints_and_dismisses_also_the_last(session):
    cast = make_partnership(session)
    for user_id in ("UEVE", "UEVE", "UFAY"):
        coordinators.appoint(session, profile=profile(user_id), now=NOW)
    assert coordinators.read(session, key=EVE).may_change
    assert list(seats_of(session, "UEVE")) == [cast.partnership.id]

    assert coordinators.dismiss(session, key=EVE, now=NOW)
    assert not coordinators.read(session, key=EVE).may_change
    assert seats_of(session, "UEVE") == {}
    assert not coordinators.dismiss(session, key=PersonKey("T1", "UFAY"), now=NOW)
    assert coordinators.read(session, key=EVE).everybody == []
    with pytest.raises(Refusal, match="do not coordinate there"):
        coordinators.dismiss(session, key=EVE, now=NOW)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (None, "does not know this person"),
        (profile(is_bot=True), "a bot"),
        (profile(is_deactivated=True), "switched off"),
        (profile(team_id="T2"), "somebody from this Slack workspace"),
    ],
)
def test_the_operator_appoints_nobody_whom_slack_does_not_have_there(session, who, why):
    with pytest.raises(Refusal, match=why):
        coordinators.appoint(session, profile=who, now=NOW)
    assert coordinators.read(session, key=EVE).everybody == []


def test_the_operator_appoints_nobody_where_the_bot_is_not(database):
    with (
        database.unit_of_work("T404") as session,
        pytest.raises(Refusal, match="do not know that Slack workspace"),
    ):
        coordinators.appoint(session, profile=profile(team_id="T404"), now=NOW)
