"""Everything about a person: however much it is, its pages show all of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.views import kit, personal
from bot.views.kit import Block, View

ROWS, LONG_WORDS, GREEDY_LETTERS = 3_000, "so many words " * 900, "<&>" * 3_000


def pages(found: Mapping[str, Any]) -> Iterator[View]:
    """Press *More* until there is none."""
    page = 0
    while True:
        view = personal.everything(found, page)
        yield view
        if "More" not in {one["text"]["text"] for one in turns(view)}:
            return
        page += 1


def turns(view: View) -> list[Block]:
    return [
        one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [{"note": f"said {number}."} for number in range(ROWS)],
        [{"note": f"said {number}."} for number in range(98)],
        [{"note": f"said {number}."} for number in range(97)],
        [{"note": LONG_WORDS}, {"note": GREEDY_LETTERS}],
    ],
)
def test_every_word_is_on_a_page_and_every_page_can_be_reached(rows):
    shown = list(pages({"written": "today", "check-ins": rows}))

    blocks = [block for view in shown for block in view["blocks"] if block["type"] == "section"]
    texts = [block["text"]["text"] for block in blocks]
    assert texts[0] == "*check-ins*"
    whole = "".join(kit.escape(f"note: {row['note']}") for row in rows)
    assert "".join(texts[1:]) == whole
    for number, view in enumerate(shown, 1):
        assert len(view["blocks"]) <= kit.MAX_VIEW_BLOCKS
        assert f"Page {number} of {len(shown)}." in view["blocks"][0]["elements"][0]["text"]
        assert ("Back" in {one["text"]["text"] for one in turns(view)}) == (number > 1)


def test_a_page_is_no_longer_than_it_must_be():
    few = [{"note": f"said {number}."} for number in range(97)]

    assert len(list(pages({"check-ins": few}))) == 1
    assert len(list(pages({"check-ins": [*few, {"note": "one more"}]}))) == 2
