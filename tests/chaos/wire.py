"""A wire to a PostgreSQL server that can be cut, and mended."""

import socket
import threading
from contextlib import suppress

from sqlalchemy import make_url


class Wire:
    """Listens on loopback and passes everything on to the server of an address."""

    def __init__(self, url: str) -> None:
        self._there = make_url(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the same database, by way of this wire."""
        here = {"host": "127.0.0.1", "port": self._listener.getsockname()[1], "query": {}}
        return self._there.set(**here).render_as_string(hide_password=False)

    def cut(self) -> None:
        """End every connection, and let none be made."""
        with self._lock:
            self._is_cut = True
            for one in self._connections:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self._connections.clear()

    def mend(self) -> None:
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(here,), daemon=True).start()

    def _serve(self, here: socket.socket) -> None:
        with here, suppress(OSError), self._connect() as there:
            with self._lock:
                if self._is_cut:
                    return
                self._connections |= {here, there}
            back = threading.Thread(target=_pass_on, args=(there, here), daemon=True)
            back.start()
            _pass_on(here, there)
            back.join()
            with self._lock:
                self._connections -= {here, there}

    def _connect(self) -> socket.socket:
        host = self._there.host or str(self._there.query["host"])
        port = self._there.port or 5432
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(f"{host}/.s.PGSQL.{port}")
        return connection


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
