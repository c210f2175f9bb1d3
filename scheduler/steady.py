"""The time as it is, also when somebody sets this computer's clock."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

# Network time corrects by less; leases of messages last longer than any two bots then differ.
_TOLERANCE = timedelta(seconds=20)


def since_boot() -> float:
    """Return seconds by a clock that nobody sets, and that goes on while the computer sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    # Elsewhere it may stand still in a sleep, after which Slack is asked what time it is.
    return time.monotonic()


class SteadyClock:
    """The computer's clock, until it jumps; then the time that has really passed.

    A message that would come too late is not sent, and a cycle that was missed is planned anew: a
    clock that is a year ahead for a minute must not do that. So a jump is followed only when Slack
    confirms it, and one that Slack contradicts is not followed at all.
    """

    def __init__(
        self, wall: Callable[[], datetime], stopwatch: Callable[[], float] = since_boot
    ) -> None:
        self._wall = wall
        self._stopwatch = stopwatch
        self._anchor = (wall(), stopwatch())
        # That Slack contradicts the computer has been told to the operator.
        self.is_known_wrong = False

    def __call__(self) -> datetime:
        wall, steady = self._wall(), self._steady()
        if abs(wall - steady) > _TOLERANCE:
            return steady
        self._anchor = (wall, self._stopwatch())
        return wall

    def has_jumped(self) -> bool:
        """Return whether the computer's clock shows another time than the one we go by."""
        return abs(self._wall() - self._steady()) > _TOLERANCE

    def heed(self, told: datetime) -> None:
        """Go by the computer's clock if it agrees with what was told just now, or else by that."""
        wall = self._wall()
        right = wall if abs(wall - told) <= _TOLERANCE else told
        self._anchor = (right, self._stopwatch())

    def _steady(self) -> datetime:
        at, ticks = self._anchor
        return at + timedelta(seconds=self._stopwatch() - ticks)


def mind(clock: SteadyClock, ask: Callable[[], datetime | None]) -> None:
    """Ask what time it is when the computer's clock has jumped; `ask` may get no answer."""
    if not clock.has_jumped():
        clock.is_known_wrong = False
        return
    told = ask()
    if told is None:
        log.warning("clock_jumped")
        return
    clock.heed(told)
    if not clock.has_jumped():
        log.warning("clock_followed")
    elif not clock.is_known_wrong:
        log.error("clock_is_wrong")
        clock.is_known_wrong = True
