"""Passes over due rows: isolation, batches, two at once."""

from collections.abc import Sequence
from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.passes import Act, for_each_due, survived
from storage.database import Database, workspace_of
from storage.models import Person
from tests.factories import NOW, WORKSPACE, make_person, make_workspace


@pytest.fixture
def people(database: Database) -> list[int]:
    """Ids of five people who are due until somebody names them."""
    make_workspace(database)
    make_workspace(database, "T2")
    with database.unit_of_work(WORKSPACE) as session:
        ids = [make_person(session, f"U{number}", "", seen_at=None).id for number in range(4)]
    with database.unit_of_work("T2") as session:
        return [*ids, make_person(session, "U9", "", team_id="T2", seen_at=None).id]


def due(session: Session, _now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    rows = session.execute(
        select(Person.workspace_id, Person.id)
        .where(Person.seen_at.is_(None))
        .order_by(Person.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def see(session: Session, row_ids: Sequence[int], /, *, now: datetime) -> int:
    found = session.scalars(
        select(Person)
        .where(Person.id.in_(row_ids), Person.seen_at.is_(None))
        .with_for_update(skip_locked=True)
    ).all()
    for person in found:
        person.seen_at = now
        person.name += workspace_of(session)
    return len(found)


def seeing_all_but(poison: int, batches: list[list[int]]) -> Act:
    def act(session: Session, row_ids: Sequence[int], /, *, now: datetime) -> int:
        batches.append(list(row_ids))
        acted = see(session, row_ids, now=now)
        if poison in row_ids:
            session.flush()
            raise ValueError("what Ana wrote")
        return acted

    return act


def left(database: Database) -> list[int]:
    with database.reading_across_workspaces() as session:
        return sorted(row_id for _, row_id in due(session, NOW, 100))


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_every_row_is_acted_on_once_in_its_own_workspace(database, people, at_once):
    assert for_each_due(database, due, see, NOW, at_once=at_once) == 5
    assert for_each_due(database, due, see, NOW, at_once=at_once) == 0

    with database.reading_across_workspaces() as session:
        named = session.scalars(select(Person.name).order_by(Person.id)).all()
    assert named == [WORKSPACE] * 4 + ["T2"]


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_a_bad_row_stops_no_other(database, people, at_once, caplog):
    batches: list[list[int]] = []
    act = seeing_all_but(people[1], batches)

    assert for_each_due(database, due, act, NOW, at_once=at_once) == 4
    assert left(database) == [people[1]]
    (line,) = caplog.records
    assert (line.row, line.workspace, line.error) == (people[1], WORKSPACE, "ValueError")
    assert "test_passes.py" in line.at
    assert "Ana" not in str(line.__dict__)


def test_rows_share_a_transaction_when_that_works(database, people):
    batches: list[list[int]] = []
    for_each_due(database, due, seeing_all_but(0, batches), NOW, at_once=3)

    assert [len(batch) for batch in batches] == [3, 1, 1]


def test_a_database_that_is_gone_ends_the_pass(database, people):
    asked: list[int] = []

    def act(session: Session, row_ids: Sequence[int], /, *, now: datetime) -> int:
        asked.extend(row_ids)
        event.listen(database.engine, "before_cursor_execute", refuse)
        return see(session, row_ids, now=now)

    def refuse(_connection, _cursor, statement, parameters, _context, _many):
        raise OperationalError(statement, parameters, Exception("gone"))

    with pytest.raises(OperationalError):
        for_each_due(database, due, act, NOW)
    event.remove(database.engine, "before_cursor_execute", refuse)

    assert asked == people[:1]


def test_two_passes_at_once_act_on_every_row_once(database, people):
    start, counts = Barrier(2), []

    def run() -> None:
        start.wait()
        counts.append(for_each_due(database, due, see, NOW, at_once=2))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Each skips what the other holds; what both skipped is for the next pass.
    counts.append(for_each_due(database, due, see, NOW))
    assert sum(counts) == 5
    with database.reading_across_workspaces() as session:
        named = session.scalars(select(Person.name).order_by(Person.id)).all()
    assert named == [WORKSPACE] * 4 + ["T2"]


def test_a_failing_job_is_told_by_name_and_survived(caplog):
    def fail() -> None:
        with survived("remind people"):
            raise ValueError("what Ana wrote")

    fail()

    (line,) = caplog.records
    assert (line.job, line.error) == ("remind people", "ValueError")
    assert "Ana" not in str(line.__dict__)
