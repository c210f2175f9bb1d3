"""Samples of somebody new in a partnership's channel."""

from bot.rules.vocabulary import Side
from bot.samples.words import CARA, Sample
from bot.views import joining

SAMPLES: dict[str, Sample] = {
    "joining.asking": lambda words: joining.asking(1, words.partnership, CARA, Side.PARTNER),
    "joining.asking.unclear": lambda words: joining.asking(1, words.partnership, CARA, None),
    "joining.welcome": lambda words: joining.welcome(1, words.partnership, Side.PARTNER),
    "joining.answered": lambda words: joining.answered(words.partnership, CARA, added=True),
    "joining.answered.no": lambda words: joining.answered(words.partnership, CARA, added=False),
    "joining.removed_again": lambda words: joining.removed_again(1, words.partnership, CARA),
}
