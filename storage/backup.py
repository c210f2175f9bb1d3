"""A copy of a whole database in one file, and the way back: everything, to the last byte.

SQLite copies itself. Of PostgreSQL every table is taken by COPY, in one snapshot, into a zip: a
`pg_dump` refuses servers newer than itself, and is on few computers that run the bot.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as BadDeflate  # noqa: N812

from psycopg import DataError, IntegrityError, ProgrammingError
from sqlalchemy import Connection, Engine, inspect, text

from storage import copies, schema

FORMAT = 1
_MANIFEST = "manifest.json"
_VERSIONS = "alembic_version"
_SQLITE = b"SQLite format 3\x00"
_CHUNK = 1 << 20
_BROKEN_ZIP = (BadZipFile, BadDeflate, LookupError, ValueError, TypeError, EOFError)
_BROKEN_ROWS = (DataError, IntegrityError, ProgrammingError)
_TRIES = 10

Progress = Callable[[int, int], None]


class CannotRestore(Exception):
    """A copy cannot be used; the code says why, and `detail` which version or how many."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def write(engine: Engine, file: Path, progress: Progress) -> None:
    """Write a copy of the database, as it is at one moment; the bot may run meanwhile.

    The file is there when all of it is, and proved, and not before. Raises OSError.
    """
    with copies.whole_or_not(file) as half:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(Path(engine.url.database or ""), half, progress)
            _ensure_sound(half)
        else:
            with engine.connect() as connection:
                _dump(connection, half, progress)


def restore(engine: Engine, file: Path, *, force: bool, progress: Progress) -> None:
    """Put a copy in place of what is there, all of it or nothing; raises CannotRestore, OSError."""
    kind = _kind_of(file)
    if kind != engine.dialect.name:
        raise CannotRestore("other_kind" if kind else "damaged")
    if kind == "sqlite":
        _restore_sqlite(engine, file, force=force, progress=progress)
    else:
        _restore_postgresql(engine, file, force=force, progress=progress)


def _kind_of(file: Path) -> str:
    """Return of which kind of database a file is a copy, or nothing when it is none at all."""
    with file.open("rb") as stream:
        if stream.read(len(_SQLITE)) == _SQLITE:
            return "sqlite"
    try:
        with ZipFile(file) as archive:
            return "postgresql" if _MANIFEST in archive.namelist() else ""
    except BadZipFile:
        return ""


def _copy_sqlite(source: Path, target: Path, progress: Progress) -> None:
    with _no_damage():
        copies.copy_sqlite(source, target, progress)


@contextmanager
def _sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    with _no_damage(), copies.opened(file) as connection:
        yield connection


@contextmanager
def _no_damage() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise CannotRestore("running" if "locked" in str(error) else "damaged") from error


def _ensure_sound(file: Path) -> None:
    with _sqlite(file) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CannotRestore("damaged")


def _restore_sqlite(engine: Engine, file: Path, *, force: bool, progress: Progress) -> None:
    _ensure_sound(file)
    with _sqlite(file) as connection:
        try:
            [version] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError):
            raise CannotRestore("damaged") from None
        _ensure_complete(version, _columns_in(connection))
    target = Path(engine.url.database or "")
    if not target.exists():
        # What a file of this name has left behind would be taken for the copy's own.
        copies.remove(target)
        with copies.whole_or_not(target) as half:
            _copy_sqlite(file, half, progress)
        return
    _ensure_may_replace(engine, force=force)
    engine.dispose()
    with _sqlite(target) as connection:
        # Only who is alone with a file can take it out of this mode: a running bot is not.
        connection.execute("PRAGMA journal_mode=DELETE")
    _copy_sqlite(file, target, progress)


