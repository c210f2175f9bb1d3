"""What happened that a test or a demo wants to count: refusals, warnings, repeats, the wire."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

WIRE_LENGTH = 5_000


@dataclass(frozen=True)
class Refusal:
    """A payload that Slack would not have taken; `pointers` say where and why."""

    method: str
    error: str
    pointers: tuple[str, ...] = ()
    channel: str = ""

    def __str__(self) -> str:
        where = f" in {self.channel}" if self.channel else ""
        return f"{self.method}{where}: {self.error} {'; '.join(self.pointers)}".rstrip()


@dataclass(frozen=True)
class Complaint:
    """A payload that Slack takes and people suffer from."""

    method: str
    code: str
    channel: str = ""


@dataclass(frozen=True)
class Repeat:
    """A message that came a second time with the same `client_msg_id`."""

    channel: str
    client_msg_id: str
    first_ts: str
    dropped: bool


@dataclass(frozen=True)
class Failure:
    """A delivery that the bot did not answer as Slack wants it."""

    kind: str
    status: int
    body: str


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; `to` is `slack` or `bot`, `at` is the playground's clock."""

    at: datetime
    to: str
    name: str
    request: Any
    status: int
    response: Any
    seconds: float


@dataclass
class Records:
    """Everything counted so far."""

    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Complaint] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    posted: int = 0
    wire: deque[Exchange] = field(default_factory=lambda: deque(maxlen=WIRE_LENGTH))
    exchanged: int = 0
    """How many requests there were, those too that `wire` no longer reaches back to."""

    def note(self, exchange: Exchange) -> None:
        self.wire.append(exchange)
        self.exchanged += 1

    def calls(self, method: str) -> list[Exchange]:
        """The bot's calls of one Web API method, oldest first, as far as the wire reaches back."""
        return [e for e in list(self.wire) if e.to == "slack" and e.name == method]
