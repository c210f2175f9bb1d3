"""A port of its own where operators' tools ask how this process is, without disturbing it."""

import logging
import sys
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6, socket
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from bot import metrics
from bot.app import Application
from bot.logs import what_failed
from bot.rules.language import _, ngettext

log = logging.getLogger(__name__)

_TEXT = "text/plain; charset=utf-8"
# Whoever asks more than this at a time is told to come back; the bot's own work goes first.
_AT_ONCE = 4
_SECONDS_FOR_A_REQUEST = 5.0
_LOOKS_FOR_THE_END_EVERY = 0.1

Answer = tuple[int, str, bytes]


class Monitoring:
    """The little server beside one application: `/metrics`, `/healthz` and `/readyz`."""

    def __init__(self, application: Application, host: str, port: int) -> None:
        self._application = application
        self._registry = metrics.registry(
            application.runner, application.database, application.clock
        )
        self._server = _Server(host, port, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            args=(_LOOKS_FOR_THE_END_EVERY,),
            name="monitoring",
            daemon=True,
        )

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer, on threads that end with the process."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> Answer:
        """Return status, content type and body for a path."""
        if path == "/healthz":
            return 200, _TEXT, b"ok\n"
        if path == "/readyz":
            return _readiness(troubles(self._application))
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, metrics.scrape(self._registry)
        return 404, _TEXT, _("There are /metrics, /healthz and /readyz here.\n").encode()


def troubles(application: Application) -> Sequence[str]:
    """Say why this process is not ready to serve; nothing when it is."""
    if application.runner.is_stopping:
        return [_("stopping")]
    found = []
    silent = application.runner.silent()
    if silent:
        sentence = ngettext(
            "the clock has not ticked for a minute: {job}",
            "the clock has not ticked for a minute: {job} and {more} more",
            len(silent),
        )
        found.append(sentence.format(job=silent[0], more=len(silent) - 1))
    if not application.database.answers():
        found.append(_("the database does not answer"))
    return found


def _readiness(found: Sequence[str]) -> Answer:
    lines = found or ["ok"]
    return 503 if found else 200, _TEXT, "".join(f"{line}\n" for line in lines).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int, monitoring: Monitoring) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.monitoring = monitoring
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, *_visitor: Any) -> None:
        error = sys.exception()
        # Visitors hang up.
        if error is not None and not isinstance(error, OSError):
            log.error("monitoring_failed", extra=what_failed(error))


class _Handler(BaseHTTPRequestHandler):
    timeout = _SECONDS_FOR_A_REQUEST
    server: _Server
    connection: socket

    def do_GET(self) -> None:
        status, content_type, body = self.server.monitoring.answer(self.path.partition("?")[0])
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_about: Any) -> None:
        """Say nothing: somebody asks every few seconds."""
