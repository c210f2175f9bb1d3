"""What goes out of a text when somebody is erased: their Slack id, their name, what they said."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_WORD = re.compile(r"&(?:amp|lt|gt);|[^\W_]+")
_CUT = "…"

# So many words in a row are no chance: who said them said them, however the rest was cut.
_RUN = 6
# What has fewer words tells of nobody: others say the same.
_TELLING = 4


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
        # All runs of their words, each with the words that came next.
        self._next: dict[tuple[str, ...], set[str]] = {}
        for text in texts:
            words = [word.folded for word in _words_in(text)]
            if len(words) < _TELLING:
                continue
            length = min(len(words), _RUN)
            for end in range(length, len(words) + 1):
                run = tuple(words[end - length : end])
                self._next.setdefault(run, set()).update(words[end : end + 1])
        self._lengths = {len(run) for run in self._next}

    def out_of(self, text: str) -> str:
        """Return the text with an ellipsis in place of whatever they said; it gets no longer."""
        kept, end = [], 0
        for start, stop in self._found(text):
            kept += [text[end:start], _CUT]
            end = stop + len(_CUT) if text.startswith(_CUT, stop) else stop
        return "".join([*kept, text[end:]])

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where their words begin and end; runs that meet are one."""
        words = list(_words_in(text))
        folded = [word.folded for word in words]
        spans: list[tuple[int, int]] = []
        for at in range(len(words)):
            end = max((self._end(words, folded, at, length) for length in self._lengths), default=0)
            if end and spans and at <= spans[-1][1]:
                begin, before = spans.pop()
                spans.append((begin, max(before, end)))
            elif end:
                spans.append((at, end))
        for begin, end in spans:
            yield words[begin].start, words[end - 1].end

    def _end(self, words: Sequence[_Word], folded: Sequence[str], at: int, length: int) -> int:
        """Return behind which word a run of theirs ends that begins there; 0 if none does."""
        end = at + length
        after = self._next.get(tuple(folded[at:end]))
        if after is None or end > len(words):
            return 0
        # The next one may have been cut in its middle.
        is_cut = end < len(words) and words[end].is_cut
        return end + (is_cut and any(one.startswith(folded[end]) for one in after))


def _words_in(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        if not found[0].startswith("&"):
            is_cut = text.startswith(_CUT, found.end())
            yield _Word(found[0].casefold(), found.start(), found.end(), is_cut)
