"""How long a benchmark may take: whatever it waits for, it fails by itself and says so."""

import faulthandler
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SECONDS_TO_END = 20.0
# What is thrown away after a benchmark that took too long may keep it a little longer.
_SECONDS_TO_LEAVE = 60.0


class TookTooLong(BaseException):
    """What no code takes for a failure of its own, and survives."""


@contextmanager
def within(seconds: int, what: str) -> Iterator[None]:
    """Raise TookTooLong wherever the main thread is by then; soon after, end the process."""

    def too_long(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"{what} took more than {seconds} seconds")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    faulthandler.dump_traceback_later(seconds + _SECONDS_TO_LEAVE, exit=True)
    try:
        yield
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()


def end(process: subprocess.Popen[str]) -> None:
    """Send SIGTERM, and raise TimeoutError when that does not end the process."""
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        command = subprocess.list2cmdline(process.args)  # type: ignore[arg-type]
        raise TimeoutError(f"SIGTERM did not end {command} in {_SECONDS_TO_END:.0f} s") from None
