"""What goes out of a text when somebody is erased, and what stays whole."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.erasing import Said, without_id, without_name

GONE = "a former member"
SAID = "Buses come late & nobody tells the school; <why>?"
LONG = "The nurse came on Tuesday, and we found four families who had never been asked before."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<@UBEN> agreed", "<@XF> agreed"),
        ("UBENJA and XUBEN", "UBENJA and XUBEN"),
        ("UBEN", "XF"),
    ],
)
def test_an_id_goes_but_not_out_of_a_longer_one(text, left):
    assert without_id(text, "UBEN", "XF") == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ben Okafor's crew", f"{GONE}'s crew"),
        ("ben okafor, BEN OKAFOR", f"{GONE}, {GONE}"),
        ("Ben\n  Okafor", GONE),
        (
            "Benjamin Okafor; Reuben Okafor; Okafor, Ben",
            "Benjamin Okafor; Reuben Okafor; Okafor, Ben",
        ),
    ],
)
def test_a_name_goes_however_it_is_written(text, left):
    assert without_name(text, "Ben Okafor", GONE) == left


def test_letters_of_every_alphabet_have_two_sizes():
    assert without_name("josé ÁNGSTRÖM", "José Ángström", GONE) == GONE
    assert without_name("юлия", "Юлия", GONE) == "юлия"
    assert without_name(r"\1 A.B", "a.b \\1", "x") == r"\1 A.B"


def test_a_single_word_may_be_a_word_like_any_other():
    assert without_name("Hope is all", "Hope", GONE) == "Hope is all"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"*Wins* {escape(SAID)} (Mercy)", "*Wins* …&gt;? (Mercy)"),
        (f"_School side_: {LONG}", "_School side_: …."),
        ("Ana: The nurse came on Tuesday, and we fou…\nBen: more", "Ana: …\nBen: more"),
        ("who had never been asked before. Others were.", "…. Others were."),
        ("The nurse came on a Tuesday", "The nurse came on a Tuesday"),
        ("And we found four families who were…", "… were…"),
        ("We found four families who were…", "We found four families who were…"),
    ],
)
def test_what_they_said_goes_however_it_was_set(text, left):
    assert Said([SAID, LONG]).out_of(text) == left


@pytest.mark.parametrize(
    ("said", "text", "left"),
    [
        ("Layoffs", "Challenges: layoffs", "Challenges: …"),
        ("2", "2 of 2 sides are in", "2 of 2 sides are in"),
        ("yes", "Yes, all of it", "Yes, all of it"),
        ("It is fine", "It is fine with us… it is fine", "… with us… …"),
        ("It is fine", "It is fi…", "It is fi…"),
        ("👍", "👍", "👍"),
    ],
)
def test_a_short_text_goes_only_whole_and_only_if_it_tells_anything(said, text, left):
    assert Said([said]).out_of(text) == left


WORDS = st.text(min_size=1, max_size=300)


@given(said=WORDS, before=WORDS, after=WORDS)
def test_it_gets_no_longer_and_what_was_said_is_not_in_it(said, before, after):
    text = f"{before} {escape(said, quote=False)} {after}"

    left = Said([said]).out_of(text)

    assert len(left) <= len(text)
    assert Said([said]).out_of(left) == left
