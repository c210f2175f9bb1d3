"""Waiting for the end hears every signal, at whatever moment of the waiting it comes."""

import signal
import subprocess
import sys

import pytest

# Python looks for signals whenever a call begins: this one comes at the n-th call of waiting, or,
# if there are fewer, when waiting has gone to sleep.
_WAITS = """
import os, signal, sys, threading
from bot.stopping import Stop

stop, calls = Stop(), 0
tell = lambda: os.kill(os.getpid(), signal.{name})

def trace(_frame, event, _called):
    global calls
    if event.endswith("call"):
        calls += 1
        if calls == {at}:
            tell()

threading.Timer(0.1, tell).start()
sys.setprofile(trace)
stop.wait()
sys.setprofile(None)
print("waited for")
"""


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("name", [signal.SIGTERM.name, signal.SIGINT.name])
def test_a_signal_ends_the_waiting_at_whatever_moment_it_comes(at, name):
    script = _WAITS.format(name=name, at=at)

    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=10, check=True
    )

    assert ended.stdout == "waited for\n"
