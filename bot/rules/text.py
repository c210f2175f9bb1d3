"""Whether something that somebody typed says anything, and what of it is looked for."""

import re

_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]+:")


def letters_in(text: str) -> int:
    """Count the letters and digits, of any script; emoji and their codes count nothing."""
    return sum(character.isalnum() for character in _EMOJI_CODE.sub(" ", text))


def squeezed(text: str) -> str:
    """Return the letters and digits alone, so that `newyork` finds what is called `New York`."""
    return re.sub(r"[\W_]", "", text).casefold()


def meaningful(text: str | None) -> bool:
    """Say whether there is a word or a number in it, and not only spaces, signs or emoji."""
    return text is not None and letters_in(text) > 0
