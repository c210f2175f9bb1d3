"""Trouble on purpose: what the next calls of a method meet instead of a good answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import Headers

ANY_METHOD = "*"

Witness = Callable[[Headers], None]
"""Told of one call by its HTTP headers."""


@dataclass
class Trouble:
    """One scripted trouble; it is over when `times` calls have met it."""

    method: str
    error: str | None = None
    status: int | None = None
    html: bool = False
    retry_after: int | None = None
    lose_reply: bool = False
    reset: bool = False
    delay: float = 0.0
    channel: str | None = None
    times: int = 1
    extra: Mapping[str, Any] | None = None
    on_arrival: Witness | None = None
    on_work_done: Witness | None = None

    def concerns(self, method: str, arguments: Mapping[str, Any]) -> bool:
        if self.method not in (method, ANY_METHOD):
            return False
        where = arguments.get("channel") or arguments.get("user_id")
        return self.channel is None or self.channel == where

    @property
    def replaces_the_work(self) -> bool:
        """Whether the call is refused without being carried out."""
        if self.lose_reply or self.reset:
            return self.reset
        return bool(self.error or self.status or self.html or self.retry_after is not None)


class Troubles:
    """The script of troubles; `next()` adds one, `down()` takes all of Slack away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._script: list[Trouble] = []
        self._over = threading.Event()
        self.is_down = False
        self.met: list[tuple[str, Trouble]] = []

    def next(
        self,
        method: str = ANY_METHOD,
        *,
        error: str | None = None,
        status: int | None = None,
        html: bool = False,
        retry_after: int | None = None,
        lose_reply: bool = False,
        reset: bool = False,
        delay: float = 0.0,
        channel: str | None = None,
        times: int = 1,
        extra: Mapping[str, Any] | None = None,
        on_arrival: Witness | None = None,
        on_work_done: Witness | None = None,
    ) -> None:
        """Let the next `times` calls of `method` (a Web API name, `response_url`, `upload` or `*`)
        meet this: an `error` in Slack's answer with `extra` fields, an HTTP `status`, an `html`
        page instead of JSON, a 429 with `retry_after` seconds, the work done but the reply lost,
        the connection `reset` before any work, or an answer after `delay` real seconds.
        `channel` limits it to calls about that channel or user id. `on_arrival` is called before
        anything is done, and `on_work_done` when it is done and nothing is answered yet.
        """
        trouble = Trouble(
            method,
            error,
            status,
            html,
            retry_after,
            lose_reply,
            reset,
            delay,
            channel,
            times,
            extra,
            on_arrival,
            on_work_done,
        )
        with self._lock:
            self._script.append(trouble)

    def down(self) -> None:
        """Reset every connection until `up()`."""
        self.is_down = True

    def up(self) -> None:
        self.is_down = False

    def clear(self) -> None:
        """Forget every trouble that has not come yet."""
        self.is_down = False
        with self._lock:
            self._script.clear()

    def take(self, method: str, arguments: Mapping[str, Any]) -> Trouble | None:
        """The trouble this call meets, counted, or None."""
        if self.is_down:
            return Trouble(method, reset=True)
        with self._lock:
            for trouble in self._script:
                if trouble.concerns(method, arguments):
                    trouble.times -= 1
                    if trouble.times <= 0:
                        self._script.remove(trouble)
                    self.met.append((method, trouble))
                    return trouble
        return None

    def wait_out(self, trouble: Trouble) -> None:
        """Hold an answer back; ends early when the playground stops."""
        if trouble.delay:
            self._over.wait(trouble.delay)

    def stop(self) -> None:
        self._over.set()
