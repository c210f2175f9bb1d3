"""How long what failed waits before it is tried again, and how long others wait for it."""

from datetime import timedelta

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_FIRST_RETRY = timedelta(seconds=5)
_LONGEST_RETRY = timedelta(minutes=15)
_LONGEST_STANDSTILL = timedelta(minutes=1)

LEASE = timedelta(seconds=60)
"""How long a message is in the hands of whoever claimed it; then another one tries."""

CHARTS_REST = timedelta(days=1)
"""How long a workspace that refused a chart gets none, so that not every digest asks twice."""


def wait_after(
    failures: int, first: timedelta = _FIRST_WAIT, longest: timedelta = _LONGEST_WAIT
) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, from first to longest."""
    doublings = min(max(failures - 1, 0), 20)
    return min(first * (1 << doublings), longest)


def retry_after(attempts: int) -> timedelta:
    """Return how long a message waits after that many tries: up to a quarter of an hour."""
    return wait_after(attempts, _FIRST_RETRY, _LONGEST_RETRY)


def standstill(wait: timedelta) -> timedelta:
    """Return how long others wait behind a message that waits: for their order, but not for ever.

    A minute outlasts a hiccup; a message that fails for longer must not silence its channel.
    """
    return min(wait, _LONGEST_STANDSTILL)
