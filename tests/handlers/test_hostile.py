"""Requests that no Slack would send: each is answered, nothing is saved, no line tells a word."""

import copy
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from bot import logs
from bot.playground import Person
from bot.playground.delivery import encoded
from bot.transports import EVENTS_PATH, web_application
from storage import portable
from tests.handlers.test_forged import TROUBLE, json_values, rows
from tests.stage import Stage

# What somebody wrote into a form and after a command, and what somebody forged.
TYPED, AFTER_COMMAND, FORGED = "zebrafish", "okapi", "quagga"
KINDS = {"slash_commands", "interactive", "events_api"}
Path = tuple[str | int, ...]
Sent = tuple[str, dict[str, Any]]

junk = json_values | st.sampled_from(
    [FORGED, f"{FORGED} " * 2000, "\x00", "\ud800", [[]], {"": {}}]
)
# One for each field, in turn; hypothesis tries others.
JUNK: list[Any] = [None, FORGED, "", [], {}, -1, [FORGED], {FORGED: FORGED}, 1.5, True, "\x00"]


class Wire:
    """The app as Slack reaches it over HTTP, and all that its log says meanwhile."""

    def __init__(self, stage: Stage, log: io.StringIO) -> None:
        self.stage, self.log = stage, log
        self.secret = stage.slack.signing_secret
        self._client = Client(web_application(stage.bolt, self.secret, stage.clock))

    def sends(self, kind: str, payload: dict[str, Any]) -> TestResponse:
        if kind == "slash_commands":
            # A form is UTF-8, which has no halves of characters; JSON can spell them.
            payload = json.loads(json.dumps(payload).replace("\\ud800", "?"))
        body, content_type = encoded(kind, payload)
        return self.posts(body, content_type, self.stage.slack.deliveries.signed_headers(body))

    def posts(self, body: bytes, content_type: str, headers: dict[str, str]) -> TestResponse:
        return self._client.post(EVENTS_PATH, data=body, content_type=content_type, headers=headers)

    def ensure_silent(self) -> None:
        said = self.log.getvalue()
        self.log.seek(0)
        self.log.truncate()
        for word in (
            TYPED,
            AFTER_COMMAND,
            FORGED,
            "Traceback",
            "xoxb-",
            "hooks.slack",
            self.secret,
        ):
            assert word not in said, said[max(0, said.index(word) - 400) :][:600]
        for event in map(json.loads, said.splitlines()):
            # Where somebody forges to whom to answer, Slack refuses the answer.
            if event["event"] in TROUBLE:
                assert event["error"] == "SlackApiError", event


@pytest.fixture
def wire(stage: Stage) -> Iterator[Wire]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    log = io.StringIO()
    logs.configure("info", "json", log)
    yield Wire(stage, log)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def sent(wire: Wire) -> list[Sent]:
    """One payload of each kind and route that a first quarter brings, as Slack sent it."""
    stage, deliver = wire.stage, wire.stage.slack.deliveries.in_process
    assert deliver is not None
    by_route: dict[str, Sent] = {}

    def record(kind: str, payload: dict[str, Any]) -> tuple[int, Any, str]:
        by_route.setdefault(_route(kind, payload), (kind, copy.deepcopy(payload)))
        return deliver(kind, payload)

    stage.slack.deliveries.in_process = record
    _live(stage)
    stage.slack.deliveries.in_process = deliver
    assert {kind for kind, _payload in by_route.values()} == KINDS
    # Setting up is open to everybody, in a channel that has no partnership.
    return [one for route, one in by_route.items() if "partnerships.save" not in route]


def _live(stage: Stage) -> None:
    stage.set_up()
    stage.ana.closes()
    stage.ana.types(f"/goal {AFTER_COMMAND}", stage.room)
    stage.ana.types("/goal new", stage.room)
    stage.ana.fills({"Goal": f"More {TYPED} in the lab", "Save as": "Draft for now"})
    stage.ana.submits()
    stage.ana.closes()
    stage.advance(days=1)
    stage.tick()
    stage.ana.types("/checkin", stage.room)
    stage.ana.fills({"Wins": f"The {TYPED} are here."})
    stage.ana.submits()
    stage.ana.closes()
    stage.ana.opens_home()
    stage.ana.types("/partner", stage.room)


def _route(kind: str, payload: dict[str, Any]) -> str:
    view, actions = payload.get("view") or {}, payload.get("actions") or [{}]
    event = payload.get("event") or {}
    named = (
        payload.get("type"),
        payload.get("command"),
        view.get("callback_id"),
        actions[0].get("action_id"),
        event.get("type"),
    )
    return f"{kind} {named}"


def _by(person: Person, one: Sent) -> Sent:
    """Return the same payload as if somebody else had sent it."""
    kind, payload = one[0], copy.deepcopy(one[1])
    if kind == "slash_commands":
        payload |= {"user_id": person.id, "user_name": "eli"}
    elif kind == "events_api":
        payload["event"] |= {"user": person.id}
    else:
        payload["user"] |= {"id": person.id, "team_id": person.team_id}
    return kind, payload


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


