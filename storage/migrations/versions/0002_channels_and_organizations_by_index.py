"""channels and organizations by index."""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_memberships_organization_id", "memberships", ["organization_id"])
    op.create_index("ix_partnerships_channel_id", "partnerships", ["channel_id"])


def downgrade() -> None:
    op.drop_index("ix_partnerships_channel_id", "partnerships")
    op.drop_index("ix_memberships_organization_id", "memberships")
