"""The shape of rich text: sections, lists, quotes and what stands in a line."""

from __future__ import annotations

from typing import Any

from bot.playground import limits as n
from bot.playground.schema import Rule, Spot, anything, flag, listed, shape, string, whole

MOST = 1_000
"""Slack names no number of elements; this one only keeps a check finite."""

STYLE = shape(
    {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag)
)
STYLED: dict[str, Rule] = {"type": string(), "style": STYLE}
ID = string(255, 1)

INLINE: dict[str, Rule] = {
    "text": shape({"text": string(n.TEXT_IN_BLOCKS, 1)}, STYLED),
    "link": shape({"url": string(n.URL, 1)}, {**STYLED, "text": string(), "unsafe": flag}),
    "user": shape({"user_id": ID}, STYLED),
    "usergroup": shape({"usergroup_id": ID}, STYLED),
    "channel": shape({"channel_id": ID}, STYLED),
    "team": shape({"team_id": ID}, STYLED),
    "broadcast": shape({"range": string(among=("here", "channel", "everyone"))}, STYLED),
    "emoji": shape({"name": ID}, {**STYLED, "unicode": string(), "skin_tone": anything}),
    "color": shape({"value": ID}, STYLED),
    "date": shape(
        {"timestamp": whole(0, 99_999_999_999), "format": string(300, 1)},
        {**STYLED, "url": string(n.URL), "fallback": string()},
    ),
    "tag": shape({"text": string(75, 1)}, {**STYLED, "color": string(among=n.TAG_COLORS)}),
}


def by_type(table: dict[str, Rule]) -> Rule:
    """An object whose `type` is a row of the table."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.complain("must provide an object")
            return
        rule = table.get(str(value.get("type")))
        if rule is None:
            spot.complain(f"unsupported type: {value.get('type')}")
        else:
            rule(value, spot)

    return check


TYPE: dict[str, Rule] = {"type": string()}
BORDER: dict[str, Rule] = {**TYPE, "border": whole(0, 1)}
LINE = listed(by_type(INLINE), 0, MOST)
SECTION = shape({"elements": LINE}, TYPE)
PARTS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": shape({"elements": LINE}, BORDER),
    "rich_text_preformatted": shape({"elements": LINE}, {**BORDER, "language": string()}),
    "rich_text_list": shape(
        {
            "elements": listed(by_type({"rich_text_section": SECTION}), 1, MOST),
            "style": string(among=("bullet", "ordered")),
        },
        {**BORDER, "indent": whole(0, 8), "offset": whole(0, MOST)},
    ),
}

rich_text_block = shape(
    {"elements": listed(by_type(PARTS), 0, MOST)},
    {"type": string(among=("rich_text",)), "block_id": string(n.IDENTIFIER, 1)},
)
