"""organizations may share a name."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "organizations"
_UNIQUE = "uq_organizations_workspace_id_name"
_INDEX = "ix_organizations_workspace_id_name"
_COLUMNS = ("workspace_id", "name")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
    else:
        op.drop_constraint(_UNIQUE, _TABLE)
    op.create_index(_INDEX, _TABLE, _COLUMNS)


def downgrade() -> None:
    # All but the first of a name get their number behind it.
    op.execute(
        "UPDATE organizations SET name = substr(name, 1, 170) || ' (' || id || ')' "
        "WHERE EXISTS (SELECT 1 FROM organizations AS older "
        "WHERE older.workspace_id = organizations.workspace_id "
        "AND older.name = organizations.name AND older.id < organizations.id)"
    )
    op.drop_index(_INDEX, _TABLE)
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(sa.UniqueConstraint(*_COLUMNS, name=op.f(_UNIQUE)))
    else:
        op.create_unique_constraint(_UNIQUE, _TABLE, _COLUMNS)


def _make_anew(*constraints: sa.UniqueConstraint) -> None:
    """Make the table anew under its own name, as SQLite changes no constraint.

    Foreign keys stay on and wait for the commit, so that a reference that lost its row would undo
    everything; switching them off is not possible within a transaction.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TEMPORARY TABLE organizations_before AS SELECT * FROM organizations")
    op.drop_table(_TABLE)
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_organizations_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        *constraints,
    )
    op.execute(
        "INSERT INTO organizations (id, name, kind, workspace_id) "
        "SELECT id, name, kind, workspace_id FROM organizations_before"
    )
    op.execute("DROP TABLE organizations_before")
