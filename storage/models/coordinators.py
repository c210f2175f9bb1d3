"""Tables of who looks after all partnerships of a workspace."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, RowId, WorkspaceOwned


class Coordinator(WorkspaceOwned, Base):
    """That a person coordinates the workspace's partnerships, from–to, and who named them.

    In each partnership they have a seat like everybody else, so that its members see who reads
    along; this row is why they get one in the next partnership too.
    """

    __tablename__ = "coordinators"
    __table_args__ = (
        Index(
            "uq_coordinators_current",
            "workspace_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    # Nobody for the first, and for those whom the operator named.
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
