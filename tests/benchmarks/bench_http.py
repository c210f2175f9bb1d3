"""A command over a real connection: the running bot beside a bare Bolt on the same server."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from threading import Event

import bot.manifest
from bot.playground import Playground
from bot.transports import EVENTS_PATH
from tests.benchmarks import bounds, slack_requests
from tests.benchmarks.measuring import Measured, compare
from tests.benchmarks.slack_requests import Request

TIMES = 300
ROOT = Path(__file__).parent.parent.parent
# What the bare server serves.
application = slack_requests.bare()


def run() -> Iterator[Measured]:
    """Time a command whose answer asks the record, over one connection that is kept."""
    with tempfile.TemporaryDirectory() as folder, Playground(manifest=bot.manifest.read()) as slack:
        our_port, bare_port = _free_ports()
        variables = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack_requests.SECRET,
            "SLACK_API_URL": slack.api_url,
            "HTTP_PORT": str(our_port),
            "LOG_LEVEL": "error",
        }
        granian = ["granian", "--interface", "wsgi", "--blocking-threads", "16", "--no-log"]
        bare = [*granian, "--port", str(bare_port), "tests.benchmarks.bench_http:application"]
        command = slack_requests.command("/partner help", "UANA", slack_requests.real_now())
        with (
            _serving(["bot", "run"], our_port, folder, variables) as ours,
            _serving(bare, bare_port, folder, {}) as against,
        ):
            yield compare(
                "signed command → help as ack, over HTTP",
                lambda: _post(ours, command),
                lambda: _post(against, command),
                times=TIMES,
                warm_up=20,
                note="Bolt with one empty listener on granian too",
            )


def _post(connection: HTTPConnection, request: Request) -> None:
    connection.request("POST", EVENTS_PATH, request.body, request.headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"answered {answer.status}: {said!r}")


@contextmanager
def _serving(
    module: list[str], port: int, folder: str, variables: dict[str, str]
) -> Iterator[HTTPConnection]:
    """Run a server in a process of its own, and yield a connection to it."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", *module]
    process = subprocess.Popen(command, cwd=folder, env=environment, text=True)
    connection = HTTPConnection("127.0.0.1", port)
    try:
        for _try in range(200):
            try:
                connection.connect()
                break
            except ConnectionRefusedError:
                Event().wait(0.1)
        yield connection
    finally:
        connection.close()
        bounds.end(process)


def _free_ports() -> tuple[int, int]:
    with create_server(("127.0.0.1", 0)) as one, create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


if __name__ == "__main__":
    for measured in run():
        print(measured)
