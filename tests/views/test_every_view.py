"""Slack takes every view as it is, whatever people wrote, and says it to everybody."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.views
from bot.playground import limits
from bot.playground.validation import check_blocks, check_view, text_length, view_bytes
from bot.samples import ORDINARY, SAMPLES, Words
from bot.views.kit import Message, escape
from tests.views.longest import LONGEST, only_ampersands

VIEWS = Path(bot.views.__path__[0])
# These put together what the others hand them.
NOT_VIEWS = {"kit"}
SHOWN = {"Message", "View", "list[Message]"}

OUR_OWN = re.compile(
    r"<(@U0[A-Z]+|#C0[A-Z]+|!date\^\d+\^[^<>|]+\|[^<>]+|https://[a-z]+\.(slack\.com|example\.org)/[^<>|]+\|[^<>]+)>"
)
every_sample = pytest.mark.parametrize("name", sorted(SAMPLES))
all_words = pytest.mark.parametrize(
    "words", [ORDINARY, LONGEST, only_ampersands()], ids=["ordinary", "longest", "ampersands"]
)


@every_sample
@all_words
def test_slack_takes_it(name: str, words: Words):
    shown = SAMPLES[name](words)

    if isinstance(shown, Message):
        assert check_blocks(shown.blocks, limits.MESSAGE) == []
        assert text_length(shown.blocks) <= limits.TEXT_IN_BLOCKS
        # Any message may be changed later, and a change may hold less than a post.
        assert 0 < len(shown.text) <= limits.UPDATE_TEXT
    else:
        assert check_view(shown, shown["type"]) == []
        assert view_bytes(shown) <= limits.VIEW_BYTES


@every_sample
@all_words
def test_nothing_people_write_is_markup(name: str, words: Words):
    for text in markup(SAMPLES[name](words)):
        left = OUR_OWN.sub("", text)
        assert "<" not in left
        assert ">" not in left
        assert not re.search(r"&(?!(amp|lt|gt);)", left)


@every_sample
def test_a_message_says_in_words_all_that_its_blocks_say(name: str):
    shown = SAMPLES[name](ORDINARY)

    if isinstance(shown, Message):
        assert not [text for text in said(shown.blocks) if text not in shown.text]


@every_sample
@pytest.mark.parametrize("words", [LONGEST, only_ampersands()], ids=["longest", "ampersands"])
def test_a_long_message_is_cut_only_where_slack_would_cut_it(name: str, words: Words):
    shown = SAMPLES[name](words)

    if isinstance(shown, Message) and not shown.text.endswith("…"):
        assert not [text for text in said(shown.blocks) if text not in shown.text]
    elif isinstance(shown, Message):
        assert len("".join(said(shown.blocks))) > limits.UPDATE_TEXT - 100


def test_every_view_has_a_sample_and_every_sample_is_one():
    named = {".".join(name.split(".")[:2]) for name in SAMPLES}

    assert named == set(views())


def views() -> Iterator[str]:
    """Find the public functions in bot/views that return a message or a view."""
    for file in sorted(VIEWS.glob("*.py")):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                shows = node.returns is not None and ast.unparse(node.returns) in SHOWN
                if shows and file.stem not in NOT_VIEWS:
                    yield f"{file.stem}.{node.name}"


def markup(shown: Any) -> Iterator[str]:
    """Find every text that Slack reads as markup."""
    if isinstance(shown, Message):
        yield shown.text
        yield from markup(shown.blocks)
    elif isinstance(shown, list):
        for part in shown:
            yield from markup(part)
    elif isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            yield shown["text"]
        for part in shown.values():
            yield from markup(part)


def said(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Find the texts of a message that are there to be read, and those on its buttons."""
    for block in blocks:
        for part in (block.get("accessory"), *block.get("elements", ())):
            if part and part["type"] == "button":
                yield escape(part.get("accessibility_label") or part["text"]["text"])
        for text in (block.get("text"), *block.get("fields", ()), *block.get("elements", ())):
            if text and text["type"] == "mrkdwn":
                yield text["text"]
            elif text and text["type"] == "plain_text":
                yield escape(text["text"])
        if block["type"] == "table":
            yield from (escape(cell["text"]) for row in block["rows"] for cell in row)
        if block["type"] == "data_visualization":
            yield from block["chart"]["axis_config"]["categories"]
            # A pulse has averages, which have no unit.
            unit = "" if block["chart"]["axis_config"]["y_label"] == "Average" else "%"
            for line in block["chart"]["series"]:
                yield from (f"{point['value']:g}{unit}" for point in line["data"])
