"""Before the bot starts: a database with the right schema, or a plain word why not."""

import resource
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import starting
from bot.starting import CannotStart, Schema
from storage import schema
from storage.database import Database
from tests.operating import run_apart

NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "touchstone.db"


def stamp(url: str, version: str) -> None:
    """Let a database have the schema of another version."""
    with closing(Database(url)) as database, database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_a_new_sqlite_file_is_made_and_needs_no_copy(file):
    with closing(starting.open_database(f"sqlite:///{file}", NOW)) as database:
        assert starting.look_at(database) is Schema.CURRENT

    assert [one.name for one in file.parent.iterdir() if "before" in one.name] == []


def test_looking_does_not_make_the_file(file):
    with closing(Database(f"sqlite:///{file}")) as database:
        assert starting.look_at(database) is Schema.EMPTY

    assert not file.exists()


def test_an_old_sqlite_file_is_copied_aside_before_it_changes(file):
    starting.open_database(f"sqlite:///{file}", NOW).close()

    with closing(Database(f"sqlite:///{file}")) as database:
        copy = schema.copy_aside(database.engine, NOW)

    assert copy == file.with_name("touchstone.db.before-20260908T150000Z")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(Database(f"sqlite:///{copy}")) as copied:
        assert starting.look_at(copied) is Schema.CURRENT


def make_old(url: str) -> None:
    """Make a database as the first revision has it."""
    with closing(Database(url)) as database:
        schema.upgrade(database.engine, "0001")


def test_a_disk_that_is_full_is_said_and_nothing_is_left_of_the_copy(file):
    make_old(f"sqlite:///{file}")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = run_apart(
        file.parent,
        "migrate",
        first=small_files,
        DATABASE_URL=f"sqlite:///{file}",
        PYTHONDONTWRITEBYTECODE="1",
    )

    assert (done.code, done.err) == (
        1,
        "The database needs an update, and cannot be copied aside before it: Input/output error. "
        "Nothing was changed.\n",
    )
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_newer_schema_is_left_alone(database_url):
    stamp(database_url, "9999")
    try:
        with pytest.raises(CannotStart, match="a newer Touchstone"):
            starting.open_database(database_url, NOW)
    finally:
        stamp(database_url, schema.version_needed())


def test_an_empty_postgresql_waits_for_migrate(empty_postgres):
    with pytest.raises(CannotStart, match="Run: python -m bot migrate"):
        starting.open_database(empty_postgres, NOW)

    with closing(Database(empty_postgres)) as database:
        assert starting.migrate(database, NOW) is None
    starting.open_database(empty_postgres, NOW).close()


def test_a_server_that_is_not_there_is_said_in_words():
    with pytest.raises(CannotStart, match="The database cannot be used: "):
        starting.open_database("postgresql://me:secret@127.0.0.1:9/none", NOW)
