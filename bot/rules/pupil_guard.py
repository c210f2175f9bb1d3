"""Whether a text seems to tell of one pupil, and how to say it without that pupil."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.rules import pupil_names, pupil_numbers, pupil_words
from bot.rules.language import _
from bot.rules.pupil_numbers import sentence_at
from bot.rules.pupil_words import (
    EITHER,
    EVERYBODY,
    FILE_BEHIND,
    FIRST,
    FULL,
    LISTED_BEHIND,
    OF_DISCIPLINE,
    ONE_PUPIL,
    PERHAPS,
    PRIVATE_BEFORE,
    PRIVATE_BEHIND,
    PUPIL_BEFORE,
    PUPIL_BEHIND,
    THEIRS_BEFORE,
    THEIRS_BEHIND,
)
from bot.rules.refusals import Refusal

MASK = "[…]"

_MARKED = re.compile(f"{FULL}+|{FIRST}+|{EITHER}+|{PERHAPS}+")
_DIGIT = re.compile(r"\d")
# A field with one number in it, such as a goal's value.
_ONE_VALUE = re.compile(r"\W*\d[\d.,' ]*\W{0,2}")


class Kind(StrEnum):
    """What leads to one pupil."""

    NAME = "name"
    STUDENT_NUMBER = "student_number"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    SUPPORT = "support"
    DISCIPLINE = "discipline"


_Found = tuple[Kind, int, int, bool]
_NUMBERS = {
    Kind.BIRTH_DATE: pupil_numbers.birth_dates,
    Kind.PHONE: pupil_numbers.phone_numbers,
    Kind.STUDENT_NUMBER: pupil_numbers.student_numbers,
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What was found at which letters; a hard one is refused, a soft one is asked about."""

    start: int
    end: int
    kind: Kind
    is_hard: bool
    words: str

    @property
    def suggestion(self) -> str:
        """Say what it looks like, and how to say it without the pupil."""
        return _suggestion(self.kind)


def findings(text: str, known: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what in a text seems to lead to one pupil; `known` are names of no pupils."""
    text = unicodedata.normalize("NFC", text)
    return tuple(sorted(set(_findings(text, known))))


def ensure_may_be_kept(text: str) -> None:
    """Refuse what surely tells of a pupil, where nobody could be asked about the rest."""
    for one in findings(text):
        if one.is_hard:
            raise Refusal(one.suggestion)


def masked(text: str) -> str:
    """Return a text without what must not be kept: for each hard finding stand three points."""
    text = unicodedata.normalize("NFC", text)
    for found in reversed(findings(text)):
        if found.is_hard:
            text = f"{text[: found.start]}{MASK}{text[found.end :]}"
    return text


def _findings(text: str, known: Collection[str]) -> Iterator[Finding]:
    if _ONE_VALUE.fullmatch(text):
        return
    folded = pupil_words.fold(text)
    marked = pupil_names.mark(text, folded, known)
    for kind, start, end, is_hard in (
        *_numbers(folded, marked),
        *_names(marked),
        *_nobody_named(marked),
    ):
        yield Finding(start, end, kind, is_hard, text[start:end])


def _numbers(folded: str, marked: str) -> Iterator[_Found]:
    if _DIGIT.search(folded) is None:
        return
    taken: set[int] = set()
    for kind, hits in _NUMBERS.items():
        for start, end, is_hard in hits(folded, marked):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield kind, start, end, is_hard


def _names(marked: str) -> Iterator[_Found]:
    for name in _MARKED.finditer(marked):
        start, end = name.span()
        sort, before = marked[start], marked[max(0, start - 60) : start]
        is_pupils = _is_pupils(sort, before, marked, end)
        if sort == EITHER and not is_pupils:
            continue
        is_listed = LISTED_BEHIND.match(marked, end) is not None
        is_private = _is_private(before, marked, end) or (
            is_pupils and (is_listed or FILE_BEHIND.match(marked, end) is not None)
        )
        if is_pupils or is_private or is_listed:
            yield Kind.NAME, start, end, is_private and (sort == FULL or is_pupils)


def _is_private(before: str, marked: str, end: int) -> bool:
    behind = PRIVATE_BEHIND.match(marked, end)
    return behind is not None or PRIVATE_BEFORE.search(before) is not None


def _is_pupils(sort: str, before: str, marked: str, end: int) -> bool:
    if sort == PERHAPS:
        return False
    if PUPIL_BEFORE.search(before) or PUPIL_BEHIND.match(marked, end):
        return True
    behind = THEIRS_BEHIND.match(marked, end)
    return sort != EITHER and bool(behind or THEIRS_BEFORE.search(before))


def _nobody_named(marked: str) -> Iterator[_Found]:
    for match in ONE_PUPIL.finditer(marked):
        if _MARKED.search(match[0]) is None and not EVERYBODY.search(
            sentence_at(marked, match.start())
        ):
            is_discipline = OF_DISCIPLINE.search(match[0]) is not None
            yield Kind.DISCIPLINE if is_discipline else Kind.SUPPORT, *match.span(), False


def _suggestion(kind: Kind) -> str:
    return {
        Kind.NAME: _(
            "This seems to name a student. Say “a student in grade 4” instead of the name. For "
            "an adult, add a title: write Ms. or Dr. before the name."
        ),
        Kind.STUDENT_NUMBER: _(
            "This looks like a student number. Leave it out, or say “a student in grade 4”."
        ),
        Kind.BIRTH_DATE: _(
            "This looks like a date of birth. Say the grade instead: “a student in grade 4”."
        ),
        Kind.PHONE: _("This looks like a phone number. Leave it out: the office can look it up."),
        Kind.SUPPORT: _(
            "This seems to be about one student’s plan or health. Say it about a group: "
            "“students with support plans”."
        ),
        Kind.DISCIPLINE: _(
            "This seems to be about one student’s discipline. Say it about a group: "
            "“suspensions in grade 9”."
        ),
    }[kind]
