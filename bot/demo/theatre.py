"""The real bot in front of a playground, with a clock that the play moves."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from werkzeug.serving import WSGIRequestHandler, make_server

import bot.manifest
import storage.upcoming
from bot import running, transports
from bot.app import Application
from bot.playground import Playground
from bot.settings import Settings
from storage.sealing import Seal

# Before any play begins; each moves the clock to its own opening.
OPENING = datetime(2025, 8, 1, tzinfo=UTC)

# Many messages for one channel go out one by one.
_MOST_ROUNDS = 100


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
    """The bot finds something to do again and again."""


class Theatre:
    """What the play works with: Slack, the bot behind it, and time.

    The clock of the bot ticks when the play lets it, so that the same play is always the same.
    """

    def __init__(self, slack: Playground, application: Application, clock: MovableClock) -> None:
        self.slack = slack
        self.application = application
        self.clock = clock

    def pass_time(self, **time: float) -> None:
        """Let time go by, the bot doing what falls due when it falls due."""
        self.pass_until(self.clock() + timedelta(**time))

    def pass_until(self, end: datetime) -> None:
        """Let time go by until then."""
        while self.clock() < end:
            self.clock.move(min(self.next_due() or end, end))
            self.settle()

    def next_due(self) -> datetime | None:
        """Return when the bot will next have something to do, if ever."""
        return self._first_due(after=self.clock())

    def settle(self) -> None:
        """Let the bot do all that is due, and what follows from it, until nothing is left."""
        for _round in range(_MOST_ROUNDS):
            # One message a second is all that a channel takes, in the play's time too.
            self.clock.move(self.clock() + timedelta(seconds=2))
            self.application.runner.run_all_once()
            due = self._first_due(after=OPENING)
            if due is None or due > self.clock():
                return
        raise Stalled

    def _first_due(self, after: datetime) -> datetime | None:
        with self.application.database.reading_across_workspaces() as session:
            return storage.upcoming.next_due(session, after)


@contextmanager
def opened(
    database_url: str, *, over_http: bool, clock: MovableClock | None = None
) -> Iterator[Theatre]:
    """Start a playground and the bot in front of it; stop both at the end."""
    clock = clock or MovableClock(OPENING)
    with Playground(
        clock, manifest=bot.manifest.read(), team="Riverside School District", rate_limits=True
    ) as slack:
        settings = _settings(slack, database_url, over_http=over_http)
        application = running.prepare(settings, with_clock=False, clock=clock).build()
        with (
            closing(application.database),
            _listening(application, slack, over_http=over_http),
        ):
            yield Theatre(slack, application, clock)


def _settings(slack: Playground, database_url: str, *, over_http: bool) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=None if over_http else SecretStr(slack.app_token),
        slack_signing_secret=SecretStr(slack.signing_secret) if over_http else None,
        slack_api_url=slack.api_url,
        database_url=SecretStr(database_url),
        sealing_key=SecretStr(Seal.new_key()),
    )


class _QuietHandler(WSGIRequestHandler):
    """Leaves the terminal to the play."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the bot's own log has what matters."""


@contextmanager
def _listening(application: Application, slack: Playground, *, over_http: bool) -> Iterator[None]:
    if over_http:
        server = make_server(
            "127.0.0.1",
            0,
            application.web_application(),
            threaded=True,
            request_handler=_QuietHandler,
        )
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
