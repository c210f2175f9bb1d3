"""What goes out of a text when somebody is erased: their Slack id, their name, what they said."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_WORD = re.compile(r"&(?:amp|lt|gt);|[^\W_]+")
_CUT = "…"

# So many words in a row are no chance: who said them said them, however the rest was cut.
_RUN = 6
# What has fewer letters tells of nobody.
_TELLING = 5


class _Word(NamedTuple):
    folded: str
    start: int
    end: int
    is_cut: bool


def without_id(text: str, user_id: str, instead: str) -> str:
    """Put another id in place of one, but not inside of a longer one."""
    return re.sub(rf"(?<!\w){re.escape(user_id)}(?!\w)", instead, text)


def without_name(text: str, name: str, called: str) -> str:
    """Call somebody something else, however their name is written, but not inside a longer one.

    A name of a single word stays: it may be a word like any other.
    """
    if not is_telling(name):
        return text
    spelled = r"\s+".join(re.escape(word) for word in name.split())
    return re.sub(rf"(?<!\w){spelled}(?!\w)", lambda _found: called, text, flags=re.IGNORECASE)


def is_telling(name: str) -> bool:
    """Say whether a name is nobody else's word: whether it has more than one."""
    return len(name.split()) > 1


class Said:
    """All that somebody said, to be found in what the bot makes of it.

    The bot escapes it, brings it to one line, cuts its end, and divides it between messages; but
    the words and their order stay.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts as they were typed."""
        self._begins: dict[tuple[str, ...], list[tuple[list[str], int]]] = {}
        for text in texts:
            words = [word.folded for word in _words_in(text)]
            if sum(map(len, words)) < _TELLING:
                continue
            length = min(len(words), _RUN)
            for at in range(len(words) - length + 1):
                run = tuple(words[at : at + length])
                self._begins.setdefault(run, []).append((words, at))
        self._lengths = sorted({len(run) for run in self._begins}, reverse=True)

    def out_of(self, text: str) -> str:
        """Return the text with an ellipsis in place of whatever they said; it gets no longer."""
        kept, end = [], 0
        for start, stop in self._found(text):
            kept += [text[end:start], _CUT]
            end = stop + len(_CUT) if text.startswith(_CUT, stop) else stop
        return "".join([*kept, text[end:]])

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        words, at = list(_words_in(text)), 0
        while at < len(words):
            count = self._count_from(words, at)
            if count:
                yield words[at].start, words[at + count - 1].end
            at += count or 1

    def _count_from(self, words: Sequence[_Word], at: int) -> int:
        """Return how many words from there on are theirs."""
        for length in self._lengths:
            begun = self._begins.get(tuple(word.folded for word in words[at : at + length]))
            if begun:
                return max(_alike(words[at:], theirs[start:]) for theirs, start in begun)
        return 0


def _alike(words: Sequence[_Word], theirs: Sequence[str]) -> int:
    count = 0
    for word, other in zip(words, theirs, strict=False):
        if word.folded != other:
            # Its end was cut in the middle of a word.
            return count + (word.is_cut and other.startswith(word.folded))
        count += 1
    return count


def _words_in(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        if not found[0].startswith("&"):
            is_cut = text.startswith(_CUT, found.end())
            yield _Word(found[0].casefold(), found.start(), found.end(), is_cut)
