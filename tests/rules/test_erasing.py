"""What goes out of a text when somebody is erased, and what stays whole."""

import re
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
        ("Layoffs", "Challenges: layoffs", "Challenges: layoffs"),
        ("no change", "No change since May", "No change since May"),
        ("They fear more layoffs", "Challenges: they fear more layoffs", "Challenges: …"),
        ("2", "2 of 2 sides are in", "2 of 2 sides are in"),
        ("yes", "Yes, all of it", "Yes, all of it"),
        ("It is fine now", "It is fine now with us… it is fine now", "… with us… …"),
        ("It is fine now", "It is fine n…", "It is fine n…"),
        ("👍", "👍", "👍"),
    ],
)
def test_a_short_text_goes_only_whole_and_only_if_it_tells_anything(said, text, left):
    assert Said([said]).out_of(text) == left


@given(said=st.text(st.characters(exclude_characters="&"), max_size=300))
def test_of_a_text_that_tells_anything_no_word_is_left(said):
    words = re.findall(r"[^\W_]+", said)
    text = f"* {escape(said, quote=False)} *"

    left = Said([said]).out_of(text)

    assert len(left) <= len(text)
    if len(words) < 4:
        assert left == text
    else:
        assert not re.search(r"[^\W_]", re.sub("&[lg]t;", "", left))


def test_who_said_nothing_is_quoted_nowhere():
    assert Said([]).out_of("Wins: all of it") == "Wins: all of it"


def test_a_short_text_is_found_at_the_very_end_too():
    said = Said(["They fear more layoffs", LONG])

    assert said.out_of("Yes, they fear more layoffs") == "Yes, …"


def test_runs_that_meet_are_one():
    text = " ".join(["not"] * 2000)

    assert Said([text] * 20).out_of(f"{text} again and {text}.") == "… again and …."
