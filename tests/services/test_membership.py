"""Who may be given which role in a partnership: a coordinator's is nobody's gift."""

import pytest

import storage.partnerships
from bot.rules.people import Profile
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Role, Side
from bot.services import coordinators, handovers, membership
from bot.services.handovers import Wish
from storage.models import Person
from tests.factories import NOW, key_of, make_member, make_partnership, make_person


def profile_of(person: Person) -> Profile:
    return Profile(
        person.key, person.name, person.time_zone, "en-US", is_bot=False, is_deactivated=False
    )


@pytest.fixture
def cast(session):
    return make_partnership(session)


def add(session, cast, person: Person, role: Role) -> None:
    membership.add_person(
        session,
        key=key_of(cast.ana),
        partnership_id=cast.partnership.id,
        profile=profile_of(person),
        side=Side.SCHOOL,
        role=role,
        now=NOW,
    )


def role_of(session, cast, person: Person) -> tuple[Side, Role] | None:
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, person.id)
    return (seat.side, seat.role) if seat else None


def test_a_lead_adds_no_coordinator(session, cast):
    eve = Person(team_id="T1", user_id="UEVE", name="Eve Stone", time_zone=None)
    with pytest.raises(Refusal, match="Only coordinators can name coordinators") as refused:
        add(session, cast, eve, Role.COORDINATOR)
    assert refused.value.field == "role"
    with pytest.raises(Refusal, match="Only coordinators can name coordinators"):
        add(session, cast, cast.cara, Role.COORDINATOR)
    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.CONTRIBUTOR)


def test_a_lead_makes_no_member_a_coordinator_nor_themselves(session, cast):
    for person in (cast.cara, cast.ana):
        seat = storage.partnerships.seat_of_person(session, cast.partnership.id, person.id)
        assert seat is not None
        with pytest.raises(Refusal, match="Only coordinators can name coordinators"):
            membership.change_person(
                session,
                key=key_of(cast.ana),
                membership_id=seat.id,
                side=Side.SCHOOL,
                role=Role.COORDINATOR,
                now=NOW,
            )


def test_who_hands_over_stays_as_no_coordinator(session, cast):
    wish = Wish(successor=profile_of(cast.cara), note="", stays_as=Role.COORDINATOR)
    with pytest.raises(Refusal, match="Only coordinators can name coordinators"):
        handovers.begin(
            session,
            key=key_of(cast.ana),
            partnership_id=cast.partnership.id,
            wish=wish,
            now=NOW,
        )


def test_who_is_a_coordinator_already_keeps_that_on_the_other_side(session, cast):
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.cara.id)
    assert seat is not None
    seat.role = Role.COORDINATOR
    session.flush()
    membership.change_person(
        session,
        key=key_of(cast.ana),
        membership_id=seat.id,
        side=Side.PARTNER,
        role=Role.COORDINATOR,
        now=NOW,
    )
    assert role_of(session, cast, cast.cara) == (Side.PARTNER, Role.COORDINATOR)
    add(session, cast, cast.cara, Role.READER)
    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.READER)


def test_a_seat_that_is_over_cannot_be_changed(session, cast):
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.cara.id)
    assert seat is not None
    seat.ended_at = NOW

    with pytest.raises(Refusal, match="Somebody changed that person's entry just now"):
        membership.seat_to_change(session, key_of(cast.ana), seat.id)


@pytest.mark.parametrize("is_seated", [True, False])
def test_who_leads_no_more_loses_nothing_else_by_handing_over(session, cast, is_seated):
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.ana.id)
    assert seat is not None
    if is_seated:
        seat.role = Role.CONTRIBUTOR
    else:
        seat.ended_at = NOW

    membership.hand_over(
        session,
        cast.partnership,
        leaver_id=cast.ana.id,
        successor_id=cast.cara.id,
        side=Side.SCHOOL,
        stays_as=Role.READER,
        now=NOW,
    )

    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.LEAD)
    expected = (Side.SCHOOL, Role.CONTRIBUTOR) if is_seated else None
    assert role_of(session, cast, cast.ana) == expected


