"""A copy is whole or not there, and what it restores is what was copied, or nothing is changed."""

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import create_engine, inspect, make_url, select, text

from storage import backup, schema
from storage.backup import CannotRestore
from storage.database import Database
from storage.models import Organization
from tests.drill.comparing import contents
from tests.drill.filling import fill
from tests.factories import make_organization, make_partnership, make_workspace


def silently(*_progress: int) -> None:
    """Nobody looks on."""


def copy_of(database: Database, file: Path) -> Path:
    backup.write(database.engine, file, silently)
    return file


def put_back(database: Database, file: Path, *, force: bool = False) -> None:
    backup.restore(database.engine, file, force=force, progress=silently)


@pytest.fixture
def another(database, tmp_path, request):
    """Makes other databases of the same kind, without a schema."""
    opened: list[Database] = []
    numbers = count(1)

    def make() -> Database:
        number = next(numbers)
        url = f"sqlite:///{tmp_path / f'another_{number}.db'}"
        if database.engine.dialect.name == "postgresql":
            name = f"touchstone_another_{number}"
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            place = make_url(str(request.getfixturevalue("postgres_url"))).set(database=name)
            url = place.render_as_string(hide_password=False)
        opened.append(Database(url))
        return opened[-1]

    server = create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    yield make
    for one in opened:
        one.close()
        if one.engine.dialect.name == "postgresql":
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {one.engine.url.database} WITH (FORCE)")
    server.dispose()


Another = Callable[[], Database]


