"""The real bot in front of a playground, with a clock that the play moves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from pydantic import SecretStr
from werkzeug.serving import make_server

import bot.manifest
import storage.outbox
from bot import running, transports
from bot.app import Application
from bot.playground import Playground
from bot.settings import Settings

# A Tuesday at half past seven in the morning in Chicago, before the school year's first check-in.
OPENING = datetime(2026, 9, 8, 12, 30, tzinfo=UTC)

# A day of the play takes a moment, so every job of the timetable runs this often.
_TICK_SECONDS = 0.02
_PATIENCE_SECONDS = 30.0


class MovableClock:
    """A clock that stands still until the play moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._now

    def move(self, moment: datetime) -> None:
        with self._lock:
            self._now = max(self._now, moment)


class Stalled(Exception):
    """The bot did not get done what was due."""


class Theatre:
    """What the play works with: Slack, the bot behind it, and time."""

    def __init__(self, slack: Playground, application: Application, clock: MovableClock) -> None:
        self.slack = slack
        self.application = application
        self.clock = clock

    def pass_time(self, **time: float) -> None:
        """Let time go by in steps of two hours, the bot doing what falls due in each."""
        end = self.clock() + timedelta(**time)
        while self.clock() < end:
            self.clock.move(min(self.clock() + timedelta(hours=2), end))
            self.settle()

    def settle(self) -> None:
        """Wait until every job has run at this time and nothing is left to send."""
        deadline = monotonic() + _PATIENCE_SECONDS
        while True:
            # One message a second is all that a channel takes, in the play's time too.
            self.clock.move(self.clock() + timedelta(seconds=2))
            self._wait_for_jobs(deadline)
            if not self._left_to_send():
                return

    def _wait_for_jobs(self, deadline: float) -> None:
        runner = self.application.runner
        now = self.clock()
        while any(runner.last_ticks.get(job.name, OPENING) < now for job in runner.jobs):
            if monotonic() > deadline:
                raise Stalled("the clock of the bot stands still")
            sleep(0.005)

    def _left_to_send(self) -> int:
        with self.application.database.reading_across_workspaces() as session:
            return storage.outbox.unfinished(session, due_by=self.clock())


@contextmanager
def opened(database_url: str, *, over_http: bool) -> Iterator[Theatre]:
    """Start a playground and the bot in front of it; stop both at the end."""
    clock = MovableClock(OPENING)
    with Playground(
        clock, manifest=bot.manifest.read(), team="Riverside School District", rate_limits=True
    ) as slack:
        settings = _settings(slack, database_url, over_http=over_http)
        # The play's own loop below starts the clock, faster than any real one.
        application = running.prepare(settings, with_clock=False, clock=clock).build()
        with _listening(application, slack, over_http=over_http):
            application.runner.start(every=_TICK_SECONDS)
            try:
                yield Theatre(slack, application, clock)
            finally:
                application.runner.stop(_PATIENCE_SECONDS)
        application.database.close()


def _settings(slack: Playground, database_url: str, *, over_http: bool) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=None if over_http else SecretStr(slack.app_token),
        slack_signing_secret=SecretStr(slack.signing_secret) if over_http else None,
        slack_api_url=slack.api_url,
        database_url=SecretStr(database_url),
    )


@contextmanager
def _listening(application: Application, slack: Playground, *, over_http: bool) -> Iterator[None]:
    if over_http:
        server = make_server("127.0.0.1", 0, application.web_application(), threaded=True)
        thread = threading.Thread(target=server.serve_forever, name="http")
        thread.start()
        slack.deliveries.request_url = (
            f"http://127.0.0.1:{server.server_port}{transports.EVENTS_PATH}"
        )
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        return
    connection = application.socket_mode()
    connection.connect()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        connection.drain(5)
