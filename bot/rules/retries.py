"""How long something that failed waits before it is tried again: longer each time."""

from datetime import timedelta

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, doubling, to six hours."""
    doublings = min(max(failures - 1, 0), 20)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
