"""Slack's payloads, read once into an Interaction."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.rules.people import PersonKey
from handlers import forms
from handlers.interaction import Interaction, Tools


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
    sub, rest = [*forms.text(body.get("text")).split(maxsplit=1), "", ""][:2]
    return Interaction(
        tools=tools,
        kind="command",
        workspace_id=workspace_id,
        person=_person(body.get("team_id"), body.get("user_id"), workspace_id),
        body=body,
        ack=ack,
        now=now,
        name=f"{forms.text(body.get('command'))} {sub.lower()}".strip(),
        channel_id=forms.text(body.get("channel_id")) or None,
        trigger_id=forms.text(body.get("trigger_id")),
        text=rest.strip(),
    )


def _read_event(
    body: dict[str, Any], workspace_id: str, tools: Tools, ack: Callable[..., Any], now: datetime
) -> Interaction:
    event = forms.whole(body.get("event"))
    return Interaction(
        tools=tools,
        kind="event",
        workspace_id=workspace_id,
        person=_person(team_of_event(event), forms.id_in(event, "user"), workspace_id),
        body=body,
        ack=ack,
        now=now,
        name=forms.text(event.get("type")),
        channel_id=forms.id_in(event, "channel") or None,
    )


def _read_interactive(
    kind: str,
    body: dict[str, Any],
    workspace_id: str,
    tools: Tools,
    ack: Callable[..., Any],
    now: datetime,
) -> Interaction:
    view, user = forms.whole(body.get("view")), forms.whole(body.get("user"))
    action = forms.whole(next(iter(body.get("actions") or ()), None))
    state = forms.whole(view.get("state")) or forms.whole(body.get("state"))
    in_message = forms.text(forms.whole(body.get("container")).get("channel_id"))
    return Interaction(
        tools=tools,
        kind=kind,
        workspace_id=workspace_id,
        person=_person(user.get("team_id"), user.get("id"), workspace_id),
        body=body,
        ack=ack,
        now=now,
        name=_name_of(kind, body, view, action),
        channel_id=forms.id_in(body, "channel") or in_message or None,
        trigger_id=forms.text(body.get("trigger_id")),
        text=forms.text(body.get("value")),
        value=forms.picked(action) or "",
        values=_values_of(forms.whole(state.get("values"))),
        metadata=metadata_of(view),
    )


def team_of_event(event: dict[str, Any]) -> str:
    """Return the workspace of who did something; nothing where an event does not say it."""
    return forms.text(event.get("user_team")) or forms.text(event.get("team"))


def _person(team_id: object, user_id: object, workspace_id: str) -> PersonKey:
    """Return who it was; nobody, with an empty id, where a name cannot be one of Slack's."""
    key = PersonKey(forms.text(team_id) or workspace_id, forms.text(user_id))
    return key if all(map(forms.is_slack_id, key)) else PersonKey(workspace_id, "")


def _name_of(kind: str, body: dict[str, Any], view: dict[str, Any], action: dict[str, Any]) -> str:
    if kind in ("view", "closed"):
        return forms.text(view.get("callback_id"))
    if kind == "shortcut":
        return forms.text(body.get("callback_id"))
    if kind == "options":
        return forms.text(body.get("action_id"))
    return forms.text(action.get("action_id"))


def metadata_of(view: dict[str, Any]) -> dict[str, Any]:
    """Return what a form remembers."""
    try:
        known = json.loads(forms.text(view.get("private_metadata")) or "{}")
    except (ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _values_of(state: dict[str, Any]) -> dict[str, str | None]:
    return {
        block_id: forms.picked(element)
        for block_id in state
        for element in forms.whole(state.get(block_id)).values()
    }
