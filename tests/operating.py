"""The operator's commands, as they are typed: run in this process, or in one of their own."""

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot import console
from bot.cli import cli

ROOT = Path(__file__).parent.parent
# Wide enough for every table.
WIDTH = 220


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def run(*arguments: str, answer: str | None = None, **variables: str) -> Done:
    """Run a command in this process, which saves the second that Python takes to start."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # The console measured its terminal when it was imported.
    console.out.width = console.err.width = WIDTH
    env = {"COLUMNS": str(WIDTH), **variables}
    try:
        done = CliRunner().invoke(cli, arguments, env=env, input=answer, catch_exceptions=False)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    return Done(done.exit_code, done.stdout, done.stderr)


def run_apart(
    folder: Path,
    *arguments: str,
    module: str = "bot",
    first: Callable[[], None] | None = None,
    **variables: str,
) -> Done:
    """Run a command in a process of its own, with nothing around it but these variables.

    `first` is done in that process before Python starts.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        preexec_fn=first,
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
