"""Samples of what who installed the bot reads."""

from bot.samples.words import Sample
from bot.views import welcome

_LINK = "https://bot.example.org/slack/install?team=T0RIVERSIDE"

SAMPLES: dict[str, Sample] = {
    "welcome.first_step": lambda _words: welcome.first_step(org_wide=False),
    "welcome.first_step.org_wide": lambda _words: welcome.first_step(org_wide=True),
    "welcome.again": lambda _words: welcome.again(),
    "welcome.more_scopes": lambda words: welcome.more_scopes(
        ["reactions:read", "team:read"][: words.many], _LINK
    ),
}
