"""Whatever is sent as blocks, the checks answer; they never fall over."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground import Playground
from bot.playground.block_shapes import BLOCKS
from bot.playground.element_shapes import ELEMENTS
from bot.playground.validation import check_blocks, check_options, check_view, text_length
from bot.playground.webapi import answer

NAMES = st.sampled_from(
    sorted(
        {
            "type", "text", "elements", "element", "accessory", "options", "option_groups", "value",
            "initial_option", "initial_options", "label", "blocks", "title", "submit", "rows",
            "chart", "segments", "series", "data", "axis_config", "categories", "fields",
            "child_blocks", "actions", "min_length", "max_length", "initial_value", "min_value",
            "is_decimal_allowed", "focus_on_load", "dispatch_action", "block_id", "action_id",
            "caption", "row_header_column_index", "confirm", "name", "max_selected_items",
        }
    )
)  # fmt: skip
WORDS = st.sampled_from(
    [*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "modal", "home", "pie", "bar", "raw_text", "", "x"]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)
TYPED = st.fixed_dictionaries({"type": WORDS}, optional={"elements": JUNK, "element": JUNK,
    "accessory": JUNK, "text": JUNK, "rows": JUNK, "chart": JUNK, "child_blocks": JUNK,
    "title": JUNK, "caption": JUNK, "options": JUNK, "fields": JUNK})  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(TYPED, max_size=4) | JUNK, st.sampled_from(["message", "modal", "home"]))
def test_any_blocks_get_an_answer(blocks: Any, surface: str):
    problems = check_blocks(blocks, surface)
    assert all("[json-pointer:/blocks" in p for p in problems)
    assert text_length(blocks) >= 0


@settings(max_examples=200, deadline=None)
@given(st.fixed_dictionaries({"type": WORDS, "blocks": st.lists(TYPED, max_size=3)}) | JUNK)
def test_any_view_and_any_options_get_an_answer(view: Any):
    assert isinstance(check_view(view, "modal"), list)
    assert isinstance(check_view(view, "home"), list)
    assert isinstance(check_options(view), list)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["text", "blocks", "metadata", "channel", "thread_ts"]), JUNK)
)
def test_any_post_gets_an_answer(arguments: Any):
    slack = Playground()
    room = slack.channel("room")
    given_ = {"channel": room.id, **arguments}
    reply = answer(slack.slack, "chat.postMessage", slack.bot_token, given_)
    assert reply.body["ok"] == bool(room.messages)
