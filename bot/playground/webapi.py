"""The Web API: who may call which method with which arguments, and what the answer looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground import (
    methods_app,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_people,
    methods_views,
    oauth,
)
from bot.playground.calls import Call, Method, Refused
from bot.playground.records import Refusal
from bot.playground.slack import Slack
from bot.playground.world import Installation, Json

FAMILIES = (
    methods_app,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_people,
    methods_views,
    oauth,
)
METHODS: dict[str, Method] = {m.name: m for family in FAMILIES for m in family.METHODS}
WITHOUT_TOKEN = frozenset({"api.test", "blocks.validate", "oauth.v2.access"})
NOBODY = Installation("", "", "", "", set())

PAYLOAD_ERRORS = frozenset({
    "unknown_method", "invalid_arguments", "invalid_blocks", "invalid_blocks_format",
    "msg_blocks_too_long", "msg_too_long", "no_text", "too_many_attachments",
    "invalid_attachments", "markdown_text_conflict", "invalid_metadata_format",
    "invalid_metadata_schema", "metadata_too_large", "view_too_large", "push_limit_reached",
    "duplicate_external_id", "invalid_limit", "invalid_cursor", "invalid_types",
    "missing_scope", "invalid_json",
})  # fmt: skip
"""The errors that are the app's own mistake: each is kept in `records.refusals`."""


@dataclass(frozen=True)
class Reply:
    """An HTTP answer of the Web API."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def answer(slack: Slack, name: str, token: str, arguments: Mapping[str, Any]) -> Reply:
    """Carry out one call, or say in Slack's words why not."""
    headers: dict[str, str] = {}
    try:
        with slack.world.lock:
            found = METHODS.get(name)
            if found is None:
                raise Refused("unknown_method", req_method=name)
            installation = _installation(slack, name, token, arguments)
            scopes = {"connections:write"} if token == slack.app_token else installation.scopes
            headers["x-oauth-scopes"] = ",".join(sorted(scopes))
            headers["x-accepted-oauth-scopes"] = ",".join(found.scopes)
            wait = slack.rate_limits.retry_after(
                name, found.tier, installation.team_id, str(arguments.get("channel", ""))
            )
            if wait is not None:
                return too_many(wait)
            _ensure_scope(found, installation)
            _ensure_arguments(found, arguments)
            given = {k: v for k, v in arguments.items() if k != "token"}
            done = found.run(Call(slack, name, installation, given))
            return Reply({"ok": True, **done}, 200, headers)
    except Refused as refusal:
        return _refused(slack, name, arguments, refusal, headers)


def too_many(retry_after: int) -> Reply:
    return Reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(retry_after)})


def not_json(slack: Slack, name: str) -> Reply:
    """A body that says it is JSON and is not."""
    slack.records.refusals.append(Refusal(name, "invalid_json"))
    return Reply({"ok": False, "error": "invalid_json"})


def _installation(
    slack: Slack, name: str, token: str, arguments: Mapping[str, Any]
) -> Installation:
    """The installation that this token belongs to; the app's own token opens sockets only."""
    anyone = next(iter(slack.world.installations.values()), None)
    if name == "apps.connections.open":
        if token != slack.app_token or anyone is None:
            raise Refused("not_allowed_token_type" if slack.installation(token) else _bad(token))
        return anyone
    if name in WITHOUT_TOKEN:
        return slack.installation(token) or NOBODY
    installation = slack.installation(token, arguments)
    if installation is None:
        raise Refused("not_allowed_token_type" if token == slack.app_token else _bad(token))
    if installation.dead:
        raise Refused(installation.dead)
    return installation


def _bad(token: str) -> str:
    return "invalid_auth" if token else "not_authed"


def _ensure_scope(found: Method, installation: Installation) -> None:
    if found.scopes and not installation.scopes.intersection(found.scopes):
        raise Refused("missing_scope", needed=",".join(found.scopes))


def _ensure_arguments(found: Method, arguments: Mapping[str, Any]) -> None:
    """Slack ignores what it does not know; here a misspelt argument is found out at once."""
    problems = [
        f"[ERROR] missing required field: {name} [json-pointer:]"
        for name in sorted(found.required)
        if arguments.get(name) in (None, "")
    ]
    known = found.required | found.optional | {"token"}
    problems += [
        f"[ERROR] unknown argument: {name} [json-pointer:/{name}]"
        for name in sorted(set(arguments) - known)
    ]
    if problems:
        raise Refused("invalid_arguments", *problems)


def _refused(
    slack: Slack,
    name: str,
    arguments: Mapping[str, Any],
    refusal: Refused,
    headers: dict[str, str],
) -> Reply:
    if refusal.error in PAYLOAD_ERRORS:
        where = str(arguments.get("channel") or arguments.get("user_id") or "")
        slack.records.refusals.append(Refusal(name, refusal.error, refusal.pointers, where))
    body: Json = {"ok": False, "error": refusal.error, **refusal.extra}
    if refusal.error == "missing_scope":
        body["provided"] = headers["x-oauth-scopes"]
    if refusal.pointers:
        body["response_metadata"] = {"messages": list(refusal.pointers)}
        body.setdefault("errors", [p.removeprefix("[ERROR] ") for p in refusal.pointers])
    return Reply(body, 200, headers)
