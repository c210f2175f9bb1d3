"""Ctrl-C and SIGTERM as something to wait for."""

import signal
import socket


class Stop:
    """From now on no signal ends the process sooner than whoever waits for one of them.

    A `threading.Event` would not do: its `wait` sleeps through a signal that came just before it
    fell asleep, and its `set` waits for ever when the signal interrupted that `wait`.
    """

    def __init__(self) -> None:
        self._hearing, self._telling = socket.socketpair()
        self._telling.setblocking(False)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: None)
        signal.set_wakeup_fd(self._telling.fileno(), warn_on_full_buffer=False)

    def wait(self) -> None:
        """Wait until somebody wants the end, or return at once if somebody did before."""
        self._hearing.recv(1)
