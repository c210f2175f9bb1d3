"""`make drill`: an export brought in elsewhere is equal, and so is a database that was restored."""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url

from bot.services import exporting, importing
from storage import backup, schema
from storage.database import Database
from tests.databases import postgres_server
from tests.drill.comparing import contents, told, without_slack
from tests.drill.filling import fill

ROWS = 20
HERE, ELSEWHERE = "T1", "T9"


class Failed(Exception):
    """Something came out of the drill other than it went in."""


class Ground:
    """New databases of either kind, for as long as the drill takes."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self._server = folder, server
        self._count = 0

    @contextmanager
    def database(self, kind: str, *, with_schema: bool = True) -> Iterator[Database]:
        self._count += 1
        name = f"drill_{self._count}"
        if kind == "SQLite":
            url = f"sqlite:///{self.folder / name}.db"
        else:
            server = create_engine(self._server, isolation_level="AUTOCOMMIT")
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            server.dispose()
            url = make_url(self._server).set(database=name).render_as_string(hide_password=False)
        with closing(Database(url)) as opened:
            if with_schema:
                schema.migrate(opened.engine)
            yield opened

    def path(self, name: str) -> Path:
        self._count += 1
        return self.folder / f"{name}_{self._count}"


def main() -> int:
    """Go through it with every kind of database, and say how it went."""
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="touchstone-drill-") as name,
        postgres_server() as server,
    ):
        ground = Ground(Path(name), server)
        try:
            for kind in ("SQLite", "PostgreSQL"):
                with ground.database(kind) as database:
                    fill(database, (HERE, ELSEWHERE), rows=ROWS)
                    _restores(ground, kind, database)
                    _moves(ground, kind, database)
        except (Failed, backup.CannotRestore) as problem:
            print(f"drill: {problem}")
            return 1
    print(f"all of it took {time.monotonic() - started:.0f} s")
    print("drill: import equals export, restore equals original")
    return 0


def _restores(ground: Ground, kind: str, database: Database) -> None:
    before, copy = contents(database), ground.path("copy")
    backup.write(database.engine, copy, _silently)
    with ground.database(kind, with_schema=False) as other:
        backup.restore(other.engine, copy, force=False, progress=_silently)
        after = contents(other)
    different = [table for table in before if before[table] != after[table]]
    if different or not all(before.values()):
        raise Failed(f"{kind}: restored otherwise, or empty: {different or 'no rows'}")
    print(f"backup, restore  {kind:<10} → {kind:<10} {_said(before)}: equal")


def _moves(ground: Ground, kind: str, database: Database) -> None:
    exported = _export(ground, database, HERE)
    said = told(exported)
    for other_kind in ("SQLite", "PostgreSQL"):
        with ground.database(other_kind) as other:
            fill(other, (ELSEWHERE,), rows=5, seed=2)
            for workspace in (HERE, "T5"):
                _import(other, exported, workspace)
                _import(other, exported, workspace, again=True)
                _ensure_equal(said, told(_export(ground, other, workspace)))
        print(f"export, import   {kind:<10} → {other_kind:<10} {_said(said)}: equal")


def _said(rows: Mapping[str, Sequence[Iterable[Any]]]) -> str:
    count, people = sum(map(len, rows.values())), without_slack(rows["people"])
    if not people:
        raise Failed("nobody without Slack was in it")
    return f"{len(rows)} tables, {count} rows, {people} people without Slack"


def _export(ground: Ground, database: Database, workspace: str) -> Path:
    folder = ground.path("export")
    with database.reading(workspace) as session:
        exporting.write(
            session,
            folder,
            workspace_id=workspace,
            partnership_id=None,
            now=datetime.now(UTC),
            progress=_silently,
        )
    return folder


def _import(database: Database, folder: Path, workspace: str, *, again: bool = False) -> None:
    whole = importing.open_export(folder)
    with database.unit_of_work(workspace) as session:
        done = importing.bring(
            session, whole, workspace_id=workspace, now=datetime.now(UTC), progress=_silently
        )
    if done.problems:
        raise Failed(f"not taken in: {done.problems[0]}")
    if again and done.added:
        raise Failed(f"the same again added {done.added}")


def _ensure_equal(before: dict[str, list[list[str]]], after: dict[str, list[list[str]]]) -> None:
    different = [table for table in before if before[table] != after.get(table)]
    if different:
        raise Failed(f"came in otherwise: {different}")


def _silently(*_progress: object) -> None:
    """Nobody looks on."""


if __name__ == "__main__":
    sys.exit(main())