def _columns_in(connection: sqlite3.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
    for table, column in connection.execute(query):
        found.setdefault(table, set()).add(column)
    return found


def _ensure_complete(version: str, columns: Mapping[str, set[str]]) -> None:
    """Refuse a copy of which a table or a column is lost, and so all that was in it."""
    if version not in schema.versions():
        raise CannotRestore("newer", version)
    for table, needed in schema.columns_at(version).items():
        if not columns.get(table, set()).issuperset(needed):
            raise CannotRestore("damaged")


def _ensure_may_replace(engine: Engine, *, force: bool) -> None:
    with engine.connect() as connection:
        rows = sum(
            connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            for name in inspect(connection).get_table_names()
            if name != _VERSIONS
        )
    if rows and not force:
        raise CannotRestore("not_empty", str(rows))


def _dump(connection: Connection, file: Path, progress: Progress) -> None:
    connection.execution_options(isolation_level="REPEATABLE READ")
    version = _version(connection)
    # As they are in this database, which may be waiting for an update.
    tables = schema.columns_at(version)
    told: dict[str, Any] = {"format": FORMAT, "schema": version, "tables": []}
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for done, (table, columns) in enumerate(tables.items()):
            progress(done, len(tables))
            with archive.open(f"{table}.copy", "w", force_zip64=True) as stream:
                for chunk in _copied_out(connection, table, columns):
                    stream.write(chunk)
            last = _last_number(connection, table)
            told["tables"].append({"name": table, "columns": columns, "last": last})
        archive.writestr(_MANIFEST, json.dumps(told, indent=2))
    progress(len(tables), len(tables))


def _version(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _copied_out(connection: Connection, table: str, columns: list[str]) -> Iterator[bytes]:
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
    with cursor.copy(f"COPY {_named(table, columns)} TO STDOUT") as copy:
        for chunk in copy:
            yield bytes(chunk)


def _named(table: str, columns: list[str]) -> str:
    quoted = ", ".join(_quoted(name) for name in columns)
    return f"{_quoted(table)} ({quoted})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _last_number(connection: Connection, table: str) -> int | None:
    """Return the last number that a table gave to a row, also to one that is gone."""
    sequence = _sequence(connection, table)
    if sequence is None:
        return None
    query = text(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}")  # noqa: S608
    return connection.execute(query).scalar()


def _sequence(connection: Connection, table: str) -> str | None:
    if "id" not in {column["name"] for column in inspect(connection).get_columns(table)}:
        return None
    query = text("SELECT pg_get_serial_sequence(:table, 'id')")
    return connection.execute(query, {"table": _quoted(table)}).scalar()


def _restore_postgresql(engine: Engine, file: Path, *, force: bool, progress: Progress) -> None:
    try:
        with ZipFile(file) as archive:
            told = json.loads(archive.read(_MANIFEST))
            if archive.testzip() is not None or told["format"] != FORMAT:
                raise CannotRestore("damaged")
            columns = {one["name"]: set(one["columns"]) for one in told["tables"]}
            _ensure_complete(told["schema"], columns)
            is_empty = _is_empty(engine, told["schema"])
            _ensure_alone(engine)
            if not is_empty:
                _ensure_may_replace(engine, force=force)
            with engine.begin() as connection:
                if is_empty:
                    schema.upgrade_within(connection, told["schema"])
                _load(connection, archive, told, progress)
    except (*_BROKEN_ZIP, *_BROKEN_ROWS) as error:
        raise CannotRestore("damaged") from error


def _is_empty(engine: Engine, version: str) -> bool:
    """Say whether a database has no schema yet; one that is there has to be the copy's."""
    here = schema.version_of(engine)
    if here not in (None, version):
        raise CannotRestore("other_schema", version)
    return here is None


def _ensure_alone(engine: Engine) -> None:
    query = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    engine.dispose()
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for _try in range(_TRIES):
            others = connection.execute(query).scalar_one()
            if not others:
                return
            # Whoever has just gone is in the list for another moment.
            connection.execute(text("SELECT pg_sleep(0.1)"))
    raise CannotRestore("running", str(others))


def _load(
    connection: Connection, archive: ZipFile, told: dict[str, Any], progress: Progress
) -> None:
    tables = told["tables"]
    names = ", ".join(_quoted(one["name"]) for one in tables)
    connection.execute(text(f"TRUNCATE {names} CASCADE"))
    for done, one in enumerate(tables):
        progress(done, len(tables))
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
        named = _named(one["name"], one["columns"])
        with (
            archive.open(f"{one['name']}.copy") as stream,
            cursor.copy(f"COPY {named} FROM STDIN") as copy,
        ):
            while chunk := stream.read(_CHUNK):
                copy.write(chunk)
        _number_on(connection, one["name"], one["last"])
    progress(len(tables), len(tables))


def _number_on(connection: Connection, table: str, last: int | None) -> None:
    sequence = _sequence(connection, table)
    if sequence is not None:
        # A number is not given twice, though its row is gone: messages' keys may still name it.
        connection.execute(
            text("SELECT setval(:sequence, :number, :is_used)"),
            {"sequence": sequence, "number": last or 1, "is_used": last is not None},
        )
