"""Which events the bot hears of, and that a manifest decides."""

from typing import Any

import pytest

from bot.playground import NotPossible, Playground

MANIFEST = {
    "display_information": {"name": "Touchstone"},
    "features": {
        "bot_user": {"display_name": "Touchstone"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/checkin", "description": "x"}],
        "shortcuts": [
            {"name": "Check in", "type": "global", "callback_id": "checkin", "description": "x"}
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:read"]}},
    "settings": {
        "event_subscriptions": {
            "bot_events": ["member_joined_channel", "channel_archive", "group_left", "user_change"]
        }
    },
}


@pytest.fixture
def heard(slack):
    """The events that reached the bot."""
    events: list[dict[str, Any]] = []

    def take(kind, payload):
        if kind == "events_api":
            events.append(payload["event"])
        return 200, "", ""

    slack.deliveries.in_process = take
    return events


def types(events) -> list[str]:
    return [event["type"] for event in events]


def test_the_bot_hears_what_happens_to_it_and_its_channels(slack, heard, ana):
    room = slack.channel("partners", ana, bot=False)
    ana.invites_bot(room)
    assert heard[-1]["user"] == slack.bot_user_id
    assert heard[-1]["inviter"] == ana.id
    ben = slack.person("Ben")
    ben.joins(room)
    ana.renames(room, "partners-2026")
    ana.archives(room)
    ana.unarchives(room)
    ana.removes(ben, room)
    ana.removes_bot(room)
    ana.deletes(room)
    assert types(heard) == [
        "member_joined_channel", "member_joined_channel", "channel_rename", "channel_archive",
        "channel_unarchive", "member_left_channel", "channel_left", "channel_deleted",
    ]  # fmt: skip
    assert heard[2]["channel"]["name"] == "partners-2026"


def test_private_channels_have_their_own_names_for_it(slack, heard, ana):
    room = slack.channel("secret", ana, private=True)
    ana.renames(room, "secret-2")
    ana.archives(room)
    ana.unarchives(room)
    ana.removes_bot(room)
    ana.archives(room)
    assert types(heard) == ["group_rename", "group_archive", "group_unarchive", "group_left"]


def test_sharing_and_profiles_and_leaving_are_told(slack, heard, ana, room):
    hospital = slack.workspace("Mercy Hospital")
    slack.share(room, hospital)
    slack.unshare(room, hospital)
    slack.change_person(ana, tz="America/Denver", deleted=True)
    assert heard[-1]["user"]["tz"] == "America/Denver"
    slack.uninstall()
    assert types(heard) == [
        "channel_shared", "channel_unshared", "user_change", "tokens_revoked", "app_uninstalled",
    ]  # fmt: skip
    with pytest.raises(AttributeError):
        slack.change_person(ana, colour="red")


def test_direct_messages_are_events_only_of_people(slack, heard, ana):
    ana.types("help")
    assert (heard[-1]["type"], heard[-1]["channel_type"]) == ("message", "im")
    assert heard[-1]["text"] == "help"
    ana.opens_messages()
    assert heard[-1]["tab"] == "messages"


def test_only_subscribed_events_and_granted_scopes_count():
    with Playground(manifest=MANIFEST) as slack:
        told: list[dict[str, Any]] = []

        def take(_kind, payload):
            told.append(payload["event"])
            return 200, "", ""

        slack.deliveries.in_process = take
        ana = slack.person("Ana")
        room = slack.channel("room", ana)
        ana.opens_home()
        ana.renames(room, "other")
        slack.change_person(ana, tz="Europe/Berlin")
        ana.archives(room)
        assert types(told) == ["channel_archive"]


def test_only_commands_and_shortcuts_of_the_manifest_are_there():
    with Playground(manifest=MANIFEST) as slack:
        taken: list[str] = []

        def take(kind, _payload):
            taken.append(kind)
            return 200, "", ""

        slack.deliveries.in_process = take
        ana = slack.person("Ana")
        room = slack.channel("room", ana)
        with pytest.raises(NotPossible, match="/chekin is not a valid command"):
            ana.types("/chekin", room)
        with pytest.raises(NotPossible, match="no such shortcut"):
            ana.uses_shortcut("Check out")
        ana.types("/checkin", room)
        ana.uses_shortcut("Check in")
        slack.scopes.discard("commands")
        with pytest.raises(NotPossible):
            ana.types("/checkin", room)
        assert taken == ["slash_commands", "interactive"]


def test_of_two_installations_in_a_channel_the_later_hears_once(slack, heard, ana):
    oak = slack.workspace("Oak Valley", installed=True)
    room = slack.channel("both", ana, shared_with=[oak])
    room.members.add(slack.world.installations[oak.id].bot_user_id)
    ana.types("@touchstone hello", room)
    mentions = [e for e in slack.wire if e.to == "bot"]
    assert len([m for m in mentions if m.request["event"]["type"] == "app_mention"]) == 1
    assert mentions[-1].request["authorizations"][0]["team_id"] == oak.id


def test_something_can_be_waited_for(slack, clerk, room):
    assert not slack.wait_for(lambda: room.messages, timeout=0.01)
    clerk.client.chat_postMessage(channel=room.id, text="x")
    assert slack.wait_for(lambda: room.messages, timeout=1)
