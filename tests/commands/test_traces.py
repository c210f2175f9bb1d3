"""`person erase` on a SQLite file: no byte of the person is left in it, or it is said why."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.rules.vocabulary import Side
from storage import personal, schema
from storage.database import Database
from storage.models import CheckIn
from tests import factories
from tests.digesting import check_in
from tests.factories import NOW, WORKSPACE
from tests.operating import Done, run, run_apart

FIRST = "What was said at first and taken back"
SECRET = "Our nurse told me so on Tuesday"
TRACES = (FIRST, SECRET, "Dev Patel", "UDEV")


@pytest.fixture
def file(surroundings, tmp_path: Path) -> Path:
    return tmp_path / "own.db"


@pytest.fixture
def opened(file: Path) -> Iterator[Database]:
    """A file of its own, which stays open: so its log is not cleared away by closing it."""
    with closing(Database(f"sqlite:///{file}")) as database:
        schema.migrate(database.engine)
        factories.make_workspace(database)
        with database.unit_of_work(WORKSPACE) as session:
            cast = factories.make_partnership(session)
            cycle = factories.make_cycle(session, cast.partnership)
            session.add(check_in(cycle, cast.dev, Side.PARTNER, NOW, wins=FIRST * 500))
        with database.unit_of_work(WORKSPACE) as session:
            session.scalars(select(CheckIn)).one().wins = SECRET
        yield database


def erase(file: Path) -> Done:
    return run("person", "erase", "T2/UDEV", "--yes", DATABASE_URL=f"sqlite:///{file}")


def traces_in(folder: Path) -> set[str]:
    """Return what is in any file. A process that closes a file gives up its locks on it."""
    reading = (
        "import pathlib, sys\n"
        "found = b''.join(one.read_bytes() for one in pathlib.Path().iterdir())\n"
        "for one in sys.argv[1:]:\n"
        "    if one.encode() in found:\n"
        "        print(one)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", reading, *TRACES],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines())


def test_nothing_is_left_in_the_file_and_its_log(opened, file):
    assert traces_in(file.parent) == set(TRACES)

    done = erase(file)

    assert (done.code, done.err) == (0, "")
    assert traces_in(file.parent) == set()
    assert file.with_name("own.db-wal").stat().st_size == 0


def test_a_file_that_somebody_reads_is_in_use(opened, file):
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM people").fetchone()
        done = erase(file)

    assert done.code == 0
    assert done.err.startswith("The database file was in use, so traces may be left")
    assert done.out.endswith("Copies of the database still contain them.\n")


def test_a_file_that_somebody_writes_is_in_use(opened, file):
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert not personal.clean_file(opened)

    assert personal.clean_file(opened)


def test_a_file_for_which_there_is_no_room_is_not_said_to_be_in_use(opened, file):
    opened.close()

    def little_room() -> None:
        room = file.stat().st_size // 2
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = run_apart(
        file.parent,
        "person",
        "erase",
        "T2/UDEV",
        "--yes",
        first=little_room,
        DATABASE_URL=f"sqlite:///{file}",
        PYTHONDONTWRITEBYTECODE="1",
    )

    assert done.code == 0, done.err
    assert done.err.startswith("The database file could not be written anew, so traces may be left")
    assert "in use" not in done.err
    assert "disk" in done.err
