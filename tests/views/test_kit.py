"""What is too long for Slack is cut: markup between its parts, plain words anywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import kit
from bot.views.kit import Markup

limits = st.integers(2, 40)
pieces = st.sampled_from(["a", " ", "<5%", "&", ">", ";", "é", "\n", "#"])
words = st.lists(pieces, max_size=60).map("".join)
said = st.lists(words.map(kit.escape) | st.just(kit.mention("U0ANA")), max_size=8).map(
    lambda parts: kit.join(parts, " ")
)


@given(words, limits)
def test_words_are_cut_where_the_limit_is(text, limit):
    cut = kit.clip(text, limit)

    assert len(cut) <= limit
    if len(text) <= limit:
        assert cut == text
    else:
        assert cut == text[: limit - 1].rstrip() + "…"


@given(said, limits)
def test_markup_is_cut_between_its_parts(text, limit):
    cut = kit.clip(text, limit)

    assert isinstance(cut, Markup)
    assert len(cut) <= limit
    assert re.fullmatch(r"(?s)([^<>&]|&(amp|lt|gt);|<@U0ANA>)*", cut)
    assert len(text) > limit or cut == text
    # No more is lost than the one part that did not fit.
    assert len(text) <= limit or len(cut) >= len(text[: limit - 1].rstrip()) - len("<@U0ANA> ")


@pytest.mark.parametrize("text", ["R&D has a lot to tell", Markup("R&D has a lot to tell")])
def test_an_ampersand_of_our_own_is_no_entity(text):
    assert kit.clip(text, 18) == "R&D has a lot to…"


def test_what_is_less_than_something_is_no_mention():
    goal = "Fewer than <5 of every 100 students miss more than a day of school in each month"

    assert kit.plain_text(goal, 75)["text"].startswith("Fewer than <5 of every 100 students miss")
    assert kit.mrkdwn(goal, 75)["text"].startswith("Fewer than &lt;5 of every 100 students miss")
