"""The engine and its sessions, each one transaction in one workspace."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria

from bot.rules.audit import THE_CLOCK, Actor
from storage import auditing
from storage.base import Base, WorkspaceOwned
from storage.sealing import Seal

_SCOPE = "workspace"
_OWN_ROWS = "own_rows"
_SEAL = "seal"
_ALL = "*"
_READING = "touchstone_reading"

# A computer that falls asleep in a transaction must not keep its locks from all others.
_OPTIONS = "-c timezone=UTC -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"

# Slack waits three seconds for an answer; a person should hear of a busy database before that.
_LOCK_SECONDS = 2.0

# The sender looks all the time, the other jobs together once a minute.
_LOOKS_AT_ONCE = 2


class ScopeError(RuntimeError):
    """A statement or a row reached outside the workspace that its session belongs to."""


class Database:
    """One database: `unit_of_work` to change it, `reading` to look, one workspace at a time.

    `seal` is what its sessions close with what nobody may read in it; without one, they cannot.
    """

    def __init__(self, url: str, *, pool_size: int = 20, seal: Seal | None = None) -> None:
        self.engine = connect(url, pool_size=pool_size)
        self.seal = seal
        self.actor = THE_CLOCK
        """Who acts in transactions that name nobody."""
        self._writers = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(
            self.engine.execution_options(**{_READING: True}), expire_on_commit=False
        )
        self.looks = connect(url, pool_size=_LOOKS_AT_ONCE, in_transactions=False)

    def unit_of_work(self, workspace_id: str, by: Actor | None = None) -> "SessionContext":
        """Open a transaction in one workspace: commits on leaving, rolls back on any exception.

        What it changes is in the audit log as done `by` somebody.
        """
        return _scoped(self._writers, workspace_id, self.seal, by or self.actor)

    def reading(self, workspace_id: str) -> "SessionContext":
        """Open a look at one workspace that never waits for a writer and changes nothing."""
        return _scoped(self._readers, workspace_id, self.seal)

    def across_workspaces(self) -> "SessionContext":
        """Open a transaction over all workspaces: for the operator alone."""
        return _scoped(self._writers, _ALL, self.seal, self.actor)

    def reading_across_workspaces(self) -> "SessionContext":
        """Open a look at all workspaces: for the operator alone."""
        return _scoped(self._readers, _ALL, self.seal)

    def looking_across_workspaces(self) -> AbstractContextManager[Connection]:
        """Open the cheapest look at all workspaces: for due-row searches alone.

        Each statement sees what is there at its own moment, and costs one round trip.
        """
        return self.looks.connect()

    def answers(self) -> bool:
        """Say whether the records can be reached at this moment."""
        file = self.engine.url.database if self.engine.dialect.name == "sqlite" else None
        if file is not None and not Path(file).exists():
            # Whoever has it open goes on with a file that nobody will find again.
            return False
        try:
            with self.reading_across_workspaces() as session:
                session.execute(select(Base.metadata.tables["workspaces"].c.id).limit(1))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()
        self.looks.dispose()


class SessionContext(Protocol):
    """`with … as session`."""

    def __enter__(self) -> Session: ...
    def __exit__(self, *exc: Any) -> bool | None: ...


@contextmanager
def _scoped(
    sessions: sessionmaker[Session],
    workspace_id: str,
    seal: Seal | None,
    actor: Actor = THE_CLOCK,
) -> Iterator[Session]:
    # Made once a session: made for every query, it would take a seventh of the query's time.
    own_rows = with_loader_criteria(
        WorkspaceOwned, lambda table: table.workspace_id == workspace_id, include_aliases=True
    )
    info = {_SCOPE: workspace_id, _OWN_ROWS: own_rows, _SEAL: seal, auditing.ACTOR: actor}
    with sessions(info=info) as session, session.begin():
        yield session


def connect(url: str, *, pool_size: int = 20, in_transactions: bool = True) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL server.

    Outside of transactions every statement is one by itself. Whoever looks several times a second
    needs no word before and after, nor a trial of the connection: the next look repairs a lost one.
    """
    # An error's message is logged, and what people wrote is not.
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args={"timeout": _LOCK_SECONDS},
            pool_size=pool_size,
            max_overflow=10,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        if in_transactions:
            event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=10,
        pool_timeout=_LOCK_SECONDS,
        pool_pre_ping=in_transactions,
        isolation_level=None if in_transactions else "AUTOCOMMIT",
        connect_args={"connect_timeout": 2, "options": _OPTIONS},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, in _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading and writes later fails at once when another wrote
    # in between, whatever the timeout; one that says it will write waits for its turn.
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT in the session's database.

    It is a plain statement of columns, which costs half of what the ORM makes of one. Ask it for
    `excluded` before anything else: then that too is made once and not each time.
    """
    return _insert_into(session.get_bind().dialect.name, table)


@cache
def _insert_into(dialect: str, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    columns = Base.metadata.tables[table.__tablename__]
    return postgresql.insert(columns) if dialect == "postgresql" else sqlite.insert(columns)


def workspace_of(session: Session) -> str:
    """Return the workspace that the session belongs to."""
    scope = session.info.get(_SCOPE)
    if scope is None or scope == _ALL:
        raise ScopeError("this session belongs to no single workspace")
    return str(scope)


def seal_of(session: Session) -> Seal | None:
    """Return what closes words and names in the session's database, if there is anything."""
    seal: Seal | None = session.info.get(_SEAL)
    return seal


@event.listens_for(Session, "do_orm_execute")
def _stay_in_workspace(state: ORMExecuteState) -> None:
    scope = state.session.info.get(_SCOPE)
    if scope is None:
        raise ScopeError("a query needs a workspace: open the session with Database.unit_of_work")
    if scope != _ALL and (state.is_select or state.is_update or state.is_delete):
        state.statement = state.statement.options(state.session.info[_OWN_ROWS])


@event.listens_for(Session, "before_flush")
def _own_new_rows(session: Session, _context: object, _instances: object) -> None:
    scope = session.info.get(_SCOPE)
    for row in session.new:
        if not isinstance(row, WorkspaceOwned) or scope == _ALL:
            continue
        if getattr(row, "workspace_id", None) is None:
            row.workspace_id = workspace_of(session)
        elif row.workspace_id != scope:
            raise ScopeError("a row was added to another workspace")
