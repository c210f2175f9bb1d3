"""The bot as its operator runs it: in a process of its own, over both transports."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from bot import manifest
from bot.playground import Ack, Person, Playground
from bot.transports import EVENTS_PATH

ROOT = Path(__file__).parent.parent


class Bot:
    """`python -m bot …` in a process of its own, with nothing but these variables around it."""

    def __init__(
        self, folder: Path, variables: dict[str, str], *arguments: str, module: str = "bot"
    ) -> None:
        self.variables = variables
        self.log: list[str] = []
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if "event=ready" in line:
                self._ready.set()
        self._ready.set()

    def is_ready(self) -> bool:
        """Wait until the bot has started, and still runs."""
        return self._ready.wait(20) and self.process.poll() is None

    def listens(self, port: int) -> bool:
        """Wait until somebody may connect."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as visitor:
                if visitor.connect_ex(("127.0.0.1", port)) == 0:
                    return True
        return False

    def ends(self) -> int:
        """Wait for the end, and return the exit code."""
        try:
            return self.process.wait(15)
        finally:
            self.process.kill()
            self._reader.join(15)
            assert self.process.stdout is not None
            assert self.process.stderr is not None
            self.process.stdout.close()
            self.process.stderr.close()


def told(port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def settings_of(slack: Playground, over: str, port: int) -> dict[str, str]:
    way = {
        "socket": {"SLACK_APP_TOKEN": slack.app_token},
        "http": {"SLACK_SIGNING_SECRET": slack.signing_secret, "HTTP_PORT": str(port)},
    }
    return {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, **way[over]}


def a_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(
    folder: Path, over: str, database_url: str, **more: str
) -> Iterator[tuple[Bot, Playground]]:
    port = a_free_port()
    url = None if over == "socket" else f"http://127.0.0.1:{port}{EVENTS_PATH}"
    with Playground(manifest=manifest.read(), request_url=url) as slack:
        variables = settings_of(slack, over, port) | {"DATABASE_URL": database_url} | more
        bot = Bot(folder, variables, "run")
        try:
            assert bot.is_ready(), "".join(bot.log)
            assert over == "socket" or bot.listens(port), "".join(bot.log)
            yield bot, slack
        finally:
            bot.process.terminate()
            bot.ends()


def asks_for_setup(person: Person, slack: Playground) -> int:
    answer = person.types("/partner setup", slack.channel("riverside-mercy", person))
    assert isinstance(answer, Ack)
    return answer.status


def test_over_http_it_answers_people_and_stops_when_told(tmp_path, database_url):
    with running(tmp_path, "http", database_url) as (bot, slack):
        ana = slack.person("Ana Ruiz")

        assert asks_for_setup(ana, slack) == 200
        assert ana.modal is not None
        assert not slack.failures

        bot.process.send_signal(signal.SIGINT)
        assert bot.ends() == 0, "".join(bot.log)


def test_whoever_sends_slowly_keeps_nobody_else_waiting(tmp_path):
    with running(tmp_path, "http", "sqlite:///touchstone.db") as (bot, slack), ExitStack() as slow:
        port = int(bot.variables["HTTP_PORT"])
        for _each in range(40):
            half = slow.enter_context(socket.create_connection(("127.0.0.1", port), 5))
            half.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")

        assert asks_for_setup(slack.person("Ana Ruiz"), slack) == 200

        half.sendall(b"cdefghi")
        assert half.recv(100).startswith(b"HTTP/1.1 401")

        bot.process.terminate()
        assert bot.ends() == 0, "".join(bot.log)
        assert "event=stopped finished" in bot.log[-1]


@pytest.mark.parametrize("over", ["socket", "http"])
def test_killed_it_leaves_nothing_behind_that_is_in_the_way_of_the_next(tmp_path, over):
    with running(tmp_path, over, "sqlite:///touchstone.db") as (bot, slack):
        bot.process.kill()
        # What it had started holds its log open for as long as it lives.
        assert bot.ends() == -signal.SIGKILL

        again = Bot(tmp_path, bot.variables, "run")
        try:
            assert again.is_ready(), "".join(again.log)
            assert over == "socket" or again.listens(int(bot.variables["HTTP_PORT"]))
            assert asks_for_setup(slack.person("Ana Ruiz"), slack) == 200
        finally:
            again.process.terminate()
            assert again.ends() == 0


@pytest.mark.parametrize("over", ["socket", "http"])
def test_what_is_in_hand_is_finished_before_it_stops(tmp_path, over):
    with running(tmp_path, over, "sqlite:///touchstone.db") as (bot, slack):
        ana = slack.person("Ana Ruiz")
        slack.trouble.next("views.open", delay=1.0)
        answers: list[int] = []
        typing = threading.Thread(target=lambda: answers.append(asks_for_setup(ana, slack)))
        typing.start()
        assert slack.wait_for(lambda: slack.trouble.met)

        bot.process.terminate()
        typing.join()

        assert answers == [200]
        assert ana.modal is not None
        assert bot.ends() == 0, "".join(bot.log)
        assert "event=stopped finished" in bot.log[-1]


@pytest.mark.parametrize("over", ["socket", "http"])
def test_operators_tools_are_answered_on_a_port_of_its_own(tmp_path, over):
    port = a_free_port()
    beside = {"MONITORING_ADDRESS": f"127.0.0.1:{port}"}
    with running(tmp_path, over, "sqlite:///touchstone.db", **beside) as (bot, _slack):
        assert told(port, "/readyz") == (200, "ok\n")
        status, metrics = told(port, "/metrics")
        assert status == 200
        assert 'touchstone_job_runs_total{job="deliver messages"}' in metrics
        assert "xoxb" not in metrics

        bot.process.terminate()
        assert bot.ends() == 0, "".join(bot.log)
