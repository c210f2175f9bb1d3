"""The shape of every block."""

from __future__ import annotations

from typing import Any

from bot.playground import limits as n
from bot.playground.data_shapes import DATA_BLOCKS
from bot.playground.element_shapes import ELEMENTS, IDENTIFIER, IMAGE_SOURCE, element
from bot.playground.rich_text import rich_text_block
from bot.playground.schema import (
    Rule,
    Spot,
    anything,
    exactly_one,
    flag,
    listed,
    shape,
    string,
    text,
    whole,
)

BASE: dict[str, Rule] = {"type": string(), "block_id": IDENTIFIER}
CHILDREN = {"container": n.CONTAINER_CHILDREN, "carousel": frozenset({"card"})}


def _text_or_image(value: Any, spot: Spot) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        element(n.CONTEXT)(value, spot)
    else:
        text(n.TEXT_OBJECT)(value, spot)


def _says_something(*names: str) -> Rule:
    def check(value: Any, spot: Spot) -> None:
        if not any(value.get(name) for name in names):
            spot.complain(f"must have at least one of: {', '.join(names)}")

    return check


def _unique_actions(value: Any, spot: Spot) -> None:
    """Slack demands that an `action_id` is used once in a block."""
    seen: set[str] = set()
    for number, part in enumerate(value.get("elements") or value.get("actions") or []):
        action_id = part.get("action_id")
        if action_id in seen:
            spot.at("elements").at(number).at("action_id").complain("must be unique in the block")
        if action_id:
            seen.add(action_id)


def _file_input_waits(value: Any, spot: Spot) -> None:
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        spot.at("dispatch_action").complain("not allowed with file_input")


def _markdown_sum(value: Any, spot: Spot) -> None:
    spot.findings.markdown += len(value["text"])
    if spot.findings.markdown > n.MARKDOWN_TEXT:
        spot.at("text").complain(f"must be less than {n.MARKDOWN_TEXT + 1} characters in all")


def _card_fits(value: Any, spot: Spot) -> None:
    _says_something("hero_image", "title", "actions", "body")(value, spot)
    _unique_actions(value, spot)
    if value.get("icon") and value.get("slack_icon"):
        spot.complain("icon and slack_icon exclude each other")


def _container_fits(value: Any, spot: Spot) -> None:
    exactly_one("title", "rich_text_title")(value, spot)
    if value.get("has_header_divider") and value.get("is_collapsible"):
        spot.at("has_header_divider").complain("not allowed when is_collapsible is true")


def block(value: Any, spot: Spot) -> None:
    """A block that may stand on the surface that is being checked, or inside a container."""
    if not isinstance(value, dict):
        spot.complain("must provide an object")
        return
    kind, findings = str(value.get("type")), spot.findings
    surfaces = n.BLOCK_SURFACES.get(kind, frozenset())
    allowed = findings.surface in surfaces and (kind, findings.surface) not in (
        findings.refused_blocks
    )
    if not allowed or kind not in CHILDREN.get(spot.parent, n.BLOCK_SURFACES):
        spot.complain(f"unsupported type: {kind}")
        return
    _note_block_id(value, spot)
    BLOCKS[kind](value, spot.at_parent(kind))


def _note_block_id(value: dict[str, Any], spot: Spot) -> None:
    block_id = value.get("block_id")
    if isinstance(block_id, str):
        if block_id in spot.findings.block_ids:
            spot.at("block_id").complain("block_id must be unique in the payload")
        spot.findings.block_ids[block_id] = spot.pointer


def _chart(value: Any, spot: Spot) -> None:
    spot.findings.charts += 1
    if spot.findings.surface == n.MESSAGE and spot.findings.charts > n.CHARTS_PER_MESSAGE:
        spot.complain(f"no more than {n.CHARTS_PER_MESSAGE} charts allowed")
    DATA_BLOCKS["data_visualization"](value, spot)


BUTTON_OF_CARD = element(n.CARD)
CARD_TEXT = text(n.CARD_TITLE)
CARD_BODY = text(n.CARD_BODY)
IMAGE_PART = ELEMENTS["image"]
WAITING = string(among=("pending", "in_progress", "complete", "error"))
SOURCE = shape({"url": string(n.URL, 1)}, {"type": string(), "text": string()})
TASK: dict[str, Rule] = {
    "type": string(), "block_id": IDENTIFIER, "title": string(least=1), "task_id": string(least=1),
    "status": WAITING, "details": rich_text_block, "output": rich_text_block,
    "sources": listed(SOURCE, 0, 100),
}  # fmt: skip

