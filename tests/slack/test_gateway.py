"""One call each, and the truth of what became of it."""

import socket
import struct
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import Channel, Playground
from bot.slack.errors import LimitReached, Rejected, ShutOut, Unavailable, Unconfirmed
from bot.slack.gateway import Gateway

HELLO = {
    "text": "Hello",
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Hello"}}],
}


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground() as running:
        yield running


@pytest.fixture
def room(slack: Playground) -> Channel:
    return slack.channel("riverside-mercy", slack.person("Ana Ruiz"))


def gateway_to(address: str, token: str = "xoxb-1", seconds: float = 5) -> Gateway:  # noqa: S107
    client = WebClient(token, base_url=address, timeout=seconds, retry_handlers=[])  # type: ignore[arg-type]
    return Gateway(client)


@pytest.fixture
def gateway(slack: Playground) -> Gateway:
    return gateway_to(slack.api_url, slack.bot_token)


def post(gateway: Gateway, channel: str, **more: Any) -> Any:
    return gateway.send("chat.postMessage", channel, HELLO, client_msg_id="id-1", **more)


def test_a_post_says_where_it_is(slack, room, gateway):
    sent = post(gateway, room.id)

    assert (sent.channel, sent.ts) == (room.id, room.messages[-1].ts)
    assert slack.refusals == []
    assert room.messages[-1].client_msg_id == "id-1"


def test_a_post_to_a_person_says_their_conversation(slack, gateway):
    ana = slack.person("Ana Ruiz")

    assert post(gateway, ana.id).channel.startswith("D")


def test_a_reply_goes_into_its_thread(room, gateway):
    first = post(gateway, room.id)
    gateway.send("chat.postMessage", room.id, HELLO, client_msg_id="id-2", thread_ts=first.ts)

    assert room.messages[-1].thread_ts == first.ts


def test_a_change_is_made_in_place(slack, room, gateway):
    first = post(gateway, room.id)
    changed = gateway.send(
        "chat.update", room.id, {**HELLO, "text": "Changed"}, client_msg_id="id-2", ts=first.ts
    )

    assert changed == first
    assert [message.text for message in room.messages if message.bot_id] == ["Changed"]
    assert slack.refusals == []


@pytest.mark.parametrize(
    ("trouble", "kind", "code"),
    [
        ({"error": "is_archived"}, Rejected, "is_archived"),
        ({"error": "invalid_auth"}, ShutOut, "invalid_auth"),
        ({"retry_after": 30}, LimitReached, "ratelimited"),
        ({"error": "ratelimited"}, LimitReached, "ratelimited"),
        ({"error": "internal_error"}, Unconfirmed, "internal_error"),
        ({"status": 500}, Unconfirmed, "internal_error"),
        ({"html": True, "status": 502}, Unconfirmed, "http_502"),
        ({"html": True}, Unconfirmed, "http_200"),
        ({"lose_reply": True}, Unconfirmed, "RemoteDisconnected"),
    ],
)
def test_trouble_has_a_name(slack, room, gateway, trouble, kind, code):
    slack.trouble.next("chat.postMessage", **trouble)

    with pytest.raises(kind) as caught:
        post(gateway, room.id)

    assert caught.value.code == code
    assert len(slack.records.calls("chat.postMessage")) == 1


def test_a_slow_slack_leaves_it_open(slack, room):
    slack.trouble.next("chat.postMessage", delay=5)

    with pytest.raises(Unconfirmed) as caught:
        post(gateway_to(slack.api_url, slack.bot_token, seconds=0.1), room.id)

    assert caught.value.code == "TimeoutError"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api/", "http://nowhere.invalid/api/"])
def test_nobody_there_means_surely_not_sent(address):
    with pytest.raises(Unavailable) as caught:
        post(gateway_to(address), "C1")

    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n17",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}',
        b'HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n{"ok":false,"error":["no"]}',
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Type: x; charset=utf-8\r\nContent-Length: 1\r\n\r\n\xff",
        b"HTTP/1.1 503 No\r\nContent-Type: x; charset=klingon\r\nContent-Length: 1\r\n\r\nx",
        b"good day\r\n\r\n",
        b"",
    ],
)
def test_nonsense_leaves_it_open(answer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_answer_once, args=(server, answer), daemon=True).start()

        with pytest.raises(Unconfirmed):
            post(gateway_to(f"http://127.0.0.1:{server.getsockname()[1]}/api/"), "C1")


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection = _take_call(server)
    with connection:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            continue


def _take_call(server: socket.socket) -> socket.socket:
    connection, _ = server.accept()
    received = b""
    while not received.endswith(b"}"):
        received += connection.recv(65536)
    return connection


def test_a_broken_connection_leaves_it_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_reset_once, args=(server,), daemon=True).start()

        with pytest.raises(Unconfirmed) as caught:
            post(gateway_to(f"http://127.0.0.1:{server.getsockname()[1]}/api/"), "C1")

    assert caught.value.code == "ConnectionResetError"


def _reset_once(server: socket.socket) -> None:
    connection = _take_call(server)
    # Closing without lingering sends a reset.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_a_client_that_tries_again_by_itself_is_refused():
    with pytest.raises(ValueError, match="retry_handlers"):
        Gateway(WebClient("xoxb-1"))
