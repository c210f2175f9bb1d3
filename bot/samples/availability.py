"""Samples of a person's own hours and absences."""

from bot.samples.words import CLOSES, HOURS, TODAY, Sample
from bot.views import availability
from bot.views.availability import Availability

HERE = Availability(HOURS, None, TODAY)
_AWAY = Availability(HOURS, CLOSES, TODAY)

SAMPLES: dict[str, Sample] = {
    "availability.away_form": lambda _words: availability.away_form(HERE, "{}"),
    "availability.away_form.away": lambda _words: availability.away_form(_AWAY, "{}"),
    "availability.away": lambda _words: availability.away(_AWAY),
    "availability.here": lambda _words: availability.here(),
    "availability.hours_form": lambda _words: availability.hours_form(HERE, "{}"),
    "availability.hours_saved": lambda _words: availability.hours_saved(HERE),
}