def seat_id(session, cast, person: Person) -> int:
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, person.id)
    assert seat is not None
    return seat.id


def remove(session, cast, person: Person, by: Person) -> None:
    membership.remove_person(
        session, key=key_of(by), membership_id=seat_id(session, cast, person), now=NOW
    )


def change(
    session, cast, person: Person, role: Role | None, by: Person, side: Side = Side.SCHOOL
) -> None:
    """Give somebody another role, or none at all."""
    if role is None:
        remove(session, cast, person, by)
        return
    membership.change_person(
        session,
        key=key_of(by),
        membership_id=seat_id(session, cast, person),
        side=side,
        role=role,
        now=NOW,
    )


def test_who_speaks_for_a_side_is_no_business_of_the_other_sides_leads(session, cast):
    gil = make_person(session, "UGIL", "Gil Rand")
    make_member(session, cast.partnership, gil, cast.district, side=Side.SCHOOL, role=Role.DEPUTY)
    for forbidden in (
        lambda: remove(session, cast, cast.ana, cast.ben),
        lambda: remove(session, cast, gil, cast.ben),
        lambda: change(session, cast, cast.ana, Role.READER, cast.ben),
        lambda: change(session, cast, cast.cara, Role.LEAD, cast.ben),
        lambda: change(session, cast, cast.dev, Role.DEPUTY, cast.ben),
        lambda: membership.add_person(
            session,
            key=key_of(cast.ben),
            partnership_id=cast.partnership.id,
            profile=profile_of(Person(team_id="T3", user_id="UZOE", name="Zoe", time_zone=None)),
            side=Side.SCHOOL,
            role=Role.LEAD,
            now=NOW,
        ),
    ):
        with pytest.raises(Refusal, match="Each side's own leads decide"):
            forbidden()
    assert role_of(session, cast, cast.ana) == (Side.SCHOOL, Role.LEAD)

    change(session, cast, cast.cara, Role.READER, cast.ben)
    change(session, cast, cast.cara, Role.DEPUTY, cast.ana)
    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.DEPUTY)


def test_where_nobody_leads_a_side_the_other_names_somebody(session, cast):
    cast.ana.is_deactivated = True

    change(session, cast, cast.cara, Role.LEAD, cast.ben)

    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.LEAD)


def test_who_coordinates_decides_for_both_sides(session, cast):
    coordinators.begin_with(session, cast.ana, now=NOW)

    change(session, cast, cast.dev, Role.DEPUTY, cast.ana, Side.PARTNER)

    assert role_of(session, cast, cast.dev) == (Side.PARTNER, Role.DEPUTY)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.READER, None])
def test_nobody_takes_the_place_of_somebody_who_coordinates(session, cast, role):
    coordinators.begin_with(session, cast.cara, now=NOW)
    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.COORDINATOR)

    with pytest.raises(Refusal, match="They can step down themselves"):
        change(session, cast, cast.cara, role, cast.ana)

    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.COORDINATOR)
    change(session, cast, cast.cara, Role.LEAD, cast.ana)
    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.LEAD)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, None])
def test_a_lead_who_coordinates_leads_no_more_and_looks_after_it_still(session, cast, role):
    coordinators.begin_with(session, cast.ana, now=NOW)
    change(session, cast, cast.cara, Role.LEAD, cast.ana)

    change(session, cast, cast.ana, role, cast.cara)

    assert role_of(session, cast, cast.ana) == (Side.SCHOOL, Role.COORDINATOR)


def test_a_place_that_was_lost_comes_back_when_they_are_named_again(session, cast):
    coordinators.begin_with(session, cast.ana, now=NOW)
    coordinators.name(session, key=key_of(cast.ana), profile=profile_of(cast.cara), now=NOW)
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.cara.id)
    assert seat is not None
    seat.ended_at = NOW

    coordinators.name(session, key=key_of(cast.ana), profile=profile_of(cast.cara), now=NOW)

    assert role_of(session, cast, cast.cara) == (Side.SCHOOL, Role.COORDINATOR)
