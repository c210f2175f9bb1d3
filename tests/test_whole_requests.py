"""Requests that come in pieces, too slowly, too large, or never to their end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.whole_requests import LARGEST, WholeRequests

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/antwort/größe",
    "query_string": b"a=b",
    "http_version": "1.1",
    "scheme": "http",
    "server": ("127.0.0.1", 3000),
    "client": ("127.0.0.9", 50000),
    "headers": [
        (b"content-type", b"text/plain"),
        (b"content-length", b"999"),
        (b"transfer-encoding", b"chunked"),
        (b"x_forwarded_for", b"6.6.6.6"),
        (b"x-forwarded-for", b"10.0.0.1"),
        (b"x-forwarded-for", b"10.0.0.2"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ],
}
Pieces = list[dict[str, Any]]


class Inside:
    """A WSGI application that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked.append({**environ, "body": environ["wsgi.input"].read()})
        start_response("201 Created", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"done", b"."]


def sends(*pieces: dict[str, Any], inside: Inside, path: str = "/antwort/größe") -> Pieces:
    """Send a request in pieces, and nothing after them; return what is answered."""
    coming, said = iter(pieces), list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        piece = next(coming, None)
        return piece if piece is not None else await asyncio.Event().wait() and {}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asgi: Callable[..., Awaitable[None]] = WholeRequests(
        inside, takes=("/antwort",), threads=1, seconds_to_send=0.2
    )
    asyncio.run(asgi({**SCOPE, "path": path}, receive, send))  # type: ignore[arg-type]
    return said


def piece(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.fixture
def inside() -> Inside:
    return Inside()


def test_pieces_are_put_together(inside):
    start, body = sends(piece(b"one ", more=True), piece(b"two"), inside=inside)

    assert start["status"] == 201
    assert [value for name, value in start["headers"] if name == b"set-cookie"] == [b"a=1", b"b=2"]
    assert body["body"] == b"done."
    [asked] = inside.asked
    assert asked["body"] == b"one two"
    assert asked["CONTENT_LENGTH"] == "7"
    assert asked["PATH_INFO"].encode("latin-1").decode() == "/antwort/größe"
    assert asked["QUERY_STRING"] == "a=b"
    assert asked["CONTENT_TYPE"] == "text/plain"
    assert asked["HTTP_X_FORWARDED_FOR"] == "10.0.0.1,10.0.0.2"
    assert asked["HTTP_COOKIE"] == "a=1; b=2"
    assert asked["REMOTE_ADDR"] == "127.0.0.9"
    assert "HTTP_TRANSFER_ENCODING" not in asked
    assert "HTTP_CONTENT_LENGTH" not in asked


def test_where_nothing_is_taken_no_body_is_waited_for(inside):
    start, _body = sends(piece(b"x", more=True), inside=inside, path="/slack/install")
    assert start["status"] == 413
    start, _body = sends(piece(b""), inside=inside, path="/slack/install")
    assert start["status"] == 201


def test_what_does_not_come_to_its_end_is_given_up(inside):
    start, body = sends(piece(b"one", more=True), inside=inside)

    assert start["status"] == 408
    assert body["body"] == b"Too slow."
    assert inside.asked == []


def test_what_is_too_large_is_given_up_before_its_end(inside):
    half = piece(b"x" * (LARGEST // 2 + 1), more=True)
    start, _body = sends(half, half, inside=inside)

    assert start["status"] == 413
    assert (b"connection", b"close") in start["headers"]
    assert inside.asked == []


def test_whoever_hangs_up_is_not_answered(inside):
    gone = {"type": "http.disconnect"}

    assert sends(piece(b"one", more=True), gone, inside=inside) == []
    assert inside.asked == []
