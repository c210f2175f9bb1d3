"""Samples of what a person sees of all that is kept about them."""

from dataclasses import replace

from bot.samples.words import PARTNERSHIP, Sample, Words
from bot.views import personal
from bot.views.personal import Outlook


def _outlook(words: Words, *, alone: bool = False, held: bool = False) -> Outlook:
    names = [words.partnership] * min(words.many, 3)
    return Outlook(names, 2, 1, names if alone else [], coordinates_alone=False, is_held=held)


def _everything(words: Words) -> dict[str, object]:
    said = {"side": "school", "wins": words.said, "challenges": words.note}
    return {"written": "2026-10-01T15:00:00+00:00", "check-ins": [said] * words.many}


_NOBODY = Outlook([], 0, 0, [], coordinates_alone=True, is_held=False)

SAMPLES: dict[str, Sample] = {
    "personal.mine": lambda words: personal.mine(_outlook(words), "{}"),
    "personal.mine.alone": lambda words: personal.mine(_outlook(words, alone=True), "{}"),
    "personal.mine.coordinator": lambda _words: personal.mine(_NOBODY, "{}"),
    "personal.mine.held": lambda words: personal.mine(_outlook(words, held=True), "{}"),
    "personal.mine.others_held": lambda words: personal.mine(
        replace(_outlook(words), others_are_held=True), "{}"
    ),
    "personal.everything": lambda words: personal.everything(_everything(words), 0),
    "personal.everything.last": lambda words: personal.everything(_everything(words), 999),
    "personal.erased": lambda _words: personal.erased(),
    "personal.handed_over": lambda words: personal.handed_over(
        PARTNERSHIP, words.partnership, 2, 1
    ),
    "personal.handed_over.goal": lambda words: personal.handed_over(
        PARTNERSHIP, words.partnership, 1, 0
    ),
    "personal.handed_over.action": lambda words: personal.handed_over(
        PARTNERSHIP, words.partnership, 0, 1
    ),
}
