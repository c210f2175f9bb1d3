"""Triggers by which the database itself refuses to change what was written down for good."""

from sqlalchemy import Connection

from storage.models.audit import AuditEvent

# Nothing here refuses to delete: events go when their time is over, and whoever can write SQL of
# their own could drop such a trigger as well.
_TABLE = AuditEvent.__tablename__
_SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {_TABLE}_stay BEFORE UPDATE ON {_TABLE}
BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END
"""
_POSTGRESQL = (
    f"""
CREATE OR REPLACE FUNCTION {_TABLE}_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an audit event is never changed'; END $$
""",
    f"DROP TRIGGER IF EXISTS {_TABLE}_stay ON {_TABLE}",
    f"""
CREATE TRIGGER {_TABLE}_stay BEFORE UPDATE ON {_TABLE}
FOR EACH ROW EXECUTE FUNCTION {_TABLE}_stay()
""",
)


def guard(connection: Connection) -> None:
    """Make the triggers, or make them anew; the tables are there."""
    for statement in (_SQLITE,) if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)