BLOCKS: dict[str, Rule] = {
    **DATA_BLOCKS,
    "data_visualization": _chart,
    "section": shape(
        {},
        {
            **BASE,
            "text": text(n.SECTION_TEXT),
            "fields": listed(text(n.SECTION_FIELD), 1, n.SECTION_FIELDS),
            "accessory": element(n.SECTION),
            "expand": flag,
        },
        also=_says_something("text", "fields"),
    ),
    "header": shape({"text": text(n.HEADER, plain=True)}, {**BASE, "level": whole(1, 4)}),
    "divider": shape({}, BASE),
    "context": shape({"elements": listed(_text_or_image, 1, n.CONTEXT_ELEMENTS)}, BASE),
    "image": shape(
        {"alt_text": string(n.IMAGE_ALT, 1)},
        {**BASE, **IMAGE_SOURCE, "title": text(n.IMAGE_TITLE, plain=True)},
        also=exactly_one("image_url", "slack_file"),
    ),
    "actions": shape(
        {"elements": listed(element(n.ACTIONS), 1, n.ACTIONS_ELEMENTS)}, BASE, also=_unique_actions
    ),
    "input": shape(
        {"label": text(n.INPUT_LABEL, plain=True), "element": element(n.INPUT)},
        {**BASE, "hint": text(n.INPUT_HINT, plain=True), "optional": flag, "dispatch_action": flag},
        also=_file_input_waits,
    ),
    "rich_text": rich_text_block,
    "markdown": shape({"text": string(n.MARKDOWN_TEXT, 1)}, BASE, also=_markdown_sum),
    "card": shape(
        {},
        {
            **BASE,
            "title": CARD_TEXT,
            "subtitle": CARD_TEXT,
            "body": CARD_BODY,
            "subtext": CARD_BODY,
            "actions": listed(BUTTON_OF_CARD, 1, n.CARD_BUTTONS),
            "hero_image": IMAGE_PART,
            "icon": IMAGE_PART,
            "slack_icon": shape({"type": string(), "name": string(among=n.SLACK_ICONS)}),
        },
        also=_card_fits,
    ),
    "carousel": shape({"elements": listed(block, 1, n.CAROUSEL_CARDS)}, BASE),
    "container": shape(
        {"child_blocks": listed(block, 1, n.CONTAINER_BLOCKS)},
        {
            **BASE,
            "title": text(n.CONTAINER_TITLE, plain=True),
            "rich_text_title": rich_text_block,
            "subtitle": text(n.CONTAINER_TITLE),
            "width": string(among=("narrow", "standard", "wide", "full")),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
        also=_container_fits,
    ),
    "layout": shape(
        {"label": string(n.LAYOUT_LABEL, 1), "rows": listed(anything, 1, n.LAYOUT_ROWS)},
        {
            **BASE,
            "is_label_visible": flag,
            "grid_lines": string(among=("none", "rows", "outer")),
            "fallback": listed(block, 0, n.MESSAGE_BLOCKS),
        },
    ),
    "alert": shape(
        {"text": text(n.ALERT_TEXT)},
        {**BASE, "level": string(among=("default", "info", "warning", "error", "success"))},
    ),
    "context_actions": shape(
        {"elements": listed(element(n.CONTEXT_ACTION), 1, n.CONTEXT_ACTIONS)}, BASE,
        also=_unique_actions,
    ),
    "task_card": shape({"title": string(least=1), "task_id": string(least=1)}, TASK),
    "plan": shape({"title": string(least=1)}, {**BASE, "tasks": listed(shape({}, TASK), 0, 100)}),
    "video": shape(
        {
            "alt_text": string(n.IMAGE_ALT, 1),
            "title": text(n.VIDEO_TITLE, plain=True),
            "thumbnail_url": string(n.URL, 1),
            "video_url": string(n.URL, 1),
        },
        {
            **BASE,
            "title_url": string(n.URL, 1),
            "description": text(n.VIDEO_TITLE, plain=True),
            "provider_name": string(50),
            "provider_icon_url": string(n.URL, 1),
            "author_name": string(50),
        },
    ),
}  # fmt: skip
