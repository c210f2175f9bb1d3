"""The stack of modals and the Home that each person has before them."""

from __future__ import annotations

from typing import Any

from bot.playground.calls import Refused
from bot.playground.forms import kept_by_update, with_ids
from bot.playground.limits import VIEW_BYTES, VIEW_STACK
from bot.playground.slack import Slack
from bot.playground.validation import check_view, view_bytes
from bot.playground.world import FieldErrors, Json, View


def ensure_view(slack: Slack, view: Any, surface: str) -> None:
    """Refuse a view that Slack would not show."""
    if view_bytes(view) > VIEW_BYTES:
        raise Refused("view_too_large")
    problems = check_view(view, surface, slack.refused_blocks)
    if problems:
        raise Refused("invalid_arguments", *problems)


class Modals:
    """Opens, stacks, changes and closes views; the definitions have been checked before."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._world = slack.world

    def open(self, user_id: str, team_id: str, definition: Json) -> View:
        self._ensure_external_id_free(team_id, definition)
        view = self._new(user_id, team_id, definition)
        self._world.stacks[user_id] = [view]
        return view

    def push(self, user_id: str, team_id: str, definition: Json) -> View:
        stack = self._world.stacks.setdefault(user_id, [])
        if len(stack) >= VIEW_STACK:
            raise Refused("push_limit_reached")
        self._ensure_external_id_free(team_id, definition)
        view = self._new(user_id, team_id, definition)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def update(self, view: View, definition: Json) -> View:
        """Replace what a view shows; inputs with the same ids keep what stands in them."""
        self._ensure_external_id_free(view.installed_team_id, definition, view)
        view.typed = kept_by_update(view)
        view.definition = self._with_ids(definition)
        view.hash = self._new_hash()
        view.errors, view.trouble = FieldErrors({}, {}), None
        return view

    def publish(self, user_id: str, team_id: str, definition: Json) -> View:
        key = (team_id, user_id)
        if key in self._world.homes:
            return self.update(self._world.homes[key], definition)
        self._ensure_external_id_free(team_id, definition)
        self._world.homes[key] = self._new(user_id, team_id, definition)
        return self._world.homes[key]

    def close(self, view: View) -> None:
        """Take this view, and whatever lies on it, away; the one below is seen again."""
        stack = self._world.stacks.get(view.user_id, [])
        if view in stack:
            del stack[stack.index(view) :]
        self._world.notify()

    def clear(self, user_id: str) -> None:
        self._world.stacks.pop(user_id, None)
        self._world.notify()

    def _new(self, user_id: str, team_id: str, definition: Json) -> View:
        view_id = self._world.new_id("V")
        return View(
            view_id, user_id, team_id, self._with_ids(definition), self._new_hash(), view_id
        )

    def _with_ids(self, definition: Json) -> Json:
        return {**definition, "blocks": with_ids(definition["blocks"], "v")}

    def _new_hash(self) -> str:
        return f"{self._world.new_ts()}.h"

    def _ensure_external_id_free(
        self, team_id: str, definition: Json, but: View | None = None
    ) -> None:
        taken = self._world.view_by_external_id(team_id, definition.get("external_id") or "")
        if taken is not None and taken is not but:
            raise Refused("duplicate_external_id")
