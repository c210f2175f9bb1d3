"""Importing a module does nothing: no settings, no network, no database, no thread."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "storage")
_IMPORT_ALONE = """
import importlib, sys, threading

def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen"):
        raise RuntimeError(f"importing did something: {event}")

sys.addaudithook(refuse)
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
    assert threading.active_count() == 1, f"{name} started a thread"
"""


def module_names() -> list[str]:
    """Every module of ours, but for what only Alembic loads and what runs when imported as main."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return sorted(
        name.removesuffix(".__init__")
        for name in names
        if not name.startswith("storage.migrations.") and not name.endswith(".__main__")
    )


def test_every_module_imports_with_an_empty_environment_and_does_nothing_else():
    done = subprocess.run(
        [sys.executable, "-I", "-c", _IMPORT_ALONE, str(ROOT), *module_names()],
        env={},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_every_module_begins_with_one_sentence_that_says_its_job():
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]

    first_lines = {file: file.read_text("utf-8").partition("\n")[0] for file in files}

    assert not [
        str(file.relative_to(ROOT))
        for file, line in first_lines.items()
        if not (line.startswith('"""') and line.removesuffix('"""').endswith("."))
    ]
