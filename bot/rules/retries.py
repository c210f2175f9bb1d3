"""How long something that failed waits before it is tried again: longer each time."""

from datetime import timedelta

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def wait_after(
    failures: int, first: timedelta = _FIRST_WAIT, longest: timedelta = _LONGEST_WAIT
) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, from first to longest."""
    doublings = min(max(failures - 1, 0), 20)
    return min(first * (1 << doublings), longest)
