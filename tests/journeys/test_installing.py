"""Two workspaces install one bot, each sees its own, and one takes it out and comes back."""

import pytest

from bot.playground import Channel
from storage.models import CheckIn, Partnership
from tests.installing import PUBLIC, town


@pytest.fixture
def place(database):
    with town(database) as built:
        yield built


def test_whoever_installs_it_is_welcomed_alone_and_once(place):
    answer = place.installs(place.ana)
    place.tick()

    assert answer.status_code == 200
    assert "Touchstone is installed in Riverside School District" in answer.text
    (welcome,) = place.ana.direct_messages
    assert "The first step" in place.ana.sees(welcome)
    assert "/invite @Touchstone" in place.ana.sees(welcome)

    # A second installer changes nothing for anybody.
    assert place.installs(place.cara).status_code == 200
    assert place.installs(place.ana).status_code == 200
    place.tick()
    assert place.private_words(place.cara) == []
    assert len(place.ana.direct_messages) == 1
    assert not place.slack.refusals


def test_two_workspaces_each_see_their_own(place):
    place.installs(place.ana)
    place.installs(place.ben)
    ours = place.room("riverside-mercy", place.ana, place.cara)
    theirs = place.room("mercy-only", place.ben, place.dev)

    place.sets_up(place.ana, place.cara, ours, "Riverside and Mercy")
    place.sets_up(place.ben, place.dev, theirs, "Mercy and Oak")

    (card,) = ours.messages
    assert card.user_id == place.slack.world.installations[place.district.id].bot_user_id
    (card,) = theirs.messages
    assert card.user_id == place.slack.world.installations[place.hospital.id].bot_user_id
    place.ana.opens_home()
    place.ben.opens_home()
    assert "Riverside and Mercy" in place.ana.sees("home")
    assert "Mercy and Oak" not in place.ana.sees("home")
    assert "Mercy and Oak" in place.ben.sees("home")
    assert "Riverside and Mercy" not in place.ben.sees("home")
    assert not place.slack.refusals
    assert "auth.test" not in {exchange.name for exchange in place.slack.wire}


@pytest.mark.parametrize(
    "told",
    [
        ("tokens_revoked", "app_uninstalled"),
        ("app_uninstalled", "tokens_revoked"),
        ("tokens_revoked", "app_uninstalled", "app_uninstalled", "tokens_revoked"),
    ],
)
def test_one_takes_it_out_and_finds_everything_again(place, told):
    place.installs(place.ana)
    place.installs(place.ben)
    ours = place.room("riverside-mercy", place.ana, place.cara)
    theirs = place.room("mercy-only", place.ben, place.dev)
    place.sets_up(place.ana, place.cara, ours, "Riverside and Mercy")
    place.sets_up(place.ben, place.dev, theirs, "Mercy and Oak")
    before = len(ours.messages)

    place.passes(hours=1)
    place.slack.uninstall(place.district, told)
    for _day in range(20):
        place.passes(days=1)

    # Nobody wrote, nothing was tried in vain; the other workspace's quarter went on.
    assert len(ours.messages) == before
    assert len(theirs.messages) > 1
    assert not place.slack.refusals

    assert place.installs(place.cara).status_code == 200
    place.passes(minutes=2)
    for _day in range(4):
        place.passes(days=1)

    welcome, *_reminders = place.private_words(place.cara)
    assert "Everything is as it was" in welcome
    assert "Riverside and Mercy" in (place.ana.opens_home() or place.ana.sees("home"))
    place.ana.types("/partner details", ours)
    assert "Riverside and Mercy" in place.ana.sees()
    assert len(ours.messages) > before


def test_people_of_another_organisation_can_submit_forms(place, database):
    grid = place.slack.workspace("Oak College", enterprise_id="E0OAK")
    eve = place.slack.person("Eve Stone", grid)
    place.installs(place.ana)
    room = place.room("riverside-oak", place.ana, eve, shared_with=[grid])
    place.sets_up(place.ana, eve, room, "Riverside and Oak")
    place.passes(days=15)

    eve.clicks("Check in", room)
    eve.fills({"Wins": "The mentors come every week."})
    eve.submits()

    assert eve.modal is None or eve.modal.trouble is None
    submitted = [e.request for e in place.slack.wire if e.request.get("type") == "view_submission"]
    assert submitted[-1]["enterprise"]["id"] == "E0OAK"
    assert submitted[-1]["team"]["id"] == grid.id
    assert submitted[-1]["view"]["app_installed_team_id"] == place.district.id
    place.tick()
    assert not place.slack.refusals


