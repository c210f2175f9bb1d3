"""How Slack's requests come in: only signed, fresh and sensible ones, until we stop listening."""

import logging
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from werkzeug.test import Client, TestResponse

from bot.playground import Playground
from bot.transports import EVENTS_PATH, SocketMode, web_application

NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)
SECRET = "a-signing-secret"
BODY = "command=%2Fpartner&text=caf%C3%A9&team_id=T1&user_id=U1&channel_id=C1"


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def slack(heard) -> Client:
    """A client that sends what Slack would send to a bot that only listens."""
    authorized = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")
    bolt = App(
        client=WebClient(),
        authorize=lambda: authorized,
        request_verification_enabled=False,
        process_before_response=True,
    )

    @bolt.command("/partner")
    def listener(ack, body, request):
        heard.append(body | {"retry": request.headers.get("x-slack-retry-num")})
        ack("Hello ☀")

    return Client(web_application(bolt, SECRET, lambda: NOW))


def post(slack: Client, body: str | bytes = BODY, **headers: str) -> TestResponse:
    raw = body if isinstance(body, bytes) else body.encode()
    stamp = headers.pop("stamp", str(int(NOW.timestamp())))
    if "signature" not in headers:
        headers["signature"] = str(
            SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=BODY)
        )
    return slack.post(
        EVENTS_PATH,
        data=raw,
        content_type="application/x-www-form-urlencoded",
        headers={
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": headers["signature"],
            "X-Slack-Retry-Num": "1",
        },
    )


def test_a_signed_command_is_heard_and_answered(slack, heard):
    answer = post(slack)

    assert answer.status_code == 200
    assert answer.text == "Hello ☀"
    assert [(one["text"], one["retry"]) for one in heard] == [("café", ["1"])]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"signature": "v0=" + "0" * 64}, 401),
        ({"signature": ""}, 401),
        ({"signature": "v0=ü"}, 400),
        ({"stamp": str(int(NOW.timestamp()) - 301)}, 401),
        ({"stamp": str(int(NOW.timestamp()) + 301)}, 401),
        ({"stamp": "yesterday"}, 400),
    ],
)
def test_what_is_not_signed_now_by_slack_is_refused(slack, heard, headers, status):
    assert post(slack, **headers).status_code == status
    assert heard == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(BODY + "&more=1", 401), (b"\xff\xfe", 400), (b"x" * 1_000_001, 413)],
)
def test_another_body_than_the_signed_one_is_refused(slack, heard, body, status):
    assert post(slack, body).status_code == status
    assert heard == []


@pytest.mark.parametrize(("length", "status"), [("many", 400), ("-1", 413)])
def test_a_length_that_is_none_is_refused(slack, length, status):
    answer = slack.post(EVENTS_PATH, environ_overrides={"CONTENT_LENGTH": length})

    assert answer.status_code == status


def test_elsewhere_there_is_nothing_and_a_look_is_answered(slack):
    assert slack.get("/").status_code == 404
    assert slack.get(EVENTS_PATH).status_code == 200


class ListensLate(logging.Handler):
    """Keeps the library's listener where it says that it starts, until it should have ended."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.connection: SocketMode | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self.connection is None or not record.getMessage().startswith("Starting to receive"):
            return
        self.begun.set()
        state = self.connection.client.current_session_state
        while not state.terminated:
            threading.Event().wait(0.001)


def test_a_connection_ends_though_it_had_only_just_begun_to_listen():
    late = ListensLate()
    logger = logging.getLogger("slack_bolt.late")
    logger.setLevel(logging.INFO)
    logger.addHandler(late)
    with Playground() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        bolt = App(client=client, token_verification_enabled=False, logger=logger)
        connection = SocketMode(bolt, slack.app_token, client)
        late.connection = connection
        connection.connect()
        assert late.begun.wait(5)

        assert connection.drain(5)
