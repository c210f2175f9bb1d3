"""How fast the bot may speak: about once a second in a channel, and so often a minute in all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rate:
    """One message `every` so often; who was silent for a while may say `burst` at once."""

    every: timedelta
    burst: int = 1

    def take(self, free_at: datetime | None, now: datetime) -> datetime | None:
        """Return when another may follow one that goes now, or nothing when none may go now.

        `free_at` is what the last message got for an answer.
        """
        credit = now - (self.burst - 1) * self.every
        start = credit if free_at is None else max(free_at, credit)
        return None if start > now else start + self.every


def a_minute(messages: int) -> Rate:
    """Return the rate of so many messages a minute, ten of them at once after a silence."""
    return Rate(timedelta(minutes=1) / messages, burst=10)


@dataclass(frozen=True)
class Pace:
    """The rates that hold at the same time.

    Slack takes about one post a second in a channel, several hundred a minute in a workspace, and
    at least fifty changes a minute; we ask for 100 and 50, so that there is room to spare.
    """

    channel_gap: timedelta = timedelta(seconds=1.1)
    workspace: Rate = field(default_factory=lambda: a_minute(100))
    methods: Mapping[str, Rate] = field(
        default_factory=lambda: {"chat.update": Rate(timedelta(seconds=1.2), burst=10)}
    )


AT_ONCE = Pace(channel_gap=timedelta(0), workspace=Rate(timedelta(0)), methods={})
"""No limits: for a Slack that has none."""