def test_an_organisation_installs_it_for_all_of_its_workspaces(place):
    north = place.slack.workspace("North High", enterprise_id="E0GRID")
    south = place.slack.workspace("South High", enterprise_id="E0GRID")
    nora, sam = place.slack.person("Nora Hale", north), place.slack.person("Sam Ito", south)

    assert place.installs(nora, org_wide=True).status_code == 200
    place.tick()
    assert "The first step" in nora.sees("dm")

    for lead in (nora, sam):
        colleague = place.slack.person("Pat Lane", place.slack.world.workspaces[lead.team_id])
        room = place.room(f"room-of-{lead.user.name}", lead, colleague)
        place.sets_up(lead, colleague, room, f"Partnership of {lead.name}")
        lead.opens_home()
    assert "Partnership of Nora Hale" in nora.sees("home")
    assert "Partnership of Nora Hale" not in sam.sees("home")
    assert "Partnership of Sam Ito" in sam.sees("home")
    # Slack names no workspace in a form: it is kept where it was opened.
    submitted = [e.request for e in place.slack.wire if e.request.get("type") == "view_submission"]
    assert {(one["team"], one["view"]["app_installed_team_id"]) for one in submitted} == {
        (None, "E0GRID")
    }
    kept = {one.name: one.workspace_id for one in place.rows(Partnership)}
    assert kept == {"Partnership of Nora Hale": north.id, "Partnership of Sam Ito": south.id}

    place.passes(minutes=5)
    place.slack.uninstall(north)
    place.passes(days=20)
    assert not place.slack.refusals


def test_an_organisation_takes_one_workspace_out_and_in_again(place):
    north = place.slack.workspace("North High", enterprise_id="E0GRID")
    south = place.slack.workspace("South High", enterprise_id="E0GRID")
    rooms: dict[str, Channel] = {}
    for lead in (place.slack.person("Nora Hale", north), place.slack.person("Sam Ito", south)):
        if not rooms:
            place.installs(lead, org_wide=True)
        colleague = place.slack.person("Pat Lane", place.slack.world.workspaces[lead.team_id])
        rooms[lead.team_id] = place.room(f"of-{lead.user.name}", lead, colleague)
        place.sets_up(lead, colleague, rooms[lead.team_id], f"Partnership of {lead.name}")

    place.slack.grant(south, granted=False)
    before = len(rooms[south.id].messages)
    for _day in range(15):
        place.passes(days=1)
    assert len(rooms[south.id].messages) == before
    assert len(rooms[north.id].messages) > 1

    place.slack.grant(south, granted=True)
    for _day in range(4):
        place.passes(days=1)
    assert len(rooms[south.id].messages) > before
    assert not place.slack.refusals
    assert not place.slack.failures


def test_two_organisations_that_share_a_channel_keep_their_own_installations(place):
    north = place.slack.workspace("North High", enterprise_id="E0NORTH")
    oak = place.slack.workspace("Oak College", enterprise_id="E0AOAK")
    nora, eve = place.slack.person("Nora Hale", north), place.slack.person("Eve Stone", oak)
    for installer in (nora, eve):
        place.installs(installer, org_wide=True)
    room = place.room("north-oak", nora, eve, shared_with=[oak])
    place.sets_up(nora, eve, room, "North and Oak")
    place.passes(days=15)

    eve.clicks("Check in", room)
    eve.fills({"Wins": "The mentors come every week."})
    eve.submits()
    pressed = [e.request for e in place.slack.wire if e.request.get("type") == "block_actions"]
    assert (pressed[-1]["team"], pressed[-1]["enterprise"]["id"]) == (None, "E0AOAK")
    assert {one.workspace_id for one in place.rows(CheckIn)} == {north.id}

    place.slack.uninstall(oak)
    before = len(room.messages)
    for _fortnight in range(3):
        place.passes(days=14)
    assert len(room.messages) > before
    nora.clicks("Check in", room)
    assert "Wins" in nora.sees()
    assert not place.slack.refusals


def test_new_scopes_are_asked_of_the_last_installer_when_the_first_is_gone(place):
    place.installs(place.ana, without=["users:read"])
    place.tick()
    place.slack.change_person(place.ana, deleted=True)
    place.passes(days=1)
    place.installs(place.cara, without=["users:read"])

    place.begins_anew()
    place.tick()

    [asked] = place.private_words(place.cara)
    assert "users:read" in asked


def test_who_sets_up_without_a_scope_reads_which_and_where_to_allow_it(place):
    place.installs(place.ana, without=["channels:read"])
    room = place.room("riverside-mercy", place.ana, place.cara)

    place.ana.types("/partner setup", room)
    assert "has not allowed me channels:read" in place.ana.sees()
    assert f"{PUBLIC}/slack/install" in place.ana.sees()
    place.ana.closes(everything=True)

    place.installs(place.ana)
    place.sets_up(place.ana, place.cara, room, "Riverside and Mercy")
    assert len(room.messages) == 1
