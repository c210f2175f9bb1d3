"""Ctrl-C and SIGTERM as something to wait for."""

import signal
import threading


def told_to_stop() -> threading.Event:
    """Return what is set once somebody wants the end; from now on no signal ends it sooner."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop
