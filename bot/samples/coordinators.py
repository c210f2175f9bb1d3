"""Samples of who looks after all partnerships of a workspace."""

from bot.samples.words import ANA, CARA, Sample, Words
from bot.views import coordinators
from bot.views.coordinators import Coordinates, Coordinators


def _listing(words: Words, *, may_change: bool) -> Coordinators:
    others = [Coordinates(CARA, words.person) for _one in range(words.many)]
    return Coordinators([Coordinates(ANA, words.person), *others], may_change=may_change)


SAMPLES: dict[str, Sample] = {
    "coordinators.listing": lambda words: coordinators.listing(
        _listing(words, may_change=True), news=coordinators.named(CARA)
    ),
    "coordinators.listing.others": lambda words: coordinators.listing(
        _listing(words, may_change=False), news=coordinators.stepped_down()
    ),
    "coordinators.listing.nobody": lambda _words: coordinators.listing(
        Coordinators([], may_change=False)
    ),
}
