"""The schema's version: which one a database has, which one the code needs, and the way there."""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, StaticPool, create_engine, inspect

from storage import append_only, copies

_MIGRATIONS = Path(__file__).parent / "migrations"


def version_needed() -> str:
    """Return the newest revision that this code knows."""
    return str(ScriptDirectory(str(_MIGRATIONS)).get_current_head())


def versions() -> frozenset[str]:
    """Return every revision that this code knows."""
    return frozenset(
        script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()
    )


def version_of(engine: Engine) -> str | None:
    """Return the revision that the database has, or nothing when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> None:
    """Bring the schema up to date, in one transaction."""
    upgrade(engine, "head")


def upgrade(engine: Engine, revision: str) -> None:
    """Bring an older schema to a revision, in one transaction."""
    with engine.begin() as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str) -> None:
    """Bring an older schema to a revision as a part of the connection's transaction."""
    command.upgrade(alembic_config(connection), revision)
    append_only.guard(connection)


def columns_at(revision: str) -> dict[str, list[str]]:
    """Return our tables of a revision, each with its columns, and none before what it refers to."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    upgrade(engine, revision)
    found = inspect(engine)
    ordered = [name for name, _keys in found.get_sorted_table_and_fkc_names() if name]
    columns = {name: [column["name"] for column in found.get_columns(name)] for name in ordered}
    engine.dispose()
    columns.pop("alembic_version")
    return columns


def alembic_config(connection: object) -> Config:
    """Return Alembic's configuration for work on one connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def copy_aside(engine: Engine, now: datetime) -> Path | None:
    """Copy a SQLite file beside itself before it is changed; return where, if there was one.

    Raises OSError and sqlite3.Error, and leaves nothing then.
    """
    file = Path(engine.url.database or "")
    if engine.dialect.name != "sqlite" or not file.is_file():
        return None
    copy = file.with_name(f"{file.name}.before-{now:%Y%m%dT%H%M%SZ}")
    with copies.whole_or_not(copy) as half:
        copies.copy_sqlite(file, half)
    return copy
