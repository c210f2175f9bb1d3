"""Getting a payload to the app: in process, over a socket, or as a signed HTTP request."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.playground.answers import Ack
from bot.playground.records import Exchange, Failure
from bot.playground.slack import Slack
from bot.playground.socket_mode import SocketServer
from bot.playground.world import Json

InProcess = Callable[[str, Json], tuple[int, Any, str]]
"""`deliver(kind, payload)`: kind is `slash_commands`, `interactive` or `events_api`, the payload is
the one Socket Mode carries; returns status, body (text, bytes or None) and content type."""

ACK_SECONDS = 3.0
CONNECT_SECONDS = 10.0
EVENT_RETRIES = 3
SOCKET_RETRIES = 1


class Deliveries:
    """Sends each payload the way this playground was told to, and remembers the last one."""

    def __init__(self, slack: Slack, sockets: SocketServer) -> None:
        self._slack = slack
        self._sockets = sockets
        self.in_process: InProcess | None = None
        self.request_url: str | None = None
        self.ack_seconds = ACK_SECONDS
        self.connect_seconds = CONNECT_SECONDS
        self.last: tuple[str, Json] | None = None
        self._queue: deque[tuple[str, Json]] = deque()

    def send(self, kind: str, payload: Json) -> Ack:
        """Deliver, with Slack's retries, and return how the app answered in the end."""
        self.last = (kind, payload)
        attempt, reason, ack = 0, "", Ack(0)
        retries = self._retries(kind)
        while True:
            ack = self._once(kind, payload, attempt, reason)
            if ack.ok or attempt >= retries:
                break
            attempt += 1
            reason = "http_error" if ack.status else "timeout"
        if not ack.ok and kind == "events_api":
            self._slack.records.failures.append(Failure(kind, ack.status, ack.body))
        return Ack(ack.status, ack.body, ack.content_type, ack.seconds, attempt + 1)

    def redeliver(self) -> Ack:
        """Send the last payload once more, as Slack does when an ack was lost on the way."""
        if self.last is None:
            raise AssertionError("nothing has been delivered to the app yet")
        return self._once(*self.last, 1, "timeout")

    def later(self, kind: str, payload: Json) -> None:
        """Keep a payload until `settle()`: it was caused inside a call of the app's own."""
        self._queue.append((kind, payload))

    def settle(self) -> None:
        while self._queue:
            self.send(*self._queue.popleft())

    def _retries(self, kind: str) -> int:
        if self.in_process is not None:
            return 0
        if self.request_url is not None:
            return EVENT_RETRIES if kind == "events_api" else 0
        return SOCKET_RETRIES

    def _once(self, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        started = time.perf_counter()
        if self.in_process is not None:
            ack = _read(*self.in_process(kind, payload))
        elif self.request_url is not None:
            ack = self._post(self.request_url, kind, payload, attempt, reason)
        else:
            ack = self._over_socket(kind, payload, attempt, reason)
        ack = Ack(ack.status, ack.body, ack.content_type, time.perf_counter() - started)
        now = self._slack.world.now()
        self._slack.records.note(
            Exchange(now, "bot", kind, payload, ack.status, ack.body, ack.seconds)
        )
        self._slack.world.notify()
        return ack

    def _over_socket(self, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        envelope = self._sockets.send(
            kind, payload, (attempt, reason), self.connect_seconds, self.ack_seconds
        )
        if not envelope.acked:
            return Ack(0)
        if not envelope.payload:
            return Ack(200)
        return Ack(200, json.dumps(envelope.payload), "application/json")

    def _post(self, url: str, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        body, content_type = encoded(kind, payload)
        headers = self.signed_headers(body) | {"Content-Type": content_type}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            return self._exchange(url, body, headers)
        except (OSError, http.client.HTTPException):
            return Ack(0)

    def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> Ack:
        place = urlsplit(url)
        connection = http.client.HTTPConnection(
            place.hostname or "127.0.0.1", place.port or 80, timeout=self.ack_seconds
        )
        try:
            connection.request("POST", place.path or "/", body, headers)
            answer = connection.getresponse()
            content = answer.read().decode("utf-8", "replace")
            return Ack(answer.status, content, answer.headers.get("Content-Type", ""))
        finally:
            connection.close()

    def signed_headers(self, body: bytes) -> dict[str, str]:
        """Slack's signature over this body, at what this Slack takes for now."""
        stamp = str(int(self._slack.world.now().timestamp()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }

    def verify_url(self) -> bool:
        """Send `url_verification`, and say whether the challenge came back."""
        challenge = {
            "type": "url_verification",
            "token": "deprecated",
            "challenge": "3eZbrw1aBm2rZgRN",
        }
        if self.request_url is None:
            raise AssertionError("there is no request URL to verify")
        ack = self._post(self.request_url, "events_api", challenge, 0, "")
        return ack.ok and challenge["challenge"] in ack.body


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """The HTTP body of a payload: events are JSON, commands a form, interactions a form of JSON."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _read(status: int, body: Any, content_type: str) -> Ack:
    if isinstance(body, dict | list):
        return Ack(status, json.dumps(body), "application/json")
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")
    return Ack(status, text, content_type or "")
