"""`response_url`s: five answers in thirty minutes, to the person or to the channel."""

import pytest
from slack_sdk.webhook import WebhookClient

from tests.playground.blocks import actions, button, section


@pytest.fixture
def pressed(clerk, ana, room):
    """The answer address of a press in a message of the channel."""
    clerk.client.chat_postMessage(
        channel=room.id, text="Check-in", blocks=[section("Check-in"), actions(button())]
    )
    ana.clicks("Check in")
    return WebhookClient(clerk.heard[-1]["response_url"])


def test_an_answer_is_for_the_person_unless_it_is_for_the_channel(slack, ana, room, pressed):
    ben = slack.person("Ben")
    room.members.add(ben.id)
    pressed.send(text="Just you")
    pressed.send(text="All of you", response_type="in_channel")
    assert "Just you" in ana.sees(room)
    assert "Just you" not in ben.sees(room)
    assert "All of you" in ben.sees(room)


def test_an_answer_can_replace_or_remove_the_message(ana, room, pressed):
    pressed.send(text="Done", replace_original=True)
    assert [m.text for m in room.messages] == ["Done"]
    pressed.send(delete_original=True)
    assert room.messages == []


def test_an_ephemeral_message_can_only_be_changed_that_way(clerk, ana, room):
    clerk.client.chat_postEphemeral(
        channel=room.id, user=ana.id, text="Psst", blocks=[actions(button())]
    )
    ana.clicks("Check in")
    body = clerk.heard[-1]
    assert body["container"]["is_ephemeral"]
    assert "message" not in body
    WebhookClient(body["response_url"]).send(text="Gone", delete_original=True)
    assert ana.ephemerals == []


def test_it_works_where_the_bot_is_not(slack, clerk, ana):
    private = slack.channel("secret", ana, private=True, bot=False)
    ana.types("/say Hello", private)
    assert clerk.heard[-1]["channel_name"] == "privategroup"
    WebhookClient(clerk.heard[-1]["response_url"]).send(text="And more")
    assert "And more" in ana.sees(private)


def test_five_uses_and_thirty_minutes(pressed, clock, clerk, ana):
    for number in range(5):
        assert pressed.send(text=str(number)).status_code == 200
    assert (pressed.send(text="six").status_code, "used_url") == (404, "used_url")
    ana.clicks("Check in")
    again = WebhookClient(clerk.heard[-1]["response_url"])
    clock.advance(minutes=31)
    answer = again.send(text="late")
    assert answer.status_code == 404
    assert "expired_url" in answer.body
    lost = WebhookClient(again.url + "0").send(text="x")
    assert (lost.status_code, "no_such_url" in lost.body) == (404, True)


def test_its_payloads_are_checked_like_any_message(slack, pressed):
    answer = pressed.send(text="x", blocks=[section("")])
    assert answer.status_code == 400
    assert "invalid_blocks" in answer.body
    assert pressed.send_dict({"text": "x", "colour": "red"}).status_code == 400
    assert [r.method for r in slack.refusals] == ["response_url", "response_url"]
