"""Whose an organization is: its name alone brings nobody to another partnership's calendar."""

from datetime import date, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.rules.partnerships import SetUpAnswers, SideAnswers
from bot.rules.people import PersonKey, Profile
from bot.rules.vocabulary import (
    Cadence,
    CalendarKind,
    CycleState,
    OrganizationKind,
    PartnershipStatus,
    Role,
    Side,
)
from bot.services import calendar_changes, coordinators, partnerships
from storage.models import CalendarEntry, Cycle, Membership, Organization, Partnership
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_member,
    make_partnership,
    make_person,
)

SCHOOL = "Riverside School District"
ZOE = PersonKey("T3", "UZOE")
CHANNELS = count(1)


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


def profile(key: PersonKey) -> Profile:
    return Profile(key, key.user_id, "America/Chicago", "en-US", False, False)


FARM = SideAnswers("Farm", OrganizationKind.FARM, profile(PersonKey("T8", "UFARM")))


def set_up(session, key: PersonKey, partner: SideAnswers = FARM) -> int:
    """Let somebody set up one more partnership with the school, themselves its school lead."""
    answers = SetUpAnswers(
        name="One more",
        school=SideAnswers(SCHOOL, OrganizationKind.SCHOOL, profile(key)),
        partner=partner,
        cadence=Cadence.QUARTERLY,
        time_zone="America/Chicago",
        year_starts_in=8,
        first_day=date(2026, 9, 14),
    )
    channel_id = f"CMORE{next(CHANNELS)}"
    found = partnerships.set_up(session, key=key, channel_id=channel_id, answers=answers, now=NOW)
    return found.partnership_id


def organization_of(session, partnership_id: int, side: Side = Side.SCHOOL) -> Organization:
    seats = select(Membership.organization_id).where(
        Membership.partnership_id == partnership_id, Membership.side == side
    )
    found = session.scalars(select(Organization).where(Organization.id.in_(seats)))
    organization: Organization = found.one()
    return organization


def school_for(session, key: PersonKey) -> Organization:
    return organization_of(session, set_up(session, key))


def change_seat(session, cast: Cast, person, **columns) -> None:
    seat = session.scalars(
        select(Membership).where(
            Membership.partnership_id == cast.partnership.id, Membership.person_id == person.id
        )
    ).one()
    for name, value in columns.items():
        setattr(seat, name, value)
    session.flush()


def test_a_stranger_who_writes_its_name_gets_a_school_of_their_own(session, cast):
    partnership_id = set_up(session, ZOE)
    [cycle] = session.scalars(select(Cycle).where(Cycle.partnership_id == partnership_id))
    cycle.state = CycleState.CLOSED
    set_up(session, key_of(cast.ana))
    before = session.scalars(select(Cycle.opens_at).order_by(Cycle.id)).all()
    calendar_changes.add_days(
        session,
        partnership_id,
        kind=CalendarKind.BREAK,
        label="long break",
        first=date(2026, 9, 9),
        last=date(2027, 6, 30),
        key=ZOE,
        now=NOW,
    )

    theirs = organization_of(session, partnership_id)
    assert (theirs.name, theirs.kind) == (SCHOOL, OrganizationKind.SCHOOL)
    assert session.scalars(select(CalendarEntry.organization_id)).all() == [theirs.id]
    assert session.scalars(select(Cycle.opens_at).order_by(Cycle.id)).all() == before


def test_a_stranger_neither_reads_nor_removes_its_days(session, cast):
    day = date(2026, 10, 5)
    calendar_changes.add_days(
        session,
        cast.partnership.id,
        kind=CalendarKind.NO_SCHOOL,
        label="staff day",
        first=day,
        last=day,
        key=key_of(cast.ana),
        now=NOW,
    )
    entry_id = session.scalars(select(CalendarEntry.id)).one()
    partnership_id = set_up(session, ZOE)

    shown = calendar_changes.look(session, partnership_id, key=ZOE, now=NOW)
    calendar_changes.remove_days(session, partnership_id, entry_id, key=ZOE, now=NOW)

    assert shown.entries == []
    assert session.scalars(select(CalendarEntry.id)).all() == [entry_id]


