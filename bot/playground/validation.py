"""Whether Slack would take these blocks or this view, and if not, where and why."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from bot.playground import limits as n
from bot.playground.block_shapes import block
from bot.playground.element_shapes import GROUPS, OPTIONS
from bot.playground.schema import Findings, Rule, Spot, flag, listed, shape, string, text

NO_BLOCKS: Collection[tuple[str, str]] = ()
MEASURED_APART = ("table", "data_table", "data_visualization")
"""Blocks whose words have limits of their own."""


def check_blocks(
    blocks: Any, surface: str, refused_blocks: Collection[tuple[str, str]] = NO_BLOCKS
) -> list[str]:
    """The problems of a message's blocks, each with its JSON pointer; none if Slack takes them."""
    findings = Findings(surface, refused_blocks)
    most = n.MESSAGE_BLOCKS if surface == n.MESSAGE else n.VIEW_BLOCKS
    listed(block, 0, most)(blocks, Spot("/blocks", findings))
    return findings.problems


HEADING = text(n.VIEW_TITLE, plain=True)
COMMON: dict[str, Rule] = {
    "type": string(among=("modal", "home")),
    "private_metadata": string(n.PRIVATE_METADATA),
    "callback_id": string(n.IDENTIFIER),
    "external_id": string(n.EXTERNAL_ID),
    "clear_on_close": flag,
    "notify_on_close": flag,
}
VIEWS: dict[str, Rule] = {
    "modal": shape(
        {"title": HEADING, "blocks": listed(block, 0, n.VIEW_BLOCKS)},
        {**COMMON, "submit": HEADING, "close": HEADING, "submit_disabled": flag},
    ),
    "home": shape({"blocks": listed(block, 0, n.VIEW_BLOCKS)}, COMMON),
}


def check_view(
    view: Any, surface: str, refused_blocks: Collection[tuple[str, str]] = NO_BLOCKS
) -> list[str]:
    """The problems of a modal or Home view, each with its JSON pointer."""
    findings = Findings(surface, refused_blocks)
    spot = Spot("/view", findings)
    if not isinstance(view, dict):
        spot.complain("must provide an object")
    elif view.get("type") != surface:
        spot.at("type").complain(f"must be {surface}")
    else:
        VIEWS[surface](view, spot)
        _check_whole_view(view, spot)
    return findings.problems


def _check_whole_view(view: dict[str, Any], spot: Spot) -> None:
    blocks = view.get("blocks")
    rows = blocks if isinstance(blocks, list) else []
    asks = any(isinstance(b, dict) and b.get("type") == "input" for b in rows)
    if asks and view["type"] == n.MODAL and not view.get("submit"):
        spot.complain("missing required field: submit (there is an input block)")
    for pointer in spot.findings.focused[1:]:
        Spot(pointer, spot.findings).at("focus_on_load").complain("only one element may have focus")


def view_bytes(view: Any) -> int:
    """How large a view is on the wire."""
    return len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def check_options(answer: Any) -> list[str]:
    """The problems of an answer to `block_suggestion`."""
    findings = Findings(n.MODAL)
    spot = Spot("", findings)
    if not isinstance(answer, dict) or not ("options" in answer or "option_groups" in answer):
        spot.complain("must have options or option_groups")
    elif answer.get("options") == [] or answer.get("option_groups") == []:
        return []
    elif "options" in answer:
        OPTIONS(answer["options"], spot.at("options"))
    else:
        GROUPS(answer["option_groups"], spot.at("option_groups"))
    return findings.problems


def text_length(blocks: Any) -> int:
    """How many characters people read in the blocks of a message, charts and tables apart."""
    if isinstance(blocks, list):
        return sum(text_length(part) for part in blocks)
    if not isinstance(blocks, dict) or blocks.get("type") in MEASURED_APART:
        return 0
    own = len(blocks["text"]) if isinstance(blocks.get("text"), str) else 0
    return own + sum(text_length(part) for part in blocks.values() if not isinstance(part, str))
