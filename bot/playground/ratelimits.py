"""Slack's rate limits, off until switched on: tiers by method, a message a second by channel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
POSTS_PER_SECOND = 1.0
POST_BURST = 4
POSTS_PER_MINUTE_PER_WORKSPACE = 300


@dataclass
class Bucket:
    """Tokens that come back with time, up to a burst."""

    per_second: float
    burst: float
    tokens: float
    at: datetime

    def wait(self, now: datetime) -> float:
        """Take one token, or say after how many seconds there will be one."""
        gone = max(0.0, (now - self.at).total_seconds())
        self.tokens = min(self.burst, self.tokens + gone * self.per_second)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_second


class RateLimits:
    """Counts calls by the playground's clock; set `on` to enforce."""

    def __init__(self, now: Callable[[], datetime], on: bool = False) -> None:
        self.on = on
        self.refused = 0
        self._now = now
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def retry_after(self, method: str, tier: int, team_id: str, channel: str) -> int | None:
        """The `Retry-After` of this call in whole seconds, or None when it may go on."""
        if not self.on:
            return None
        if method == "chat.postMessage":
            wait = self._take(("channel", channel), POSTS_PER_SECOND, POST_BURST)
            if not wait:
                minute = POSTS_PER_MINUTE_PER_WORKSPACE
                wait = self._take(("workspace", team_id), minute / 60, minute)
        else:
            wait = self._take((method, team_id), PER_MINUTE[tier] / 60, PER_MINUTE[tier])
        if not wait:
            return None
        self.refused += 1
        return max(1, math.ceil(wait))

    def _take(self, key: tuple[str, ...], per_second: float, burst: float) -> float:
        now = self._now()
        bucket = self._buckets.setdefault(key, Bucket(per_second, burst, burst, now))
        return bucket.wait(now)
