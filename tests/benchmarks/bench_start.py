"""From the command to a bot that is ready, beside importing the three libraries it stands on."""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import bot.manifest
from bot.playground import Playground
from tests.benchmarks import bounds
from tests.benchmarks.measuring import Measured, milliseconds

TIMES = 3
ROOT = Path(__file__).parent.parent.parent
_IMPORTS = (
    "import slack_bolt, sqlalchemy.orm;"
    "from apscheduler.schedulers.background import BackgroundScheduler"
)


def run() -> Iterator[Measured]:
    """Time a start over Socket Mode on the SQLite file of an earlier start."""
    with tempfile.TemporaryDirectory() as folder, Playground(manifest=bot.manifest.read()) as slack:
        variables = {
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }

        def start(command: list[str], until: str) -> float:
            return _start([sys.executable, *command], Path(folder), variables, until)

        ready = ["-m", "bot", "run"]
        start(ready, "event=ready")  # makes the database, and Python's compiled files
        taken: tuple[list[float], list[float]] = ([], [])
        for _time in range(TIMES):
            taken[0].append(start(ready, "event=ready"))
            taken[1].append(start(["-c", f"{_IMPORTS}; print('ready')"], "ready"))
        ours, against = (statistics.median(times) for times in taken)
        yield Measured(
            "start-up to ready",
            ours,
            against,
            "ms",
            ours / against,
            "importing bolt + sqlalchemy + apscheduler alone",
        )


def _start(command: list[str], folder: Path, variables: dict[str, str], until: str) -> float:
    """Start a process, and return how long it takes until it says so; then end it."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said: list[str] = []
        try:
            taken = milliseconds(_until(process.stdout, until, said))
        finally:
            bounds.end(process)
        if until not in said[-1]:
            raise RuntimeError("".join(said))
        return taken


def _until(lines: Iterator[str], wanted: str, said: list[str]) -> Callable[[], None]:
    def wait() -> None:
        for line in lines:
            said.append(line)
            if wanted in line:
                return

    return wait


if __name__ == "__main__":
    for measured in run():
        print(measured)
