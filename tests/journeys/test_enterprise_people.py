"""People of an Enterprise organization, whom Slack names by one workspace or another."""

import pytest

from bot.rules.vocabulary import Role
from storage.models import Coordinator, JoinRequest, Membership, Person
from tests.installing import town


@pytest.fixture
def place(database):
    with town(database) as built:
        yield built


def named(person, *, pressing="", asked=""):
    """Let Slack name somebody by other workspaces of their organization."""
    person.user.named_pressing, person.user.named_asked = pressing, asked or pressing
    return person


def keys_of(place, person):
    return [one.team_id for one in place.rows(Person) if one.user_id == person.id]


def test_who_leads_is_the_same_person_in_commands_buttons_and_forms(place):
    oak = place.slack.workspace("Oak College", enterprise_id="E0OAK")
    eve = named(place.slack.person("Eve Stone", oak), pressing="T0HEAD")
    gus = named(place.slack.person("Gus Lane", oak), pressing="T0HEAD")
    assert place.installs(eve).status_code == 200
    room = place.room("oak-riverside", eve, gus, place.ana, shared_with=[place.district])
    place.sets_up(gus, place.ana, room, "Oak and Riverside")
    gus.closes()

    # Who installed it coordinates, whichever way they come.
    assert [one.ended_at for one in place.rows(Coordinator)] == [None]
    eve.types("/partner people", room)
    assert "@Gus Lane" in eve.sees()
    eve.closes()
    eve.clicks("Goals", room)
    eve.clicks("New goal")
    assert "New goal" in eve.modal.title
    eve.closes(everything=True)

    gus.types("/goal", room)
    assert "Oak and Riverside" in gus.sees()
    gus.closes()
    gus.clicks("Goals", room)
    assert "Oak and Riverside" in gus.sees()
    gus.closes()
    eve.opens_home()
    assert "Oak and Riverside" in eve.sees("home")
    place.tick()

    assert place.rows(JoinRequest) == []
    assert keys_of(place, eve) == [oak.id]
    assert len(keys_of(place, gus)) == 1
    assert not place.slack.refusals


def test_somebody_new_whom_a_lead_confirms_is_in_it(place):
    oak = place.slack.workspace("Oak College", enterprise_id="E0OAK")
    eve = named(place.slack.person("Eve Stone", oak), asked="E0OAK")
    place.installs(place.ana)
    room = place.room("riverside-oak", place.ana, place.cara, eve, shared_with=[oak])
    place.sets_up(place.ana, place.cara, room, "Riverside and Oak")
    place.ana.closes()

    eve.clicks("Goals", room)
    place.tick()
    place.ana.clicks("For the partner side", place.ana.dm)
    eve.clicks("Goals", room)

    assert "Riverside and Oak" in eve.sees()
    assert keys_of(place, eve) == [oak.id]


def test_a_lead_whom_slack_calls_by_the_organization_can_press_in_the_channel(place):
    oak = place.slack.workspace("Oak College", enterprise_id="E0OAK")
    eve = named(place.slack.person("Eve Stone", oak), asked="E0OAK")
    place.installs(place.ana)
    room = place.room("riverside-oak", place.ana, eve, shared_with=[oak])
    place.sets_up(place.ana, eve, room, "Riverside and Oak")

    eve.clicks("Goals", room)

    assert "Riverside and Oak" in eve.sees()
    assert keys_of(place, eve) == ["E0OAK"]
    leads = [one for one in place.rows(Membership) if one.role is Role.LEAD]
    assert len(leads) == 2
    assert place.rows(JoinRequest) == []
