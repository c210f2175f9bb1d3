"""How often something was asked for lately; counted in this process, and forgotten with it."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

_WINDOW = timedelta(minutes=10)
# Nobody shall fill the memory by coming from ever new addresses.
_MOST_KNOWN = 10_000


class Often:
    """Counts within windows of ten minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def may(self, what: str, most: int, now: datetime) -> bool:
        """Count one more, and say whether that is not too many."""
        with self._lock:
            since, count = self._counts.pop(what, (now, 0))
            if now - since >= _WINDOW:
                since, count = now, 0
            self._counts[what] = since, count + 1
            if len(self._counts) > _MOST_KNOWN:
                self._counts.popitem(last=False)
            return count < most
