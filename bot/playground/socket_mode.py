"""Socket Mode: real websockets on loopback, one of which gets each payload and acknowledges it."""

from __future__ import annotations

import json
import secrets
import socket
import threading
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from bot.playground.slack import Slack
from bot.playground.world import Json

MOST_CONNECTIONS = 10
APPROXIMATE_CONNECTION_SECONDS = 3600
PING_SECONDS = 0.2
"""Far more often than Slack: a client that reads with a time-out then notices its own end soon."""


@dataclass
class Envelope:
    """One payload on its way; `answered` is set by an ack or when its connection is lost."""

    id: str
    answered: threading.Event = field(default_factory=threading.Event)
    acked: bool = False
    payload: Any = None


class SocketServer:
    """Gives out socket addresses, keeps the connections, sends envelopes and collects acks."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._lock = threading.Lock()
        self._somebody_there = threading.Condition(self._lock)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._tickets: set[str] = set()
        self._connections: list[ServerConnection] = []
        self._waiting: dict[str, tuple[Envelope, ServerConnection]] = {}
        self._sent = 0

    @property
    def connections(self) -> int:
        """How many sockets are open now."""
        return len(self._connections)

    def new_url(self) -> str:
        """An address that works once; the first one opens the port."""
        with self._lock:
            if self._server is None:
                self._server = serve(
                    self._talk, "127.0.0.1", 0, compression=None, ping_interval=PING_SECONDS
                )
                self._thread = threading.Thread(
                    target=self._server.serve_forever, name="playground-socket", daemon=True
                )
                self._thread.start()
            ticket = secrets.token_hex(8)
            self._tickets.add(ticket)
            port = self._server.socket.getsockname()[1]
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={self._slack.app.id}"

    def stop(self) -> None:
        self.drop()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()

    def drop(self) -> None:
        """Cut every connection without a word."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            try:
                connection.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._forget(connection)

    def ask_to_reconnect(self, reason: str = "warning") -> None:
        """Send a `disconnect` frame to every connection, as Slack does before it ends one."""
        frame = json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "here"}})
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.send(frame)

    def wait_for_connection(self, timeout: float, at_least: int = 1) -> bool:
        with self._somebody_there:
            return self._somebody_there.wait_for(
                lambda: len(self._connections) >= at_least, timeout
            )

    def send(
        self,
        kind: str,
        payload: Json,
        retry: tuple[int, str],
        connect_timeout: float,
        timeout: float,
    ) -> Envelope:
        """Send to one open connection and wait for its ack."""
        envelope = Envelope(secrets.token_hex(12))
        frame: Json = {
            "envelope_id": envelope.id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api" or retry[0]:
            frame |= {"retry_attempt": retry[0], "retry_reason": retry[1]}
        # An app that never asked for an address is not on its way.
        if self._server is None or not self.wait_for_connection(connect_timeout):
            return envelope
        with self._lock:
            if not self._connections:
                return envelope
            self._sent += 1
            connection = self._connections[self._sent % len(self._connections)]
            self._waiting[envelope.id] = (envelope, connection)
        try:
            connection.send(json.dumps(frame))
            envelope.answered.wait(timeout)
        except ConnectionClosed:
            self._forget(connection)
        finally:
            with self._lock:
                self._waiting.pop(envelope.id, None)
        return envelope

    def _talk(self, connection: ServerConnection) -> None:
        """One connection, from hello to its end."""
        path = connection.request.path if connection.request else ""
        ticket = path.partition("ticket=")[2].partition("&")[0]
        with self._lock:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
            room = len(self._connections) < MOST_CONNECTIONS
        if not known or not room:
            reason = "too_many_websockets" if known else "link_disabled"
            connection.send(json.dumps({"type": "disconnect", "reason": reason}))
            return
        try:
            self._greet(connection)
            for frame in connection:
                self._hear(frame)
        except ConnectionClosed:
            pass
        finally:
            self._forget(connection)

    def _greet(self, connection: ServerConnection) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "debug_info": {"approximate_connection_time": APPROXIMATE_CONNECTION_SECONDS},
            "connection_info": {"app_id": self._slack.app.id},
        }
        connection.send(json.dumps(hello))
        with self._somebody_there:
            self._connections.append(connection)
            self._somebody_there.notify_all()

    def _hear(self, frame: str | bytes) -> None:
        try:
            said = json.loads(frame)
        except ValueError:
            return
        with self._lock:
            found = self._waiting.get(str(said.get("envelope_id")))
        if found is not None:
            envelope = found[0]
            envelope.payload = said.get("payload")
            envelope.acked = True
            envelope.answered.set()

    def _forget(self, connection: ServerConnection) -> None:
        with self._lock:
            if connection in self._connections:
                self._connections.remove(connection)
            lost = [e for e, c in self._waiting.values() if c is connection]
        for envelope in lost:
            envelope.answered.set()
