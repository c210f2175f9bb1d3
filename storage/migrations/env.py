"""Alembic's entry: runs the migrations on the connection that storage.schema hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

import storage.models  # noqa: F401  # the tables register themselves with the metadata
from storage.base import Base, UtcDateTime


def _write_type(kind: str, item: Any, _imports: object) -> str | Literal[False]:
    # A migration must keep working when our own classes have changed.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite changes a table by making it anew.
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_write_type,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
