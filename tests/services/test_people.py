"""Who somebody is whom Slack names by several workspaces."""

from dataclasses import replace

import pytest

import storage.people
from bot.rules.people import PersonKey, Profile
from storage.models import Workspace
from tests.factories import NOW, WORKSPACE, make_person


def known_as(session, team_id, *, in_enterprise=True, user_id="UEVA"):
    return storage.people.known_as(
        session, PersonKey(team_id, user_id), in_enterprise=in_enterprise
    )


@pytest.mark.parametrize(
    ("here", "in_enterprise", "team_id"),
    [(None, True, "T5"), ("E5", False, "T5"), ("E5", True, "T5"), (None, False, "T55")],
)
def test_people_of_an_organization_are_who_they_are_known_as(session, here, in_enterprise, team_id):
    session.get_one(Workspace, WORKSPACE).enterprise_id = here
    make_person(session, "UEVA", "Eva", team_id="T5")

    assert known_as(session, "T55", in_enterprise=in_enterprise) == PersonKey(team_id, "UEVA")
    assert known_as(session, "T5", in_enterprise=in_enterprise) == PersonKey("T5", "UEVA")


def test_who_is_known_under_the_very_key_or_twice_or_not_at_all_is_nobody_else(session):
    for team_id in ("T5", "T6"):
        make_person(session, "UEVA", "Eva", team_id=team_id)

    assert known_as(session, "T6") == PersonKey("T6", "UEVA")
    assert known_as(session, "T55") == PersonKey("T55", "UEVA")
    assert known_as(session, "T55", user_id="UGUS") == PersonKey("T55", "UGUS")


def test_a_profile_is_kept_with_the_person_who_is_known(session):
    eva = make_person(session, "UEVA", "Eva", team_id="T5")
    profile = Profile(PersonKey("E5", "UEVA"), "Eva Stone", None, None, False, False)

    told = replace(profile, in_enterprise=True)
    assert storage.people.save_profile(session, told, NOW) is eva
    assert eva.name == "Eva Stone"
    # Elsewhere the same id is somebody else's.
    assert storage.people.save_profile(session, profile, NOW) is not eva
