"""A copy is whole or not there, and what it restores is what was copied, or nothing is changed."""

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import create_engine, make_url, select, text

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


def test_a_running_bot_is_noticed(database, another: Another, tmp_path):
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
            put_back(target, file)

    assert refused.value.code == "running"
    put_back(target, file)


def test_a_copy_of_the_other_kind_is_refused(database, tmp_path):
    if database.engine.dialect.name == "sqlite":
        (tmp_path / "copy").write_bytes(b"PK\x03\x04")
    else:
        (tmp_path / "copy").write_bytes(b"SQLite format 3\x00")

    with pytest.raises(CannotRestore, match="other_kind"):
        put_back(database, tmp_path / "copy")


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
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(parts["manifest.json"]) | {"schema": version}
    with ZipFile(file, "w") as archive:
        for name, content in (parts | {"manifest.json": json.dumps(told).encode()}).items():
            archive.writestr(name, content)
