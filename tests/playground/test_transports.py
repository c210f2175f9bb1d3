"""The same payloads over a real socket and as signed HTTP, taken by Slack's own libraries."""

import http.server
import json
import math
import threading
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from slack_bolt import BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.signature import SignatureVerifier
from websockets.sync.client import connect

from bot.playground import Playground
from tests.playground.blocks import actions, button
from tests.playground.clerk import Clerk


class Endpoint:
    """A request URL: every signed POST goes through Bolt's HTTP path."""

    def __init__(self, clerk: Clerk) -> None:
        self.headers: list[dict[str, str]] = []
        self.bodies: list[str] = []
        self.refuse_next = 0
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                endpoint.headers.append({k.lower(): v for k, v in self.headers.items()})
                endpoint.bodies.append(body)
                if endpoint.refuse_next:
                    endpoint.refuse_next -= 1
                    self._say(500, "", "text/plain")
                    return
                request = BoltRequest(body=body, headers=dict(self.headers.items()))
                response = clerk.app.dispatch(request)
                kind = response.first_headers().get("content-type", "text/plain")
                self._say(response.status, response.body, kind)

            def _say(self, status: int, body: str, kind: str) -> None:
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> "Endpoint":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/slack/events"


@pytest.fixture
def endpoint(slack, clock):
    # A bot of somebody else's reads the real time, and takes no signature from another.
    clock.time = datetime.now(UTC)
    with Endpoint(Clerk(slack)) as endpoint:
        slack.deliveries.request_url = endpoint.url
        yield endpoint


@pytest.fixture
def sockets(slack):
    """A bot on Slack's own Socket Mode client."""
    clerk = Clerk(slack)
    handler = SocketModeHandler(clerk.app, slack.app_token, ping_interval=0.2)
    handler.connect()
    assert slack.sockets.wait_for_connection(5)
    slack.deliveries.ack_seconds = 2.0
    yield clerk
    handler.close()


def play(slack: Playground, ana, room, clerk: Clerk | None = None) -> None:
    """A command, a form with an error, a press, an event: over whatever transport there is."""
    ana.types("/form words", room)
    assert ana.modal is not None
    ana.fills({"Name": "River Food Bank"})
    assert ana.submits().ok
    assert ana.modal is None
    ana.types("/say Hello there", room)
    assert "Hello there" in ana.sees(room)
    ana.opens_home()
    ana.clicks("New goal", "home")
    assert slack.failures == []
    assert slack.refusals == []


def test_a_real_bot_works_over_a_real_socket(slack, sockets, ana, room):
    play(slack, ana, room)
    kinds = [e.name for e in slack.wire if e.to == "bot"]
    assert kinds == [
        "slash_commands", "interactive", "slash_commands", "events_api", "interactive",
    ]  # fmt: skip
    sockets.answer = {"response_action": "errors", "errors": {"name": "Taken"}}
    ana.types("/form", room)
    ana.fills({"Name": "x"})
    ana.submits()
    assert ana.modal.errors["Name"] == "Taken"


def test_a_dropped_socket_is_opened_again_and_nothing_is_lost(slack, sockets, ana, room):
    ana.types("/say One", room)
    slack.sockets.drop()
    ana.types("/say Two", room)
    assert "Two" in ana.sees(room)


def test_a_socket_that_is_asked_to_reconnect_does(slack, sockets, ana, room):
    tickets = len(slack.records.calls("apps.connections.open"))
    slack.sockets.ask_to_reconnect()
    assert slack.wait_for(
        lambda: len(slack.records.calls("apps.connections.open")) > tickets, timeout=5
    )
    ana.types("/say Still here", room)
    assert "Still here" in ana.sees(room)


def test_an_envelope_without_an_ack_comes_again(slack, sockets, ana, room):
    slack.deliveries.ack_seconds = 0.3
    ack = ana.types("/unheard", room)
    assert (ack.status, ack.attempts) == (0, 2)
    assert "operation_timeout" in ana.sees(room)


def test_an_app_that_never_asked_for_a_socket_is_not_waited_for(slack, ana, room):
    slack.deliveries.connect_seconds = math.inf  # To wait that long is an error at once.
    assert ana.types("/say Hello", room).status == 0
    slack.sockets.new_url()
    with pytest.raises(OverflowError):
        ana.types("/say Hello", room)


def test_two_sockets_share_the_work(slack, sockets, ana, room):
    other = SocketModeHandler(Clerk(slack).app, slack.app_token, ping_interval=0.2)
    other.connect()
    assert slack.sockets.wait_for_connection(5, at_least=2)
    for number in range(4):
        ana.types(f"/say {number}", room)
    other.close()
    assert len([b for b in sockets.heard if b["command"] == "/say"]) == 2


def test_a_ticket_opens_one_socket(slack, sockets):
    url = slack.slack.socket_url()
    with connect(url) as first:
        assert json.loads(first.recv())["type"] == "hello"
        with connect(url) as second:
            assert json.loads(second.recv())["type"] == "disconnect"


def test_a_real_bot_works_over_signed_http(slack, endpoint, ana, room):
    play(slack, ana, room)
    verifier = SignatureVerifier(slack.signing_secret)
    for headers, body in zip(endpoint.headers, endpoint.bodies, strict=True):
        assert verifier.is_valid_request(body, headers)
    kinds = [h["content-type"] for h in endpoint.headers]
    assert kinds[0] == "application/x-www-form-urlencoded"
    assert kinds[3] == "application/json"
    assert parse_qs(endpoint.bodies[0])["command"] == ["/form"]
    assert json.loads(parse_qs(endpoint.bodies[1])["payload"][0])["type"] == "view_submission"


def test_a_request_url_is_verified_with_a_challenge(slack, endpoint):
    assert slack.deliveries.verify_url()


def test_an_event_that_was_not_taken_comes_again_and_says_why(slack, endpoint, ana):
    endpoint.refuse_next = 2
    ana.opens_home()
    assert "x-slack-retry-num" not in endpoint.headers[0]
    assert [h["x-slack-retry-num"] for h in endpoint.headers[1:]] == ["1", "2"]
    assert endpoint.headers[1]["x-slack-retry-reason"] == "http_error"
    assert len(set(endpoint.bodies)) == 1
    assert slack.failures == []


def test_a_bot_that_is_away_fails_visibly(slack, endpoint, ana, room):
    slack.deliveries.request_url = "http://127.0.0.1:1/slack/events"
    ana.types("/form", room)
    assert "operation_timeout" in ana.sees(room)
    assert slack.failures[0].kind == "slash_commands"


def test_the_last_delivery_can_come_again(slack, clerk, ana, room):
    clerk.client.chat_postMessage(channel=room.id, text="x", blocks=[actions(button())])
    ana.clicks("Check in")
    slack.redeliver()
    first, again = clerk.heard[-2:]
    assert first == again


def test_a_playground_starts_and_stops_in_no_time(clock):
    for _ in range(20):
        with Playground(now=clock) as slack:
            assert slack.api_url.endswith("/api/")
