"""People of another workspace in a shared channel: what Slack sends for them and what they lack."""

import pytest

from bot.playground import NotPossible
from tests.playground.blocks import actions, button
from tests.playground.test_posting import error_of


@pytest.fixture
def hospital(slack):
    return slack.workspace("Mercy Hospital", enterprise_id="E1MERCY")


@pytest.fixture
def ben(slack, hospital):
    return slack.person("Ben Ode", hospital, locale="es-ES")


@pytest.fixture
def shared(slack, ana, ben, hospital):
    return slack.channel("mercy", ana, ben, shared_with=[hospital])


def test_an_outsider_presses_and_submits_from_their_own_workspace(
    slack, clerk, ana, ben, shared, hospital
):
    clerk.client.chat_postMessage(
        channel=shared.id, text="Form", blocks=[actions(button("Fill in", "open"))]
    )
    ben.clicks("Fill in")
    pressed = clerk.heard[-1]
    assert pressed["team"]["id"] == slack.team_id
    assert pressed["user"]["team_id"] == hospital.id
    assert pressed["enterprise"]["id"] == "E1MERCY", "the presser's own, whatever the team"
    assert ben.modal is not None
    ben.fills({"Name": "x"})
    ben.submits()
    submitted = clerk.heard[-1]
    assert submitted["team"]["id"] == submitted["user"]["team_id"] == hospital.id
    assert submitted["enterprise"]["id"] == "E1MERCY"
    assert submitted["view"]["app_installed_team_id"] == slack.team_id
    assert ben.modal is None
    assert slack.failures == []


def test_an_outsider_has_no_commands_shortcuts_or_home(slack, clerk, ben, shared):
    with pytest.raises(NotPossible, match="not a valid command"):
        ben.types("/form", shared)
    with pytest.raises(NotPossible, match="not there for Ben Ode"):
        ben.uses_shortcut("form")
    with pytest.raises(NotPossible, match="Home"):
        ben.opens_home()
    clerk.client.views_publish(user_id=ben.id, view={"type": "home", "blocks": []})
    assert ben.home is None
    assert "still being set up" in ben.sees("home")


def test_an_outsider_is_known_while_a_channel_is_shared(slack, clerk, ben, shared, hospital):
    user = clerk.client.users_info(user=ben.id, include_locale=True)["user"]
    assert user["team_id"] == hospital.id
    assert user["is_stranger"] is False
    assert "locale" not in user
    assert ben.id not in {u["id"] for u in clerk.client.users_list()["members"]}
    assert clerk.client.chat_postMessage(channel=ben.id, text="Hello")["ok"]
    assert [m.text for m in ben.direct_messages] == ["Hello"]
    slack.unshare(shared, hospital)
    assert error_of(clerk.client.users_info, user=ben.id) == "user_not_visible"
    assert error_of(clerk.client.chat_postMessage, channel=ben.id, text="x") == "channel_not_found"


def test_a_shared_channel_says_so(slack, clerk, ana, shared, hospital):
    told = clerk.client.conversations_info(channel=shared.id)["channel"]
    assert told["is_ext_shared"]
    assert told["connected_team_ids"] == [hospital.id]
    own = slack.channel("own", ana)
    assert not clerk.client.conversations_info(channel=own.id)["channel"]["is_ext_shared"]


def test_an_event_from_an_outsider_names_the_installation_in_authorizations(
    slack, clerk, ben, shared, hospital
):
    ben.types("@touchstone help", shared)
    event = clerk.heard[-1]
    assert event["team_id"] == hospital.id
    assert event["authorizations"][0]["team_id"] == slack.team_id
    assert event["is_ext_shared_channel"]
    assert event["event"]["user_team"] == hospital.id


def test_nobody_is_invited_to_a_channel_their_workspace_does_not_share(slack, ana, ben, room):
    with pytest.raises(NotPossible, match="not shared"):
        ana.invites(ben, room)


def test_a_changed_id_goes_with_everything_in_the_channel(slack, clerk, ana, room):
    slack.deliveries.in_process = lambda *_: (200, "", "")
    clerk.client.chat_postMessage(channel=room.id, text="Before")
    old = room.id
    new = slack.change_id(room)
    assert error_of(clerk.client.chat_postMessage, channel=old, text="x") == "channel_not_found"
    assert clerk.client.chat_postMessage(channel=new, text="After")["ok"]
    assert [m.text for m in room.messages] == ["Before", "After"]
    told = [e.request["event"] for e in slack.wire if e.to == "bot"]
    assert told[0]["type"] == "channel_id_changed"
    assert (told[0]["old_channel_id"], told[0]["new_channel_id"]) == (old, new)
