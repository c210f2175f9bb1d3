"""An open house: the bot on a Slack of its own, with a page where anybody can try it."""

import os
import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from bot.demo import databases, theatre
from bot.demo.district import seed
from bot.demo.theatre import OPENING, MovableClock, Theatre
from bot.playground.page import PageServer
from bot.rules.language import _
from bot.starting import CannotStart
from bot.stopping import Stop

PORT = 8750

# As a visitor feels it, a reminder comes at once when its time has come.
_TICK_SECONDS = 0.25
_PATIENCE_SECONDS = 10.0
# Much of what falls due only moves something to a kinder hour; what is said is what happens.
_HOPS = 40


class RunningClock(MovableClock):
    """A clock that stands still until it is set going; from then on it runs, and can be moved."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._since: float | None = None

    def __call__(self) -> datetime:
        with self._lock:
            return self._current()

    def run(self) -> None:
        with self._lock:
            self._since = monotonic()

    def move(self, moment: datetime) -> None:
        with self._lock:
            self._now = max(self._current(), moment)
            if self._since is not None:
                self._since = monotonic()

    def _current(self) -> datetime:
        passed = 0.0 if self._since is None else monotonic() - self._since
        return self._now + timedelta(seconds=passed)


class House:
    """A theatre that visitors let time pass in."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre

    def pass_by(self, time: timedelta) -> None:
        """Let time go by, the bot doing what falls due on the way."""
        self.theatre.pass_time(seconds=time.total_seconds())

    def pass_to_next(self) -> datetime | None:
        """Go to the next moment at which the bot says something by itself, if there is one."""
        theatre = self.theatre
        posted = theatre.slack.posted
        for _hop in range(_HOPS):
            there = theatre.next_due()
            if there is None:
                return None
            theatre.clock.move(there)
            theatre.settle()
            if theatre.slack.posted > posted:
                break
        return theatre.clock()


@contextmanager
def opened(
    database_url: str | None, *, port: int | None, furnish: Callable[[Theatre], object] = seed
) -> Iterator[tuple[House, str]]:
    """Start everything, let `furnish` play what was before, and yield the address of the page."""
    clock = RunningClock(OPENING)
    with (
        databases.of_its_own(database_url) as url,
        theatre.opened(url, over_http=False, clock=clock) as stage,
    ):
        furnish(stage)
        for person in stage.slack.people:
            if person.modal is not None:
                person.closes(everything=True)
        clock.run()
        house = House(stage)
        runner = stage.application.runner
        runner.start(every=_TICK_SECONDS)
        try:
            with PageServer(stage.slack, port=_free(port), time=house) as page:
                yield house, page.address
        finally:
            runner.stop(_PATIENCE_SECONDS)


def keep_open(
    database_url: str | None, *, port: int | None, browser: bool, say: Callable[[str], None]
) -> None:
    """Keep the house open until Ctrl-C or SIGTERM; `say` gets the address once it is open."""
    stop = Stop()
    with opened(database_url, port=port) as (_house, address):
        say(address)
        if browser:
            webbrowser.open(address)
        stop.wait()


def _free(port: int | None) -> int:
    """Return the port that was asked for, or else the usual one, or 0 when that is taken."""
    wanted = PORT if port is None else port
    try:
        socket.create_server(("127.0.0.1", wanted)).close()
    except OSError as error:
        if port is None:
            return 0
        why = os.strerror(error.errno or 0)
        sentence = _("Cannot listen on port {port}: {why}.").format(port=port, why=why)
        raise CannotStart(sentence) from error
    return wanted
