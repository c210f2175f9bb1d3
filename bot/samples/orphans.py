"""Samples of what is asked about what nobody looks after."""

from bot.rules.vocabulary import Side
from bot.samples.words import PARTNERSHIP, Sample, Words
from bot.views import orphans
from bot.views.orphans import NoOwner


def _no_owner(words: Words) -> NoOwner:
    return NoOwner(
        PARTNERSHIP,
        words.partnership,
        tuple(Side),
        [(words.statement, tuple(Side)), *[(words.statement, (Side.SCHOOL,))] * words.many],
        [words.action] * words.many,
    )


SAMPLES: dict[str, Sample] = {
    "orphans.no_owner": lambda words: orphans.no_owner(_no_owner(words), may_choose=True),
    "orphans.no_owner.deputy": lambda words: orphans.no_owner(_no_owner(words), may_choose=False),
}
