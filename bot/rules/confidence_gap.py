"""When both sides see a goal very differently, and what of it a whole channel may read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.vocabulary import Confidence, Side


class Spoken(NamedTuple):
    """A judgement of a goal: from which side, given when, and since when that side is known."""

    side: Side
    confidence: Confidence
    at: datetime
    first_at: datetime


def by_side(spoken: Iterable[Spoken]) -> dict[Side, Confidence]:
    """Return what each side says, in the words of whoever of it spoke last."""
    return {one.side: one.confidence for one in sorted(spoken, key=lambda one: one.at)}


def is_gap(said: Mapping[Side, Confidence]) -> bool:
    """Say whether one side calls a goal on track and the other off track."""
    return set(said.values()) == {Confidence.ON_TRACK, Confidence.OFF_TRACK}


def for_channel(spoken: Iterable[Spoken], digested_at: datetime | None) -> Confidence | None:
    """Return the one judgement that a channel may read without learning who sees it how.

    It is the one that both sides share, or that of the only side that had spoken. Where they differ
    nothing is said, whatever the difference: silence about the worst alone would name it. A digest
    that is out keeps the word of the only side that was in it when the other differs later.
    """
    known = list(spoken)
    words = set(by_side(known).values())
    if len(words) > 1 and digested_at is not None:
        words = set(by_side(one for one in known if one.first_at <= digested_at).values())
    return words.pop() if len(words) == 1 else None
