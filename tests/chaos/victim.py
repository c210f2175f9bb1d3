"""The bot in a process that can be told, on its standard input, at which point it dies.

It is the real one but for its pace and its lease, which are short so that a run takes seconds. The
lines that it understands: `die POINT N` (at the N-th pass of a point of `POINTS`), `sleep POINT N`,
`disk full`, `disk free`. It is killed by SIGKILL, as by anybody else: nothing is cleaned up.
"""

import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, event

from bot import logs, running
from bot.app import build
from bot.rules.pacing import Pace, Rate
from bot.settings import Settings, load
from scheduler.steady import SteadyClock
from storage.database import Database

LEASE = timedelta(seconds=1)
READY = "ready"
ASLEEP = "asleep"

_PACE = Pace(channel_gap=timedelta(seconds=0.02), workspace=Rate(timedelta(0)), methods={})
_TICK_SECONDS = 0.05

POINTS = ("claim", "claimed", "record", "recorded", "committed", "opening")


class Doom:
    """Watches what is asked of the database, and dies at the point that it was told."""

    def __init__(self, engine: Engine) -> None:
        self._point = ""
        self._left = 0
        self._end = signal.SIGKILL
        self._done = threading.local()
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)
        event.listen(engine, "checkin", self._transaction_over)

    def die_at(self, point: str, times: int) -> None:
        self._point, self._left, self._end = point, times, signal.SIGKILL

    def sleep_at(self, point: str, times: int) -> None:
        self._point, self._left, self._end = point, times, signal.SIGSTOP

    def _before(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if _is_record(statement):
            self._pass("record")

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if _is_record(statement):
            self._done.next = "committed"
            self._pass("recorded")
        elif statement.startswith("UPDATE outbox_messages SET") and "RETURNING" in statement:
            self._done.next = "claimed"
            self._pass("claim")
        elif statement.startswith("UPDATE cycles SET state"):
            self._pass("opening")

    def _transaction_over(self, _connection: Any, _record: Any) -> None:
        point, self._done.next = getattr(self._done, "next", ""), ""
        if point:
            self._pass(point)

    def _pass(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left <= 0:
                self._point = ""
                if self._end is signal.SIGSTOP:
                    _say(ASLEEP)
                os.kill(os.getpid(), self._end)


def _is_record(statement: str) -> bool:
    return statement.startswith("UPDATE outbox_messages SET") and "slack_ts" in statement


def _obey(doom: Doom, stop: Callable[[], None]) -> None:
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    for line in sys.stdin:
        match line.split():
            case ["die", point, times]:
                doom.die_at(point, int(times))
            case ["sleep", point, times]:
                doom.sleep_at(point, int(times))
            case ["disk", "full"]:
                # Not a byte more in any file; pipes are none.
                resource.setrlimit(resource.RLIMIT_FSIZE, (1, unlimited[1]))
            case ["disk", "free"]:
                resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    stop()


def _say(word: str) -> None:
    print(word, flush=True)  # noqa: T201  # whoever started it waits for this


def main() -> None:
    settings = load(Settings)
    logs.configure(settings.log_level, settings.log_format)
    clock = SteadyClock(lambda: datetime.now(UTC))
    plan = running.prepare(settings, with_clock=False, clock=clock)
    database = Database(settings.database_url.get_secret_value())
    application = build(settings, database, plan.identity, clock, pace=_PACE, lease=LEASE)
    application.clients.headers["X-Replica"] = sys.argv[1]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_obey, args=(Doom(database.engine), stop.set), daemon=True).start()
    application.runner.start(every=_TICK_SECONDS)
    _say(READY)
    stop.wait()
    application.runner.stop(5)
    database.close()


if __name__ == "__main__":
    main()
