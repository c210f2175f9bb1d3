"""Samples of links for people without Slack."""

from bot.rules.vocabulary import Side
from bot.samples.words import CARA, PARTNERSHIP, TODAY, Sample, Words
from bot.views import answer_links
from bot.views.answer_links import LONGEST_NAME, Line, Links, Made

# As long as a link can be made.
_ADDRESS = f"https://bot.example.org/answer/{'x' * 32}.{'y' * 43}"


def _links(words: Words, count: int) -> Links:
    return Links(
        PARTNERSHIP,
        words.partnership,
        "Quarter 1 of 2026–27",
        Side.PARTNER,
        words.organizations,
        TODAY,
        [
            Line(number, words.person[:LONGEST_NAME], CARA, TODAY, TODAY if number % 2 else None)
            for number in range(count)
        ],
        any_known=count > 0,
    )


SAMPLES: dict[str, Sample] = {
    "answer_links.listing": lambda words: answer_links.listing(_links(words, 2), "{}"),
    "answer_links.listing.none": lambda words: answer_links.listing(_links(words, 0), "{}"),
    "answer_links.listing.many": lambda words: answer_links.listing(_links(words, 60), "{}"),
    "answer_links.made": lambda words: answer_links.made(
        Made(
            PARTNERSHIP,
            words.person[:LONGEST_NAME],
            Side.SCHOOL,
            "Quarter 1 of 2026–27",
            TODAY,
        ),
        _ADDRESS,
    ),
}
