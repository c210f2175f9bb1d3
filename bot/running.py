"""Running until told to stop, and then stopping without dropping what is in hand."""

import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import parent_process, util

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server import MPServer

import storage.installations
import storage.workspaces
from bot import logs, manifest, starting
from bot.app import Application, Clients, build
from bot.monitoring import Monitoring
from bot.rules.answer_links import PATH as ANSWER_PATH
from bot.rules.language import _
from bot.services import installations
from bot.settings import Settings
from bot.slack.identity import Identity
from bot.starting import CannotStart
from bot.stopping import Stop
from bot.transports import EVENTS_PATH
from bot.whole_requests import WholeRequests
from handlers.installing import INSTALL_PATH
from scheduler.steady import SteadyClock
from storage.database import Database

log = logging.getLogger(__name__)

# Whoever stops a service waits ten seconds, and then kills it; requests in hand take up to three.
_SECONDS_TO_STOP = 8.0
_SECONDS_AFTER_REQUESTS = 5.0
_SECONDS_UNTIL_KILLED = 9
# No more requests at once than there are database connections for them.
_HTTP_THREADS = 16
_HTTP_REQUESTS = 128
# What has only begun when the server is told to stop shall not keep it until it is killed.
_MILLISECONDS_FOR_HEADERS = 5_000


@dataclass(frozen=True)
class Plan:
    """What one process needs to know to become the bot; may be handed to another process."""

    settings: Settings
    # Whom the token belongs to; nothing when workspaces install the bot by themselves.
    identity: Identity | None
    with_clock: bool
    clock: Callable[[], datetime]

    def build(self) -> Application:
        url = self.settings.database_url.get_secret_value()
        database = Database(url, seal=self.settings.seal)
        return build(self.settings, database, self.identity, self.clock)

    def begin(self, application: Application) -> Monitoring | None:
        """Start the clock, now that people are heard, and tell operators' tools how it goes."""
        monitoring = None
        if self.settings.monitoring is not None:
            monitoring = Monitoring(application, *self.settings.monitoring)
            monitoring.start()
        if self.with_clock:
            application.runner.start()
        # What is there now stays: looking at it again in every collection costs milliseconds.
        gc.freeze()
        about = {} if self.identity is None else {"workspace": self.identity.workspace_id}
        log.info("ready", extra=about)
        return monitoring


def prepare(settings: Settings, *, with_clock: bool, clock: Callable[[], datetime]) -> Plan:
    """See to the database and ask Slack who the bot is; raises CannotStart."""
    url = settings.database_url.get_secret_value()
    with closing(starting.open_database(url, clock())) as database:
        identity, told_at = _asked(settings)
        if isinstance(clock, SteadyClock) and told_at is not None:
            clock.heed(told_at)
        if identity is not None:
            _remember(database, identity, clock())
        elif settings.public_url is not None:
            _ask_for_scopes(database, settings.public_url, clock())
    return Plan(settings, identity, with_clock, clock)


def _asked(settings: Settings) -> tuple[Identity | None, datetime | None]:
    """Ask Slack whose the token is, if there is one, and what time it is."""
    if settings.slack_bot_token is None:
        return None, starting.time(Clients(settings).calling(None))
    identity = starting.identify(
        Clients(settings).calling(settings.slack_bot_token.get_secret_value())
    )
    return identity, identity.told_at


def _remember(database: Database, identity: Identity, now: datetime) -> None:
    with database.across_workspaces() as session:
        storage.workspaces.remember(
            session,
            identity.workspace_id,
            name=identity.workspace_name,
            bot_user_id=identity.bot_user_id,
            now=now,
        )


def _ask_for_scopes(database: Database, public_url: str, now: datetime) -> None:
    """Ask, where this version of the bot needs more than it was once allowed, to allow that too."""
    with database.reading_across_workspaces() as session:
        live = storage.installations.live(session)
    for installation in live:
        link = f"{public_url}{INSTALL_PATH}?team={installation.id}"
        with database.unit_of_work(installation.id) as session:
            installations.ask_for_scopes(
                session, installation, needed=manifest.scopes(), link=link, now=now
            )


def serve(plan: Plan) -> None:
    """Serve Slack until SIGTERM or SIGINT; raises CannotStart."""
    if plan.settings.monitoring is not None:
        _try_to_listen(*plan.settings.monitoring, setting="MONITORING_ADDRESS")
    if plan.settings.over_socket:
        _serve_socket_mode(plan)
    else:
        _serve_http(plan)


def _serve_socket_mode(plan: Plan) -> None:
    stop = Stop()
    application = plan.build()
    connection = application.socket_mode()
    with starting.slack_answers(connection.client.web_client, "SLACK_APP_TOKEN"):
        connection.connect()  # type: ignore[no-untyped-call]
    monitoring = plan.begin(application)
    stop.wait()
    log.info("stopping")
    with ThreadPoolExecutor() as pool:
        stops = [application.runner.stop, connection.drain]
        finished = all(pool.map(lambda halt: halt(_SECONDS_TO_STOP), stops))
    _leave(application, monitoring, finished=finished)


def _leave(application: Application, monitoring: Monitoring | None, *, finished: bool) -> None:
    if monitoring is not None:
        monitoring.close()
    application.database.close()
    log.info("stopped", extra={"finished": finished})
    if not finished:
        # A call that Slack leaves unanswered may hang on; its message is tried again by its id.
        logging.shutdown()
        os._exit(0)


def _serve_http(plan: Plan) -> None:
    settings = plan.settings
    _try_to_listen(settings.http_host, settings.http_port, setting="HTTP_PORT")
    # One worker process: Python gains nothing from more on one database, and its clock runs once.
    server = MPServer(
        "touchstone",
        address=settings.http_host,
        port=settings.http_port,
        interface=Interfaces.ASGINL,
        # Each may hold a body in memory.
        backpressure=_HTTP_REQUESTS,
        http1_settings=HTTP1Settings(header_read_timeout=_MILLISECONDS_FOR_HEADERS),
        websockets=False,
        workers_kill_timeout=_SECONDS_UNTIL_KILLED,
        # Its lines go where all others go.
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {}}},
    )
    server.serve(target_loader=_Worker(plan).load, wrap_loader=False)


def _try_to_listen(host: str, port: int, *, setting: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        sentence = _("Cannot listen on {host}, port {port}: {why}. Change {setting}.")
        why = os.strerror(error.errno or 0)
        sentence = sentence.format(host=host, port=port, why=why, setting=setting)
        raise CannotStart(sentence, setting=setting) from error


@dataclass(frozen=True)
class _Worker:
    """The process that answers Slack: made by the server, ended by it when requests are done."""

    plan: Plan

    def load(self) -> WholeRequests:
        settings = self.plan.settings
        logs.configure(settings.log_level, settings.log_format)
        application = self.plan.build()
        monitoring = self.plan.begin(application)
        # The server finishes the requests in hand on SIGTERM; this runs after, before the exit.
        util.Finalize(None, _stop, args=(application, monitoring), exitpriority=1)
        threading.Thread(target=_follow_server, daemon=True).start()
        return WholeRequests(
            application.web_application(),
            takes=(EVENTS_PATH, ANSWER_PATH),
            threads=_HTTP_THREADS,
        )


def _follow_server() -> None:
    """Stop when the server has died without a word: an orphan would keep its port for ever."""
    server = parent_process()
    if server is not None:
        server.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _stop(application: Application, monitoring: Monitoring | None) -> None:
    finished = application.runner.stop(_SECONDS_AFTER_REQUESTS)
    _leave(application, monitoring, finished=finished)
