"""The state of inputs: what stands in each of them before and after people touch them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.world import Json, Message, View

STATE_KEYS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "file_input": ("files", "initial_files", []),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
}
"""Element type → (its key in `state.values`, the field it starts from, its empty value)."""


def flat_blocks(blocks: list[Json]) -> Iterator[Json]:
    """Every block, with the children of containers and the cards of carousels in reading order."""
    for block in blocks:
        yield block
        yield from flat_blocks(block.get("child_blocks", []))
        if block["type"] == "carousel":
            yield from flat_blocks(block.get("elements", []))


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block."""
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] == "section":
        return [block["accessory"]] if block.get("accessory") else []
    if block["type"] in ("actions", "context_actions"):
        return list(block["elements"])
    if block["type"] == "card":
        return list(block.get("actions", []))
    return []


def with_ids(blocks: list[Json], prefix: str) -> list[Json]:
    """The same blocks, each block and element with an id as Slack gives them out."""
    given: list[Json] = []
    for number, block in enumerate(blocks):
        copy = {"block_id": f"{prefix}{number}", **block}
        for name in ("elements", "actions"):
            if block["type"] in ("actions", "context_actions", "card") and name in copy:
                copy[name] = [_with_id(e, f"{prefix}{number}{i}") for i, e in enumerate(copy[name])]
        for name in ("element", "accessory"):
            if copy.get(name) and copy[name]["type"] != "image":
                copy[name] = _with_id(copy[name], f"{prefix}{number}x")
        for name in ("child_blocks", "elements"):
            if block["type"] in ("container", "carousel") and name in copy:
                copy[name] = with_ids(copy[name], f"{prefix}{number}_")
        given.append(copy)
    return given


def _with_id(element: Json, given: str) -> Json:
    return {"action_id": given, **element}


def state_of(
    blocks: list[Json], typed: dict[tuple[str, str], Json], *, inputs: bool = True
) -> Json:
    """`state.values` of these blocks; what was typed wins over what an element starts with."""
    values: Json = {}
    for block in flat_blocks(blocks):
        if block["type"] == "input" and not inputs:
            continue
        for element in elements_of(block):
            if element["type"] in STATE_KEYS:
                key = (block["block_id"], element["action_id"])
                entry = typed.get(key)
                if entry is None or entry["type"] != element["type"]:
                    entry = initial_entry(element)
                values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def initial_entry(element: Json) -> Json:
    """What `state.values` says of an element nobody has touched."""
    key, start, empty = STATE_KEYS[element["type"]]
    entry: Json = {"type": element["type"], key: element.get(start, empty)}
    if element["type"] == "timepicker" and "timezone" in element:
        entry["timezone"] = element["timezone"]
    return entry


def view_state(view: View, *, inputs: bool = True) -> Json:
    return state_of(view.blocks, view.typed, inputs=inputs)


def message_state(message: Message) -> Json:
    return state_of(message.blocks, message.typed)


def kept_by_update(view: View) -> dict[tuple[str, str], Json]:
    """What an updated view keeps: whatever stood in inputs that have the same ids afterwards."""
    return {
        (block_id, action_id): entry
        for block_id, actions in view_state(view).items()
        for action_id, entry in actions.items()
    }
