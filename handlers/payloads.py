"""Slack's payloads, read once into an Interaction."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.rules.people import PersonKey
from handlers.interaction import Interaction, Tools

_CHOSEN = ("selected_option", "selected_user", "selected_channel", "selected_conversation")
_PICKED = ("selected_date", "selected_time", "selected_date_time")
_MANY = ("selected_options", "selected_users", "selected_channels", "selected_conversations")


def read(
    kind: str,
    body: dict[str, Any],
    *,
    workspace_id: str,
    tools: Tools,
    ack: Callable[..., Any],
    now: datetime,
) -> Interaction:
    """Read any payload that Slack sends; `kind` is a route kind of handlers.router."""
    if kind == "event":
        return _read_event(body, workspace_id, tools, ack, now)
    if kind == "command":
        return _read_command(body, workspace_id, tools, ack, now)
    return _read_interactive(kind, body, workspace_id, tools, ack, now)


def _read_command(
    body: dict[str, Any], workspace_id: str, tools: Tools, ack: Callable[..., Any], now: datetime
) -> Interaction:
    sub, _, rest = str(body.get("text") or "").strip().partition(" ")
    return Interaction(
        tools=tools,
        kind="command",
        workspace_id=workspace_id,
        person=PersonKey(body.get("team_id") or workspace_id, body["user_id"]),
        body=body,
        ack=ack,
        now=now,
        name=f"{body['command']} {sub.lower()}".strip(),
        channel_id=body.get("channel_id"),
        trigger_id=body.get("trigger_id", ""),
        text=rest.strip(),
    )


def _read_event(
    body: dict[str, Any], workspace_id: str, tools: Tools, ack: Callable[..., Any], now: datetime
) -> Interaction:
    event = body["event"]
    user = event.get("user")
    user_id = user.get("id", "") if isinstance(user, dict) else user or ""
    channel = event.get("channel")
    return Interaction(
        tools=tools,
        kind="event",
        workspace_id=workspace_id,
        person=PersonKey(event.get("user_team") or event.get("team") or workspace_id, user_id),
        body=body,
        ack=ack,
        now=now,
        name=event["type"],
        channel_id=channel.get("id") if isinstance(channel, dict) else channel,
    )


def _read_interactive(
    kind: str,
    body: dict[str, Any],
    workspace_id: str,
    tools: Tools,
    ack: Callable[..., Any],
    now: datetime,
) -> Interaction:
    view = body.get("view") or {}
    action = (body.get("actions") or [{}])[0]
    state = view.get("state") or body.get("state") or {}
    user = body["user"]
    return Interaction(
        tools=tools,
        kind=kind,
        workspace_id=workspace_id,
        person=PersonKey(user.get("team_id") or workspace_id, user["id"]),
        body=body,
        ack=ack,
        now=now,
        name=_name_of(kind, body, view, action),
        channel_id=(body.get("channel") or body.get("container") or {}).get(
            "id" if body.get("channel") else "channel_id"
        ),
        trigger_id=body.get("trigger_id", ""),
        text=str(body.get("value") or ""),
        value=str(action.get("value") or _value_of(action) or ""),
        values=_values_of(state.get("values") or {}),
        metadata=_metadata_of(view),
    )


def _name_of(kind: str, body: dict[str, Any], view: dict[str, Any], action: dict[str, Any]) -> str:
    if kind in ("view", "closed"):
        return str(view.get("callback_id", ""))
    if kind == "shortcut":
        return str(body.get("callback_id", ""))
    if kind == "options":
        return str(body.get("action_id", ""))
    return str(action.get("action_id", ""))


def _metadata_of(view: dict[str, Any]) -> dict[str, Any]:
    try:
        known = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


def _values_of(state: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        block_id: _value_of(element)
        for block_id, elements in state.items()
        for element in elements.values()
    }


def _value_of(element: dict[str, Any]) -> Any:
    for name in _CHOSEN:
        if (chosen := element.get(name)) is not None:
            return chosen["value"] if isinstance(chosen, dict) else chosen
    for name in _PICKED:
        if element.get(name) is not None:
            return element[name]
    for name in _MANY:
        if name in element:
            return [i["value"] if isinstance(i, dict) else i for i in element[name] or ()]
    return element.get("value")
