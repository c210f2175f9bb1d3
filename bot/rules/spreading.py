"""When in the morning a partnership has its turn, so that not all of them speak at nine."""

from datetime import timedelta

WINDOW = timedelta(minutes=60)
"""Turns are spread over so much of the morning: from nine, until reminders begin at ten."""

# The golden ratio's share of 2³²: numbers that follow each other land far apart, and evenly.
_STEP = 0x9E3779B1
_ALL = 1 << 32


def turn_of(partnership_id: int) -> timedelta:
    """Return how long after the beginning of the morning, the same for ever, in whole seconds."""
    seconds = int(WINDOW.total_seconds())
    return timedelta(seconds=partnership_id * _STEP % _ALL * seconds // _ALL)