def _records(stage: Stage) -> dict[str, list[str]]:
    """Return all records, but for who is known and asked to be let in: anybody may ask."""
    asking = {"people", "join_requests"}
    with stage.database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in portable.tables()
            if table.name not in asking
        }


def _with(payload: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(payload)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def _without(payload: dict[str, Any], path: Path) -> dict[str, Any]:
    changed = copy.deepcopy(payload)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return changed


def test_every_field_may_be_anything(wire: Wire, sent: list[Sent]):
    stranger = wire.stage.slack.person("Eli Moss")
    before, count = _records(wire.stage), 0
    for one in sent:
        kind, payload = _by(stranger, one)
        for path in _paths(payload):
            count += 1
            answer = wire.sends(kind, _with(payload, path, JUNK[count % len(JUNK)]))
            wire.ensure_silent()
            assert answer.status_code < 500, (kind, path)
            assert TYPED not in answer.text, (kind, path)
    assert count > 300
    after = _records(wire.stage)
    assert [table for table in before if before[table] != after[table]] == []
    wire.ensure_silent()


def test_every_field_may_be_missing(wire: Wire, sent: list[Sent]):
    before = _records(wire.stage)
    stranger = wire.stage.slack.person("Eli Moss")
    for one in sent:
        kind, payload = _by(stranger, one)
        for path in _paths(payload):
            answer = wire.sends(kind, _without(payload, path))
            wire.ensure_silent()
            assert answer.status_code < 500, (kind, path)
    after = _records(wire.stage)
    assert [table for table in before if before[table] != after[table]] == []


def test_whatever_a_member_sends_is_answered(wire: Wire, sent: list[Sent]):
    places = [(one, path) for one in sent for path in _paths(one[1])]

    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.sampled_from(places), junk)
    def answered(place: tuple[Sent, Path], value: Any) -> None:
        (kind, payload), path = place
        assert wire.sends(kind, _with(payload, path, value)).status_code < 500
        wire.ensure_silent()

    answered()


@pytest.mark.parametrize("field", ["team_id", "user_id"])
@pytest.mark.parametrize("value", ["A" * 33, "t 1", "\x1f", "U0\n", {"U0": 1}])
def test_nobody_is_asked_to_be_let_in(wire: Wire, sent: list[Sent], field, value):
    before = rows(wire.stage)
    [(kind, command)] = [one for one in sent if one[1].get("command") == "/checkin"]

    answer = wire.sends(kind, command | {field: value})

    assert (answer.status_code, answer.text) == (200, "")
    assert rows(wire.stage) == before
    wire.ensure_silent()


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"payload=%7B", b"payload=[]", b"payload=null", b'{"type":1}', b"\x00"]
)
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]
)
def test_a_signed_body_that_says_nothing_is_answered(wire: Wire, body, content_type):
    before = rows(wire.stage)
    headers = wire.stage.slack.deliveries.signed_headers(body)

    assert wire.posts(body, content_type, headers).status_code < 500
    assert rows(wire.stage) == before
    wire.ensure_silent()


def _signed(wire: Wire, body: bytes, **other: str) -> dict[str, str]:
    return wire.stage.slack.deliveries.signed_headers(body) | other


STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


@pytest.mark.parametrize(
    "other",
    [
        {STAMP: "", SIGNATURE: ""},
        {SIGNATURE: ""},
        {STAMP: ""},
        {STAMP: "yesterday"},
        {STAMP: "1e9"},
        {STAMP: "٣"},
        {STAMP: "-1"},
        {STAMP: "9" * 400},
        {STAMP: "1757343600"},
        {SIGNATURE: "v0=" + "0" * 64},
        {SIGNATURE: "v1=abc"},
        {SIGNATURE: "ü"},
    ],
)
def test_what_is_not_signed_is_turned_away_without_a_word_of_it(wire: Wire, other):
    before = rows(wire.stage)
    body = f"command=%2Fpartner&text={FORGED}".encode()

    answer = wire.posts(body, "application/x-www-form-urlencoded", _signed(wire, body, **other))

    assert 400 <= answer.status_code < 500
    assert rows(wire.stage) == before
    assert wire.log.getvalue() == ""


def test_headers_that_are_missing_are_turned_away(wire: Wire):
    assert wire.posts(b"{}", "application/json", {}).status_code == 401
    assert wire.log.getvalue() == ""


def test_an_old_request_is_turned_away_though_it_was_signed(wire: Wire):
    body = json.dumps({"type": "event_callback", "event": {"text": FORGED}})
    stamp = str(int(wire.stage.now.timestamp()) - 301)
    signature = SignatureVerifier(wire.secret).generate_signature(timestamp=stamp, body=body)
    headers = {STAMP: stamp, SIGNATURE: str(signature)}

    assert wire.posts(body.encode(), "application/json", headers).status_code == 401
    assert wire.log.getvalue() == ""


@pytest.mark.parametrize(
    ("body", "status"), [(b"\xff\xfe" + FORGED.encode(), 400), (b"x" * 10_000_000, 413)]
)
def test_a_signed_body_that_is_no_text_or_too_large_is_turned_away(wire: Wire, body, status):
    answer = wire.posts(body, "application/json", _signed(wire, body))

    assert answer.status_code == status
    assert wire.log.getvalue() == ""