@pytest.mark.parametrize("role", [Role.LEAD, Role.DEPUTY])
def test_a_lead_and_everybody_of_a_leads_workspace_takes_it(session, cast, role):
    change_seat(session, cast, cast.ana, role=role)

    assert school_for(session, key_of(cast.ana)).id == cast.district.id
    assert school_for(session, PersonKey(WORKSPACE, "UNEW")).id == cast.district.id


def test_one_that_is_taken_keeps_its_kind(session, cast):
    assert school_for(session, key_of(cast.ana)).kind is OrganizationKind.DISTRICT


def test_the_other_side_does_not_bring_anybody_to_it(session, cast):
    assert school_for(session, key_of(cast.ben)).id != cast.district.id


def test_who_only_contributes_brings_nobody_to_it(session, cast):
    zoe = make_person(session, ZOE.user_id, "Zoe", team_id=ZOE.team_id)
    make_member(session, cast.partnership, zoe, cast.district, side=Side.SCHOOL)

    assert school_for(session, ZOE).id != cast.district.id


@pytest.mark.parametrize(
    ("side", "user_id", "is_taken"),
    [
        (Side.SCHOOL, ZOE.user_id, True),
        (Side.PARTNER, ZOE.user_id, False),
        # It is somebody's own office, and not their workspace's.
        (Side.SCHOOL, "UYAN", False),
    ],
)
def test_who_coordinates_its_side_takes_it(session, cast, side, user_id, is_taken):
    zoe = make_person(session, ZOE.user_id, "Zoe", team_id=ZOE.team_id)
    organization = cast.district if side is Side.SCHOOL else cast.hospital
    make_member(session, cast.partnership, zoe, organization, side=side, role=Role.COORDINATOR)

    school = school_for(session, PersonKey(ZOE.team_id, user_id))

    assert (school.id == cast.district.id) is is_taken


def test_what_is_over_brings_nobody_to_it(session, cast):
    change_seat(session, cast, cast.ana, ended_at=NOW)

    assert school_for(session, key_of(cast.ana)).id != cast.district.id


def test_a_closed_partnership_brings_nobody_to_it(session, cast):
    partnership = session.get_one(Partnership, cast.partnership.id)
    partnership.status = PartnershipStatus.CLOSED
    session.flush()

    assert school_for(session, key_of(cast.ana)).id != cast.district.id


def test_who_looks_after_the_workspace_takes_any(session, cast):
    eve = make_person(session, "UEVE", "Eve Stone", team_id="T7")
    coordinators.begin(session, eve, now=NOW)
    change_seat(session, cast, eve, ended_at=NOW)

    assert school_for(session, key_of(eve)).id == cast.district.id


def test_of_two_it_is_the_one_that_their_own_workspace_leads(session, cast):
    theirs = school_for(session, ZOE)
    eve = make_person(session, "UEVE", "Eve Stone", team_id=ZOE.team_id)
    coordinators.begin(session, eve, now=NOW)

    assert school_for(session, key_of(eve)).id == theirs.id
    assert school_for(session, key_of(cast.ana)).id == cast.district.id


def test_it_is_the_same_on_the_partner_side(session, cast):
    def hospital_for(session, key: PersonKey) -> int:
        partner = SideAnswers(
            "Mercy Hospital", OrganizationKind.HOSPITAL, profile(PersonKey("T2", "UNEW"))
        )
        partnership_id = set_up(session, key, partner=partner)
        return organization_of(session, partnership_id, Side.PARTNER).id

    assert hospital_for(session, key_of(cast.ben)) == cast.hospital.id
    assert hospital_for(session, ZOE) != cast.hospital.id


def test_how_many_share_a_calendar_is_for_who_looks_after_all_of_them(session, cast):
    eve = make_person(session, "UEVE", "Eve Stone")
    coordinators.begin(session, eve, now=NOW)
    set_up(session, key_of(cast.ana))

    told = {
        person.user_id: calendar_changes.look(
            session, cast.partnership.id, key=key_of(person), now=NOW + timedelta(hours=1)
        ).shared_with
        for person in (cast.ana, cast.ben, cast.cara, eve)
    }
    assert told == {"UANA": 0, "UBEN": 0, "UCARA": 0, "UEVE": 2}
