"""What a partnership needs before it can begin, field by field."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.rules import partnerships
from bot.rules.partnerships import SetUpAnswers, SideAnswers
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.rules.school_days import DaysOff, SchoolCalendar
from bot.rules.vocabulary import Cadence, OrganizationKind, PartnershipStatus, Role, Side

NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Chicago
ZONE = "America/Chicago"


def profile(user_id: str, team_id: str = "T1", **about: bool) -> Profile:
    return Profile(
        PersonKey(team_id, user_id),
        name=user_id,
        time_zone=None,
        locale=None,
        is_bot=about.get("is_bot", False),
        is_deactivated=about.get("is_deactivated", False),
    )


SCHOOL = SideAnswers("Riverside School District", OrganizationKind.DISTRICT, profile("UANA"))
PARTNER = SideAnswers("Mercy Hospital", OrganizationKind.HOSPITAL, profile("UBEN", "T2"))
GOOD = SetUpAnswers(
    name="Riverside and Mercy",
    school=SCHOOL,
    partner=PARTNER,
    cadence=Cadence.QUARTERLY,
    time_zone=ZONE,
    year_starts_in=8,
    first_day=date(2026, 9, 14),
)


def fields(**changes: Any) -> list[str]:
    return sorted(partnerships.problems(replace(GOOD, **changes), NOW))


def test_a_complete_form_has_no_problems():
    assert partnerships.problems(GOOD, NOW) == {}


def test_deputies_are_asked_for_and_not_needed():
    school = replace(SCHOOL, deputy=profile("UCARA"))
    partner = replace(PARTNER, deputy=profile("UDEV", "T2"))
    assert fields(school=school, partner=partner) == []


@pytest.mark.parametrize("taken", [profile("UANA"), profile("UBEN", "T2"), profile("UCARA")])
def test_nobody_has_two_places(taken):
    school = replace(SCHOOL, deputy=profile("UCARA"))
    assert fields(school=school, partner=replace(PARTNER, deputy=taken)) == ["partner_deputy"]


def test_a_deputy_who_left_slack_is_refused():
    gone = replace(profile("UCARA"), is_deactivated=True)
    assert fields(school=replace(SCHOOL, deputy=gone)) == ["school_deputy"]


@pytest.mark.parametrize(
    "name",
    ["", "   ", "🎉🎉", ":tada: :heart:", "…"],
)
def test_a_name_without_a_word_is_refused(name):
    assert fields(name=partnerships.one_line(name)) == ["name"]


@pytest.mark.parametrize(
    "name",
    ["<!channel>", "&lt;b&gt;", "مدرسة وادي النهر", "日本", "7", "x" * 150],
)
def test_a_name_in_any_script_or_with_any_signs_is_taken(name):
    assert fields(name=partnerships.one_line(name)) == []


def test_names_have_limits():
    assert fields(name="x" * 151) == ["name"]
    assert fields(school=replace(SCHOOL, organization="x" * 200)) == []
    assert fields(school=replace(SCHOOL, organization="x" * 201)) == ["school_organization"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mercy \n Hospital ", "Mercy Hospital"),
        ("Mercy\x00\x07 Hospital", "Mercy Hospital"),
        ("\u202elatipsoH", "latipsoH"),
        ("👩\u200d🏫 Lab", "👩\u200d🏫 Lab"),
        (None, ""),
    ],
)
def test_names_are_one_line_of_what_people_see(typed, kept):
    assert partnerships.one_line(typed) == kept


@pytest.mark.parametrize(
    ("side", "changes", "field"),
    [
        ("school", {"organization": ":school:"}, "school_organization"),
        ("school", {"kind": None}, "school_kind"),
        ("school", {"kind": OrganizationKind.FARM}, "school_kind"),
        ("partner", {"kind": OrganizationKind.DISTRICT}, "partner_kind"),
        ("partner", {"lead": None}, "partner_lead"),
        ("partner", {"lead": profile("UBOT", is_bot=True)}, "partner_lead"),
        ("school", {"lead": profile("UOLD", is_deactivated=True)}, "school_lead"),
        ("partner", {"lead": profile("UANA")}, "partner_lead"),
        ("partner", {"organization": "riverside school district"}, "partner_organization"),
    ],
)
def test_what_is_wrong_with_a_side_is_said_at_its_field(side, changes, field):
    assert fields(**{side: replace(getattr(GOOD, side), **changes)}) == [field]


def test_the_same_id_in_two_workspaces_is_two_people():
    assert fields(partner=replace(PARTNER, lead=profile("UANA", "T2"))) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cadence": None}, "cadence"),
        ({"year_starts_in": None}, "year_starts_in"),
        ({"year_starts_in": 13}, "year_starts_in"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"first_day": None}, "first_day"),
        ({"first_day": date(2026, 9, 7)}, "first_day"),
        ({"first_day": date(2027, 9, 20)}, "first_day"),
    ],
)
def test_what_is_wrong_with_the_rhythm_is_said_at_its_field(changes, field):
    assert fields(**changes) == [field]


def test_all_problems_are_said_at_once():
    assert fields(name="", cadence=None, partner=replace(PARTNER, organization="", lead=None)) == [
        "cadence",
        "name",
        "partner_lead",
        "partner_organization",
    ]


CALENDAR = SchoolCalendar(8, (DaysOff(date(2026, 9, 7), date(2026, 9, 7), "Labor Day"),))


@pytest.mark.parametrize(
    ("chosen", "opens_at", "says"),
    [
        (date(2026, 9, 14), datetime(2026, 9, 14, 14, tzinfo=UTC), None),
        (date(2026, 9, 12), datetime(2026, 9, 14, 14, tzinfo=UTC), "the weekend"),
        (date(2026, 9, 7), datetime(2026, 9, 8, 14, tzinfo=UTC), "fall on Labor Day, so it opens"),
        (date(2026, 9, 8), datetime(2026, 9, 9, 14, tzinfo=UTC), "is over"),
    ],
)
def test_a_first_day_that_moved_is_explained(chosen, opens_at, says):
    said = partnerships.moved_first_day(chosen, opens_at, ZONE, CALENDAR)

    assert said is None if says is None else says in (said or "")


def test_a_side_keeps_a_lead():
    partnerships.ensure_side_keeps_lead(Role.LEAD, other_leads=1)
    partnerships.ensure_side_keeps_lead(Role.READER, other_leads=0)
    with pytest.raises(Refusal, match="Name another lead first"):
        partnerships.ensure_side_keeps_lead(Role.LEAD, other_leads=0)


def test_a_closed_partnership_does_not_change():
    partnerships.ensure_not_closed(PartnershipStatus.PAUSED)
    with pytest.raises(Refusal, match="closed"):
        partnerships.ensure_not_closed(PartnershipStatus.CLOSED)


@pytest.mark.parametrize(
    ("setter", "side"),
    [("T1", Side.SCHOOL), ("T2", Side.PARTNER), ("T3", Side.SCHOOL)],
)
def test_who_sets_up_coordinates_for_their_own_workspace(setter, side):
    assert partnerships.coordinates_for(setter, "T1", "T2") is side


def test_in_one_workspace_who_sets_up_coordinates_for_the_school():
    assert partnerships.coordinates_for("T1", "T1", "T1") is Side.SCHOOL
