"""Slack's side of a benchmark: signed requests, and the smallest Bolt app that answers them."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.app import build
from bot.settings import Settings
from bot.slack.identity import Identity
from bot.transports import EVENTS_PATH
from storage.database import Database
from tests.factories import NOW, WORKSPACE

SECRET = "a-signing-secret"
Wsgi = Callable[..., Iterable[bytes]]


class Request:
    """What Slack posts, signed for the moment at which it will be looked at."""

    def __init__(self, fields: dict[str, str], at: datetime) -> None:
        self.body = urlencode(fields)
        self.headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": str(int(at.timestamp())),
        }
        signed = SignatureVerifier(SECRET).generate_signature(
            timestamp=self.headers["X-Slack-Request-Timestamp"], body=self.body
        )
        self.headers["X-Slack-Signature"] = str(signed)

    def to(self, application: Wsgi) -> str:
        """Hand it to an application and return the answer."""
        statuses: list[str] = []
        body = self.body.encode()
        environ: dict[str, Any] = {
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()
        }
        environ |= {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": EVENTS_PATH,
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": self.headers["Content-Type"],
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        answer = b"".join(application(environ, lambda status, *_: statuses.append(status)))
        if not statuses[0].startswith("200"):
            raise RuntimeError(f"answered {statuses[0]}")
        return answer.decode()


def command(text: str, user_id: str, at: datetime) -> Request:
    """Make a slash command as Slack sends it."""
    name, _space, rest = text.partition(" ")
    fields = {
        "token": "deprecated",
        "team_id": WORKSPACE,
        "team_domain": "riverside",
        "channel_id": "CMERCY",
        "channel_name": "riverside-mercy",
        "user_id": user_id,
        "user_name": "ana",
        "command": name,
        "text": rest,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T1/1/abc",
        "trigger_id": "1.1.abc",
    }
    return Request(fields, at)


def interaction(payload: dict[str, Any], at: datetime) -> Request:
    """Make a submission or a click as Slack sends it."""
    return Request({"payload": json.dumps(payload)}, at)


def ours(database: Database) -> Wsgi:
    """Return the whole bot, for which it is always `tests.factories.NOW`."""
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-1"), slack_signing_secret=SecretStr(SECRET), _env_file=None
    )
    identity = Identity(
        WORKSPACE, "Riverside School District", "B1", "UBOT", frozenset(), told_at=None
    )
    return build(settings, database, identity, lambda: NOW).web_application()


def bare(act: Callable[[], object] = lambda: None) -> Wsgi:
    """Return a Bolt app with Bolt's own WSGI adapter and one listener that acts and acks."""
    authorized = AuthorizeResult(enterprise_id=None, team_id=WORKSPACE, bot_token="xoxb-1")
    app = App(
        client=WebClient(),
        signing_secret=SECRET,
        authorize=lambda: authorized,
        process_before_response=True,
    )

    def listener(ack: Callable[[], object]) -> None:
        act()
        ack()

    for register in (app.command, app.view):
        register(re.compile(".*"))(listener)
    return SlackRequestHandler(app)


def real_now() -> datetime:
    """Return the time by which Bolt checks signatures, which nobody can set."""
    return datetime.now(UTC)
