"""Tables of who changed what, and of what must not be deleted."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.audit import Origin, Verb
from storage.base import Base, RowId, WorkspaceOwned, words


class AuditEvent(WorkspaceOwned, Base):
    """That somebody changed or exported something: added, never changed; no word of what it said.

    It outlives what it tells of, so it refers to records by number only.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_workspace_id_id", "workspace_id", "id"),
        Index("ix_audit_events_partnership_id_id", "partnership_id", "id"),
        Index("ix_audit_events_at", "at"),
    )

    id: Mapped[RowId]
    at: Mapped[datetime]
    origin: Mapped[Origin] = mapped_column(words(Origin))
    # Nobody, when it was an operator or the clock.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    operator: Mapped[str] = mapped_column(String(200), default="")
    verb: Mapped[Verb] = mapped_column(words(Verb))
    # The table, and the row in it; without a number, several rows at once.
    record: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(default=1)
    # The columns that changed, with commas between them.
    fields: Mapped[str] = mapped_column(Text, default="")
    partnership_id: Mapped[int | None] = mapped_column(BigInteger)


class LegalHold(WorkspaceOwned, Base):
    """That the records of a partnership, or of the whole workspace, must be kept, and why."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index("ix_legal_holds_workspace_id", "workspace_id"),)

    id: Mapped[RowId]
    # Without one it is for the whole workspace.
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"))
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(200))
    because: Mapped[str] = mapped_column(Text)
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(String(200), default="")
