"""Trouble on purpose reaches the bot the way it does on a bad day."""

import http.client
import time
import urllib.error

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.playground.test_posting import error_of


def test_an_error_comes_once_and_then_it_works(slack, clerk, room):
    slack.trouble.next("chat.postMessage", error="internal_error", extra={"hint": "later"})
    with pytest.raises(SlackApiError) as refused:
        clerk.client.chat_postMessage(channel=room.id, text="x")
    assert refused.value.response["error"] == "internal_error"
    assert refused.value.response["hint"] == "later"
    assert clerk.client.chat_postMessage(channel=room.id, text="x")["ok"]
    assert len(room.messages) == 1
    assert [name for name, _ in slack.trouble.met] == ["chat.postMessage"]


def test_trouble_can_concern_one_channel_and_several_calls(slack, clerk, ana, room):
    slack.trouble.next("chat.postMessage", error="fatal_error", channel=room.id, times=2)
    assert clerk.client.chat_postMessage(channel=ana.id, text="x")["ok"]
    for _ in range(2):
        assert error_of(clerk.client.chat_postMessage, channel=room.id, text="x") == "fatal_error"
    assert clerk.client.chat_postMessage(channel=room.id, text="x")["ok"]


def test_too_many_requests_say_when_to_come_back(slack, clerk, room):
    slack.trouble.next("chat.postMessage", retry_after=30)
    with pytest.raises(SlackApiError) as refused:
        clerk.client.chat_postMessage(channel=room.id, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "30"


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_and_a_page_instead_of_an_answer(slack, clerk, room, status):
    slack.trouble.next("chat.postMessage", status=status)
    with pytest.raises(SlackApiError) as refused:
        clerk.client.chat_postMessage(channel=room.id, text="x")
    assert refused.value.response.status_code == status
    slack.trouble.next("chat.postMessage", html=True)
    with pytest.raises((SlackApiError, ValueError)):
        clerk.client.chat_postMessage(channel=room.id, text="x")
    assert room.messages == []


def test_a_lost_reply_leaves_the_message_and_the_repeat_is_recognised(slack, clerk, room):
    slack.trouble.next("chat.postMessage", lose_reply=True)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        clerk.client.chat_postMessage(channel=room.id, text="x", client_msg_id="k")
    assert len(room.messages) == 1
    answer = clerk.client.chat_postMessage(channel=room.id, text="x", client_msg_id="k")
    assert answer["ts"] == room.messages[0].ts
    assert len(room.messages) == len(slack.repeats) == 1


def test_a_reset_connection_leaves_nothing(slack, clerk, room):
    slack.trouble.next("chat.postMessage", reset=True)
    with pytest.raises((http.client.RemoteDisconnected, OSError)):
        clerk.client.chat_postMessage(channel=room.id, text="x")
    assert room.messages == []


def test_all_of_slack_can_be_down(slack, clerk, room):
    slack.trouble.down()
    for call in (clerk.client.auth_test, clerk.client.team_info):
        with pytest.raises((http.client.RemoteDisconnected, OSError)):
            call()
    slack.trouble.up()
    assert clerk.client.auth_test()["ok"]


def test_a_slow_answer_is_slow(slack, room):
    impatient = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    slack.trouble.next("chat.postMessage", delay=5)
    started = time.monotonic()
    with pytest.raises((TimeoutError, urllib.error.URLError)):
        impatient.chat_postMessage(channel=room.id, text="x")
    assert time.monotonic() - started < 4


def test_rate_limits_are_off_until_switched_on(slack, clerk, room):
    for number in range(10):
        clerk.client.chat_postMessage(channel=room.id, text=str(number))
    assert slack.rate_limits.refused == 0


def test_a_channel_takes_one_message_a_second_after_a_burst(slack, clerk, ana, room, clock):
    slack.rate_limits.on = True
    for number in range(4):
        clerk.client.chat_postMessage(channel=room.id, text=str(number))
    with pytest.raises(SlackApiError) as refused:
        clerk.client.chat_postMessage(channel=room.id, text="five")
    assert refused.value.response.headers["Retry-After"] == "1"
    assert clerk.client.chat_postMessage(channel=ana.id, text="elsewhere")["ok"]
    clock.advance(seconds=1)
    assert clerk.client.chat_postMessage(channel=room.id, text="five")["ok"]


def test_methods_have_tiers(slack, clerk, clock):
    slack.rate_limits.on = True
    for _ in range(20):
        clerk.client.users_list()
    assert error_of(clerk.client.users_list) == "ratelimited"
    clock.advance(seconds=3)
    assert clerk.client.users_list()["ok"]


def test_a_workspace_takes_a_few_hundred_messages_a_minute(slack, clerk, clock):
    slack.rate_limits.on = True
    rooms = [slack.channel(f"room-{number}") for number in range(301)]
    for room in rooms[:300]:
        clerk.client.chat_postMessage(channel=room.id, text="x")
    refused = error_of(clerk.client.chat_postMessage, channel=rooms[300].id, text="x")
    assert refused == "ratelimited"


def test_a_witness_sees_a_call_before_and_after_its_work(slack, clerk, room):
    seen = []

    def look(headers):
        seen.append((len(room.messages), "Authorization" in headers))

    slack.trouble.next("chat.postMessage", on_arrival=look, on_work_done=look)
    assert clerk.client.chat_postMessage(channel=room.id, text="x")["ok"]

    assert seen == [(0, True), (1, True)]
