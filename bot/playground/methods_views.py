"""The `views.*` methods: modals opened with a trigger, and Home published for a person."""

from __future__ import annotations

from typing import Any

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.objects import view_object
from bot.playground.triggers import Trigger
from bot.playground.views import Modals, ensure_view
from bot.playground.world import Json, View


def open_view(call: Call) -> Json:
    """Show a modal to whoever caused the trigger; an open one is replaced."""
    view = _definition(call, "modal")
    trigger = _trigger(call)
    return _shown(call, Modals(call.slack).open(trigger.user_id, call.team_id, view))


def push_view(call: Call) -> Json:
    """Stack a modal on the one in which the trigger was caused."""
    view = _definition(call, "modal")
    trigger = _trigger(call)
    if trigger.view_id is None or call.world.top_view(trigger.user_id) is None:
        raise Refused("invalid_trigger_id")
    return _shown(call, Modals(call.slack).push(trigger.user_id, call.team_id, view))


def update_view(call: Call) -> Json:
    """Change an open view, found by its id or external id, unless `hash` is stale."""
    shown = _find(call)
    definition = _definition(call, shown.kind)
    _ensure_fresh(call, shown)
    return _shown(call, Modals(call.slack).update(shown, definition))


def publish_view(call: Call) -> Json:
    """Set the Home of one person."""
    definition = _definition(call, "home")
    user = call.user("user_id")
    if not call.slack.app.home_enabled:
        raise Refused("not_enabled")
    if user.is_bot or user.deleted:
        raise Refused("user_not_found")
    before = call.world.homes.get((call.team_id, user.id))
    if before is not None:
        _ensure_fresh(call, before)
    return _shown(call, Modals(call.slack).publish(user.id, call.team_id, definition))


def _definition(call: Call, surface: str) -> Json:
    view = call.json("view", "invalid_arguments")
    ensure_view(call.slack, view, surface)
    return dict(view)


def _trigger(call: Call) -> Trigger:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    problem = call.slack.triggers.problem(trigger_id, call.team_id)
    if problem:
        raise Refused(problem)
    return call.slack.triggers.use(trigger_id)


def _find(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        missing = "[ERROR] missing required field: view_id [json-pointer:]"
        raise Refused("invalid_arguments", missing)
    if view_id:
        view = call.world.view(view_id)
    else:
        view = call.world.view_by_external_id(call.team_id, external_id)
    if view is None or view.installed_team_id != call.team_id:
        raise Refused("not_found")
    return view


def _ensure_fresh(call: Call, view: View) -> None:
    given = call.text("hash")
    if given and given != view.hash:
        raise Refused("hash_conflict")


def _shown(call: Call, view: View) -> Json:
    call.world.notify()
    return {"view": view_object(view, call.world, call.slack.app)}


OPEN: dict[str, Any] = {"optional": "trigger_id interactivity_pointer team_id"}
METHODS: tuple[Method, ...] = (
    method("views.open", open_view, "view", **OPEN),
    method("views.push", push_view, "view", **OPEN),
    method("views.update", update_view, "view", "view_id external_id hash team_id"),
    method("views.publish", publish_view, "user_id view", "hash team_id"),
)
