"""Whether text says anything."""

import pytest

from bot.rules.text import letters_in, meaningful


@pytest.mark.parametrize("text", ["ok", "7", "🎉 done", "مرحبا", "学校", "3:30:45"])
def test_words_and_numbers_of_any_script_say_something(text):
    assert meaningful(text)


@pytest.mark.parametrize(
    "text", [None, "", "  \n\t", "🎉🎉", ":tada: :+1:", "\u200b\u200d", "...", "—", "<!>"]
)
def test_spaces_signs_and_emoji_alone_say_nothing(text):
    assert not meaningful(text)


def test_letters_are_counted_without_emoji_codes():
    assert letters_in(":wave: hi, 5!") == 3
