"""What is on the screen of the person who acts, and of nobody else."""

import pytest

from tests.playground.blocks import actions, button, section
from tests.playground.page.visitor import Visitor, at


def test_a_person_sees_their_channels_and_what_was_said(visitor, clerk, room):
    visitor.writes("Hello *all*", room)
    clerk.client.chat_postMessage(channel=room.id, text="Hi", blocks=[section("Hi there")])

    seen = visitor.sees(room.id)

    assert [channel["name"] for channel in seen["channels"]] == ["food-bank"]
    said = seen["place"]["messages"]
    assert [message["text"] for message in said] == ["Hello *all*", "Hi"]
    assert said[1]["blocks"][0]["text"]["text"] == "Hi there"
    assert seen["people"][said[1]["user"]]["bot"]


def test_what_only_one_person_sees_nobody_else_does(visitor, slack, room):
    ben = slack.person("Ben Okafor")
    room.members.add(ben.id)
    visitor.writes("/say Just for you", room)

    own = visitor.sees(room.id)["place"]["messages"]
    others = Visitor(visitor.browser, ben).sees(room.id)["place"]["messages"]

    assert [(m["text"], m["mine"]) for m in own] == [("Just for you", True)]
    assert others == []


def test_a_channel_of_others_is_not_shown(visitor, slack, room):
    ben = Visitor(visitor.browser, slack.person("Ben Okafor"))

    seen = ben.sees(room.id)

    assert seen["place"] is None
    assert seen["channels"] == []


def test_unread_marks_come_with_messages_and_go_when_they_are_read(visitor, slack, clerk, room):
    clerk.client.chat_postMessage(channel=room.id, text=f"<@{visitor.person.id}>, look")
    before = visitor.sees()["channels"][0]
    visitor.does("read", channel=room.id)
    after = visitor.sees()["channels"][0]

    assert (before["unread"], before["forMe"]) == (1, 1)
    assert (after["unread"], after["forMe"]) == (0, 0)


def test_earlier_messages_come_when_they_are_asked_for(visitor, clerk, room):
    for number in range(5):
        visitor.writes(f"Message {number}", room)

    few, all_of_them = (visitor.sees(room.id, shown)["place"] for shown in (2, 10))

    assert [m["text"] for m in few["messages"]] == ["Message 3", "Message 4"]
    assert few["earlier"] == 3
    assert all_of_them["earlier"] == 0


def test_replies_stand_under_their_message(visitor, room):
    visitor.writes("First", room)
    first = room.messages[0]
    visitor.does("write", channel=room.id, text="Second", thread=first.ts)

    said = visitor.sees(room.id)["place"]["messages"]

    assert [m["text"] for m in said] == ["First"]
    assert [m["text"] for m in said[0]["replies"]] == ["Second"]


def test_home_is_shown_once_it_is_opened(visitor):
    before = visitor.sees("home")["home"]
    visitor.does("home")
    after = visitor.sees("home")["home"]

    assert before is None
    assert after["blocks"][0]["text"]["text"] == "Your goals"


def test_an_outsider_has_no_home_and_no_commands(visitor, slack, room):
    ben = Visitor(visitor.browser, slack.person("Ben Okafor", slack.workspace("Mercy Hospital")))
    slack.share(room, slack.world.workspaces[ben.person.team_id])
    room.members.add(ben.person.id)

    seen = ben.sees("home")

    assert seen["me"]["outsider"]
    assert (seen["home"], seen["app"]["commands"]) == (None, [])
    refused = ben.tries("write", channel=room.id, text="/form")
    assert refused.status_code == 409
    assert "has not installed the app" in refused.get_json()["problem"]


def test_the_page_hears_of_every_change(visitor, room):
    before = visitor.sees()["version"]
    visitor.writes("Hello", room)

    assert visitor.sees()["version"] > before


def test_a_stranger_sees_nothing(visitor):
    answer = visitor.browser.get("/api/people/U404")

    assert answer.status_code == 409


@pytest.mark.parametrize("deed", ["press", "choose", "enter", "dismiss", "submit", "nothing"])
def test_what_is_not_there_is_said_in_a_sentence(visitor, deed):
    answer = visitor.tries(deed, channel="C404", ts="1.1")

    assert answer.status_code == 409
    assert answer.get_json()["problem"].endswith(".")


def test_a_message_for_one_person_can_be_dismissed_by_them(visitor, clerk, room):
    visitor.writes("/say Just for you", room)
    clerk.client.chat_postMessage(channel=room.id, text="Hi", blocks=[actions(button())])

    visitor.does("dismiss", **at(room.ephemerals[0]))
    refused = visitor.tries("dismiss", **at(room.messages[0]))

    assert room.ephemerals == []
    assert refused.status_code == 409
