"""The two ways by which Slack reaches Bolt; neither drops what it took when it stops."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

EVENTS_PATH = "/slack/events"

# Closing waits for threads that look up from the socket every three seconds.
_SECONDS_TO_CLOSE = 4.0
_SECONDS_UNTIL_REMINDED = 0.1

# The largest payloads echo a view of 250 kB.
_LARGEST_BODY = 1_000_000

# What the verifier raises for text and huge numbers where seconds should be, and Bolt for one shape
# where another should be.
_NOT_SLACKS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
# By these Bolt finds who listens.
_NAMES = ("type", "subtype", "command", "callback_id", "action_id", "block_id")
# And these it takes to be there: in the form of a payload about one, and in each pressed button.
_OF_FORM, _OF_BUTTON = ("type", "callback_id"), ("type", "action_id")

Environ = dict[str, Any]
WebApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, Mapping[str, Sequence[str]], str]
Pages = Callable[[str, str, str, str], Answer | None]
"""Answers a method, a path, a query and a header of cookies; nothing where no page is."""
Forms = Callable[[Environ], Answer | None]
"""Answers a whole request, also one that brings something; nothing where no page is."""


class SocketMode(SocketModeHandler):
    """A Socket Mode connection."""

    def __init__(self, bolt: App, app_token: str, client: WebClient) -> None:
        super().__init__(bolt, app_token, web_client=client)
        self._changed = threading.Condition()
        self._in_hand = 0
        self._stopping = False

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        with self._changed:
            # Not acknowledged, so Slack delivers it again, to whoever listens then.
            if self._stopping:
                return
            self._in_hand += 1
        try:
            super().handle(client, req)
        finally:
            with self._changed:
                self._in_hand -= 1
                self._changed.notify_all()

    def drain(self, seconds: float) -> bool:
        """Take nothing new, finish and acknowledge what is in hand, close; say whether all was."""
        deadline = monotonic() + seconds
        with self._changed:
            self._stopping = True
            done = self._changed.wait_for(lambda: not self._in_hand, seconds - _SECONDS_TO_CLOSE)
        return done and self._is_closed_by(deadline)

    def _is_closed_by(self, deadline: float) -> bool:
        closing = threading.Thread(target=self.close, daemon=True)
        closing.start()
        while closing.is_alive() and monotonic() < deadline:
            # A listener that had only just begun has forgotten that it was told to end, and the
            # library waits for it for ever.
            self.client.current_session_state.terminated = True
            closing.join(_SECONDS_UNTIL_REMINDED)
        return not closing.is_alive()


class _Clock(SlackClock):
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()


def web_application(
    bolt: App,
    signing_secret: str,
    clock: Callable[[], datetime],
    pages: Pages | None = None,
    forms: Forms | None = None,
) -> WebApplication:
    """Return the WSGI application that Slack's signed requests come to, and people to pages."""
    verifier = SignatureVerifier(signing_secret, _Clock(clock))

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = _answer(bolt, verifier, environ, pages, forms)
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [(name, value) for name, values in headers.items() for value in values],
        )
        return [body.encode()]

    return application


def _answer(
    bolt: App,
    verifier: SignatureVerifier,
    environ: Environ,
    pages: Pages | None,
    forms: Forms | None,
) -> Answer:
    if environ["PATH_INFO"] != EVENTS_PATH:
        found = (pages and _page(pages, environ)) or (forms and forms(environ))
        return found or _plain(404, "Nothing here.")
    if environ["REQUEST_METHOD"] != "POST":
        return _plain(200, "Touchstone listens here for Slack.")
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not 0 <= length <= _LARGEST_BODY:
            return _plain(413, "Too large.")
        raw = environ["wsgi.input"].read(length)
        headers = _headers(environ)
        # Before anything is parsed.
        if not verifier.is_valid_request(raw, headers):
            return _plain(401, "The signature is missing, wrong or too old.")
        query = environ.get("QUERY_STRING", "")
        request = BoltRequest(body=raw.decode(), query=query, headers={**headers})
    except _NOT_SLACKS:
        return _plain(400, "Not a request from Slack.")
    if not _has_slacks_shape(request.body):
        return _plain(400, "Not a request from Slack.")
    answer = bolt.dispatch(request)
    return answer.status, answer.headers, answer.body


def _has_slacks_shape(body: dict[str, Any]) -> bool:
    """Say whether what Bolt looks at to find a listener is what it takes it for."""
    kind = str(body.get("type"))
    is_form = kind.startswith("view_")
    actions, view = body.get("actions", []), body.get("view", {})
    if view is None and not is_form:
        view = {}
    if not isinstance(actions, list) or (kind == "block_actions" and not actions):
        return False
    parts = [body, view, body.get("event", {}), *actions]
    return (
        all(
            isinstance(part, dict)
            and all(isinstance(part.get(name), str | None) for name in _NAMES)
            for part in parts
        )
        and (not is_form or all(name in view for name in _OF_FORM))
        and all(name in action for action in actions for name in _OF_BUTTON)
    )


def _page(pages: Pages, environ: Environ) -> Answer | None:
    asked = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE")
    method, path, query, cookies = (str(environ.get(name, "")) for name in asked)
    return pages(method, path, query, cookies)


def _headers(environ: Environ) -> dict[str, str]:
    named = {
        key.removeprefix("HTTP_").lower().replace("_", "-"): value
        for key, value in environ.items()
        if key.startswith("HTTP_X_SLACK_")
    }
    return named | {"content-type": environ.get("CONTENT_TYPE", "")}


def _plain(status: int, sentence: str) -> Answer:
    return status, {"content-type": ["text/plain; charset=utf-8"]}, sentence
