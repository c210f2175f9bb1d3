"""The HTTP side: reads calls as Slack does, answers them, and plays the scripted troubles."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bot.playground.answers import use_response_url
from bot.playground.records import Exchange
from bot.playground.slack import Slack
from bot.playground.troubles import Trouble
from bot.playground.webapi import Reply, answer, not_json, too_many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NONSENSE = "<!DOCTYPE html><html><body><h1>Sorry! Something went wrong</h1></body></html>"
LARGEST_BODY = 32 * 1024 * 1024


class _Handler(WSGIRequestHandler):
    """Keeps connections open, sends small answers at once, writes no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def connection_dropped(self, *_: object) -> None:
        """End the connection for good, whichever side dropped it."""
        self.close_connection = True

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer, which says itself what time it is here."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: `records.wire` has it all."""


class HttpServer:
    """Serves one Slack on 127.0.0.1, at a port that was free."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._server = make_server(
            "127.0.0.1", 0, self._serve, threaded=True, request_handler=_Handler
        )
        self._slack.site = f"http://127.0.0.1:{self._server.server_port}"
        self._slack.response_urls.base = self._slack.site
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="playground-http", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port; a connection of our own wakes the loop that waits for one."""
        if self._server is None or self._thread is None:
            return
        stopping = threading.Thread(target=self._server.shutdown, daemon=True)
        stopping.start()
        while stopping.is_alive():
            with socket.socket() as waker:
                waker.settimeout(0.2)
                waker.connect_ex(("127.0.0.1", self._server.server_port))
            stopping.join(0.02)
        self._thread.join()
        self._server.server_close()
        self._server = None

    def _serve(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        kind, _, rest = request.path.lstrip("/").partition("/")
        if kind == "oauth":
            return self._ask(request)(environ, start)
        name = {"api": rest, "actions": "response_url", "upload": "upload"}.get(kind, "")
        read = {} if kind == "upload" else read_arguments(request)
        arguments = read or {}
        trouble = self._slack.troubles.take(name, arguments)
        if trouble is not None:
            self._begin(trouble, request)
        if trouble is not None and trouble.replaces_the_work:
            reply = _troubled(trouble)
        elif read is None:
            reply = not_json(self._slack, name)
        else:
            reply = self._route(kind, rest, request, arguments)
        self._log(name, arguments, reply, started)
        if trouble is not None and trouble.on_work_done is not None:
            trouble.on_work_done(request.headers)
        if trouble is not None and (trouble.reset or trouble.lose_reply):
            raise ConnectionAbortedError("on purpose")
        response = _as_http(reply)
        response.date = self._slack.world.now()
        return response(environ, start)

    def _ask(self, request: Request) -> Response:
        """The page on which a person allows an app to come in, or does not."""
        if self._slack.oauth is None:
            return Response("not here", 404)
        status, page, onward = self._slack.oauth.page(request.full_path, request.args.to_dict())
        response = Response(page, status, mimetype="text/html")
        if onward:
            response.headers["Location"] = onward
        return response

    def _begin(self, trouble: Trouble, request: Request) -> None:
        if trouble.on_arrival is not None:
            trouble.on_arrival(request.headers)
        self._slack.troubles.wait_out(trouble)

    def _route(self, kind: str, rest: str, request: Request, arguments: dict[str, Any]) -> Reply:
        if kind == "api":
            return answer(self._slack, rest, _token(request, arguments), arguments)
        if kind == "actions":
            status, body = use_response_url(self._slack, rest, arguments)
            return Reply(body, status)
        if kind == "upload":
            return self._take_file(rest.rpartition("/")[2], request)
        return Reply({"ok": False, "error": "not_found"}, 404)

    def _take_file(self, file_id: str, request: Request) -> Reply:
        """The second step of an upload: the bytes, raw or as a form's file."""
        form = request.mimetype == "multipart/form-data"
        sent = next(iter(request.files.values()), None) if form else None
        content = sent.read() if sent is not None else request.get_data()
        with self._slack.world.lock:
            file = self._slack.world.files.get(file_id)
            if file is None:
                return Reply({"ok": False, "error": "file_not_found"}, 404)
            if len(content) != file.length:
                return Reply({"ok": False, "error": "wrong_length"}, 400)
            file.content = content
        return Reply({"ok": True})

    def _log(self, name: str, arguments: dict[str, Any], reply: Reply, started: float) -> None:
        shown = {k: v for k, v in arguments.items() if k != "token"}
        seconds = time.perf_counter() - started
        now = self._slack.world.now()
        self._slack.records.note(
            Exchange(now, "slack", name, shown, reply.status, reply.body, seconds)
        )
        self._slack.world.notify()


def read_arguments(request: Request) -> dict[str, Any] | None:
    """Arguments from the query, a form or a JSON body; a later one wins; None for bad JSON."""
    found: dict[str, Any] = request.args.to_dict()
    if request.authorization is not None and request.authorization.type == "basic":
        given = request.authorization
        found |= {"client_id": given.username, "client_secret": given.password}
    if request.mimetype == "application/json":
        try:
            body = json.loads(request.get_data() or b"{}")
        except ValueError:
            return None
        return found | body if isinstance(body, dict) else None
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return found | request.form.to_dict()
    return found


def _token(request: Request, arguments: dict[str, Any]) -> str:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    return str(arguments.get("token") or "")


def _troubled(trouble: Trouble) -> Reply:
    """The answer that a scripted trouble gives instead of doing the work."""
    if trouble.retry_after is not None:
        return too_many(trouble.retry_after)
    if trouble.html:
        return Reply({"html": NONSENSE}, trouble.status or 200)
    error = trouble.error or ("internal_error" if trouble.status else "fatal_error")
    return Reply({"ok": False, "error": error, **(trouble.extra or {})}, trouble.status or 200)


def _as_http(reply: Reply) -> Response:
    if set(reply.body) == {"html"}:
        return Response(reply.body["html"], reply.status, mimetype="text/html")
    response = Response(json.dumps(reply.body), reply.status, mimetype="application/json")
    response.headers.extend(reply.headers)
    return response
