"""The page at a port of this computer: opened and closed."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.playground.page.web import Time, web_application
from bot.playground.playground import Playground


class _Handler(WSGIRequestHandler):
    """Keeps connections open and writes no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the page has its own record of what is asked."""


class PageServer:
    """Serves the page of one playground on 127.0.0.1; port 0 takes any that is free."""

    def __init__(self, slack: Playground, *, port: int = 0, time: Time | None = None) -> None:
        app, self.page = web_application(slack, time)
        self._world = slack.world
        self._server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="playground-page", daemon=True
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the port; whoever waits for news is told that there is no more."""
        self.page.stopping.set()
        self._world.notify()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
