"""Requests are read whole and in time before one of the few threads is given to them."""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.transports import Environ, WebApplication

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[str, str]]

# Slack sends all at once; a phone on a train may need longer. Stopping waits for it.
SECONDS_TO_SEND = 6.0
# Above what any path takes, each of which has its own words for too much.
LARGEST = 1_000_001
# Of how the body came, which is over: how much came counts, not how much was announced.
_OF_THE_WAY = (b"content-length", b"transfer-encoding")


class _TooLarge(Exception):
    """More came than any path takes."""


class _Gone(Exception):
    """Whoever sent it hung up."""


class WholeRequests:
    """An ASGI application that hands whole requests to a WSGI one, each in a thread.

    Somebody who sends a body slowly, or never to its end, holds no thread meanwhile.
    """

    def __init__(
        self,
        application: WebApplication,
        *,
        takes: Collection[str],
        threads: int,
        seconds_to_send: float = SECONDS_TO_SEND,
    ) -> None:
        """`takes` are the beginnings of paths that take a body; elsewhere none is waited for."""
        self._application = application
        self._takes = tuple(takes)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._seconds_to_send = seconds_to_send

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            largest = LARGEST if scope["path"].startswith(self._takes) else 0
            body = await asyncio.wait_for(_read(receive, largest), self._seconds_to_send)
        except _Gone:
            return
        except _TooLarge:
            await _refuse(send, 413, "Too large.")
            return
        except TimeoutError:
            await _refuse(send, 408, "Too slow.")
            return
        loop = asyncio.get_running_loop()
        status, headers, answer = await loop.run_in_executor(
            self._pool, _call, self._application, _environ(scope, body)
        )
        await _answer(send, status, headers, answer)


async def _read(receive: Receive, largest: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            raise _TooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _environ(scope: Message, body: bytes) -> Environ:
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # WSGI spells text as the bytes of it.
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        # An underscore would pass for a hyphen, and a made-up name for a web server's own.
        if b"_" in raw_name or raw_name in _OF_THE_WAY:
            continue
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    return environ | {"CONTENT_LENGTH": str(len(body))}


def _call(application: WebApplication, environ: Environ) -> tuple[int, Headers, bytes]:
    begun: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers) -> None:
        begun.append((status, headers))

    said: Iterable[bytes] = application(environ, start_response)
    answer = b"".join(said)
    [(status, headers)] = begun
    return int(status.partition(" ")[0]), headers, answer


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    named = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    named.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": named})
    await send({"type": "http.response.body", "body": body})


async def _refuse(send: Send, status: int, sentence: str) -> None:
    # What is still under way belongs to this request, and to no other.
    headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
    await _answer(send, status, headers, sentence.encode())
