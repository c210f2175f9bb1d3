"""Bots in processes of their own: started, told where to die, killed, and started again."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from tests.chaos import victim

ROOT = Path(__file__).parent.parent.parent
_PATIENCE_SECONDS = 60


class Replica:
    """One process; after it has died there can be another of the same name."""

    def __init__(
        self, name: str, folder: Path, variables: Mapping[str, str], *, as_shipped: bool
    ) -> None:
        """As shipped it takes its time, and nobody can tell it anything."""
        self.name = name
        self.log: list[str] = []
        self.is_asleep = False
        self._folder = folder
        self._variables = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **variables}
        self._arguments = ["bot", "run"] if as_shipped else [victim.__name__, name]
        self._process: subprocess.Popen[str]
        self._readers: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to start; `wait_until_ready` waits for it."""
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *self._arguments],
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (self._process.stdout, self._process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self.log.append(line)
            if line.strip() == victim.READY or "event=ready" in line:
                self._ready.set()
            if line.strip() == victim.ASLEEP:
                self.is_asleep = True
        self._ready.set()

    def wait_until_ready(self) -> None:
        self._ready.wait(_PATIENCE_SECONDS)
        if self._process.poll() is not None or not self._ready.is_set():
            raise RuntimeError("the bot does not start:\n" + "".join(self.log[-20:]))

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        if self.is_alive:
            with suppress(BrokenPipeError):
                self._process.stdin.write(f"{line}\n")
                self._process.stdin.flush()

    def kill(self) -> None:
        """End it as `kill -9` does, and see that it is gone."""
        self._process.kill()
        self._process.wait()

    def suspend(self) -> None:
        self.is_asleep = True
        os.kill(self._process.pid, signal.SIGSTOP)

    def wake(self) -> None:
        self.is_asleep = False
        os.kill(self._process.pid, signal.SIGCONT)

    def bury(self) -> None:
        """Close what connected us to a process that is dead."""
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def stop(self) -> None:
        """End it as a service is ended."""
        if self.is_alive:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self.bury()