def test_everything_comes_back(database, another: Another, tmp_path):
    fill(database, rows=8)
    steps: list[tuple[int, int]] = []
    backup.write(database.engine, tmp_path / "copy", lambda *step: steps.append(step))
    other = another()

    put_back(other, tmp_path / "copy")

    assert contents(other) == contents(database)
    assert all(contents(other).values())
    assert schema.version_of(other.engine) == schema.version_needed()
    assert steps[-1][0] == steps[-1][1] > 0
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def test_numbers_are_not_given_twice(database, another: Another, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        first = make_organization(session, "First").id
        gone = make_organization(session, "Gone")
        gone_id = gone.id
        session.delete(gone)
    other = another()
    put_back(other, copy_of(database, tmp_path / "copy"))

    with other.unit_of_work("T1") as session:
        after = make_organization(session, "After").id
    assert after > first
    if database.engine.dialect.name == "postgresql":
        assert after > gone_id


def test_a_database_with_records_is_replaced_only_when_told_so(
    database, another: Another, tmp_path
):
    make_workspace(database)
    file = copy_of(database, tmp_path / "copy")
    other = another()
    schema.migrate(other.engine)
    make_workspace(other)
    with other.unit_of_work("T1") as session:
        make_organization(session, "Here before")

    with pytest.raises(CannotRestore) as refused:
        put_back(other, file)
    assert (refused.value.code, int(refused.value.detail) >= 2) == ("not_empty", True)
    with other.reading("T1") as session:
        assert session.scalars(select(Organization.name)).one() == "Here before"

    put_back(other, file, force=True)
    assert contents(other) == contents(database)


@pytest.mark.parametrize("force", [False, True])
def test_a_running_bot_is_noticed_also_by_force(database, another: Another, tmp_path, force):
    make_workspace(database)
    file = copy_of(database, tmp_path / "copy")
    target = another()
    schema.migrate(target.engine)

    with (
        closing(Database(target.engine.url.render_as_string(hide_password=False))) as bot,
        bot.reading("T1") as session,
    ):
        session.execute(text("SELECT 1"))
        session.execute(select(Organization.id)).all()
        with pytest.raises(CannotRestore) as refused:
            put_back(target, file, force=force)

    assert refused.value.code == "running"
    put_back(target, file, force=force)


def test_a_copy_of_the_other_kind_is_refused(database, tmp_path):
    if database.engine.dialect.name == "sqlite":
        with ZipFile(tmp_path / "copy", "w") as archive:
            archive.writestr("manifest.json", "{}")
    else:
        (tmp_path / "copy").write_bytes(b"SQLite format 3\x00")

    with pytest.raises(CannotRestore, match="other_kind"):
        put_back(database, tmp_path / "copy")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 and no more"])
def test_what_is_no_copy_at_all_is_refused_as_that(database, tmp_path, content):
    (tmp_path / "copy").write_bytes(content)

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(database, tmp_path / "copy", force=True)


def test_a_zip_with_something_else_in_it_is_no_copy(database, tmp_path):
    with ZipFile(tmp_path / "copy", "w") as archive:
        archive.writestr("letter.txt", "Dear Ana")

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(database, tmp_path / "copy", force=True)


def test_a_damaged_copy_changes_nothing(database, another: Another, tmp_path):
    fill(database, rows=8)
    file = copy_of(database, tmp_path / "copy")
    whole = file.read_bytes()
    other = another()
    schema.migrate(other.engine)
    before = contents(other)

    for broken in (whole[: len(whole) // 2], whole[:2000] + b"\x00" * 3000 + whole[5000:]):
        file.write_bytes(broken)
        with pytest.raises(CannotRestore, match="damaged"):
            put_back(other, file)
    assert contents(other) == before


def test_a_copy_from_newer_code_is_refused(database, another: Another, tmp_path):
    make_workspace(database)
    file = copy_of(database, tmp_path / "copy")
    _say_version(file, "9999")

    with pytest.raises(CannotRestore) as refused:
        put_back(another(), file)

    assert (refused.value.code, refused.value.detail) == ("newer", "9999")


def test_a_database_that_waits_for_an_update_is_copied_as_it_is(another: Another, tmp_path):
    old, other = another(), another()
    schema.upgrade(old.engine, "0001")
    fill(old, rows=4)

    put_back(other, copy_of(old, tmp_path / "copy"))

    assert schema.version_of(other.engine) == "0001"
    assert contents(other) == contents(old)


def test_a_file_without_a_version_is_no_copy(database, another: Another, tmp_path):
    file = tmp_path / "copy"
    if database.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(file)) as made:
            made.execute("CREATE TABLE x (y)")
    else:
        with ZipFile(file, "w") as archive:
            archive.writestr("manifest.json", "{}")

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(another(), file)


@pytest.mark.parametrize("lost", ["table", "column"])
def test_a_copy_that_lacks_something_changes_nothing(database, another: Another, tmp_path, lost):
    make_workspace(database)
    file, other = copy_of(database, tmp_path / "copy"), another()
    if lost == "table":
        _lose_table(file, "organizations")
    else:
        _lose_column(file, "organizations", "name")
    schema.migrate(other.engine)
    make_workspace(other, "T9")
    before = contents(other)

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(other, file, force=True)
    assert contents(other) == before


def test_rows_that_do_not_fit_change_nothing(database, another: Another, tmp_path):
    if database.engine.dialect.name == "sqlite":
        return  # its copies are the pages of the file, and those are looked at as a whole
    make_workspace(database)
    file, other = copy_of(database, tmp_path / "copy"), another()
    _rewrite(file, "organizations.copy", lambda _rows: b"one\ttwo\n")
    schema.migrate(other.engine)
    make_workspace(other, "T9")
    before = contents(other)

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(other, file, force=True)
    assert contents(other) == before


def test_an_empty_database_is_empty_again_when_rows_do_not_fit(
    database, another: Another, tmp_path
):
    if database.engine.dialect.name == "sqlite":
        return  # as above
    make_workspace(database)
    file, other = copy_of(database, tmp_path / "copy"), another()
    _rewrite(file, "organizations.copy", lambda _rows: b"one\ttwo\n")

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(other, file)

    assert schema.version_of(other.engine) is None
    assert inspect(other.engine).get_table_names() == []


def test_a_full_disk_leaves_nothing_behind(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        make_partnership(session)

    def full(*_progress: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backup.write(database.engine, tmp_path / "copy", full)

    assert [one.name for one in tmp_path.iterdir() if "copy" in one.name] == []


def test_the_bot_goes_on_while_it_is_copied(database, another: Another, tmp_path):
    fill(database, ("T1",), rows=4)
    names: list[str] = []

    def somebody_writes(done: int, _all: int) -> None:
        if database.engine.dialect.name == "postgresql" and done == 1:
            with database.unit_of_work("T1") as session:
                names.append(make_organization(session, "Came meanwhile").name)

    backup.write(database.engine, tmp_path / "copy", somebody_writes)
    other = another()
    put_back(other, tmp_path / "copy")

    with other.reading("T1") as session:
        assert "Came meanwhile" not in session.scalars(select(Organization.name)).all()


def _say_version(file: Path, version: str) -> None:
    if file.read_bytes().startswith(b"SQLite"):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [version])
            connection.commit()
        return
    _tell(file, lambda told: {**told, "schema": version})


def _lose_table(file: Path, name: str) -> None:
    if file.read_bytes().startswith(b"SQLite"):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(f"DROP TABLE {name}")
        return
    _tell(file, lambda told: {**told, "tables": [t for t in told["tables"] if t["name"] != name]})


def _lose_column(file: Path, table: str, column: str) -> None:
    if file.read_bytes().startswith(b"SQLite"):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA legacy_alter_table=ON")
            connection.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO lost")
        return

    def without(told: dict[str, Any]) -> dict[str, Any]:
        [one] = [one for one in told["tables"] if one["name"] == table]
        one["columns"].remove(column)
        return told

    _tell(file, without)


def _tell(file: Path, otherwise: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write the manifest of a PostgreSQL copy anew."""
    _rewrite(file, "manifest.json", lambda told: json.dumps(otherwise(json.loads(told))).encode())


def _rewrite(file: Path, name: str, otherwise: Callable[[bytes], bytes]) -> None:
    """Write one part of a PostgreSQL copy anew."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(file, "w") as archive:
        for part, content in (parts | {name: otherwise(parts[name])}).items():
            archive.writestr(part, content)
