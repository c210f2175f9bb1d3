"""Passes over due rows: isolation, batches, two at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.passes import Act, for_each_due, survived
from storage import failures
from storage.database import Database, workspace_of
from storage.models import Person
from tests.factories import NOW, WORKSPACE, make_person, make_workspace

JOB = "see people"


@pytest.fixture
def people(database: Database) -> list[int]:
    """Ids of five people who are due until somebody names them."""
    make_workspace(database)
    make_workspace(database, "T2")
    with database.unit_of_work(WORKSPACE) as session:
        ids = [make_person(session, f"U{number}", "", seen_at=None).id for number in range(4)]
    with database.unit_of_work("T2") as session:
        return [*ids, make_person(session, "U9", "", team_id="T2", seen_at=None).id]


def due(look: Connection, _now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    rows = look.execute(
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
        return sorted(row_id for _, row_id in due(session.connection(), NOW, 100))


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_every_row_is_acted_on_once_in_its_own_workspace(database, people, at_once):
    assert for_each_due(database, due, see, NOW, job=JOB, at_once=at_once) == 5
    assert for_each_due(database, due, see, NOW, job=JOB, at_once=at_once) == 0

    with database.reading_across_workspaces() as session:
        named = session.scalars(select(Person.name).order_by(Person.id)).all()
    assert named == [WORKSPACE] * 4 + ["T2"]


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_a_bad_row_stops_no_other(database, people, at_once, caplog):
    batches: list[list[int]] = []
    act = seeing_all_but(people[1], batches)

    assert for_each_due(database, due, act, NOW, job=JOB, at_once=at_once) == 4
    assert left(database) == [people[1]]
    (line,) = caplog.records
    assert (line.row, line.workspace, line.error) == (people[1], WORKSPACE, "ValueError")
    assert "test_passes.py" in line.at
    assert "Ana" not in str(line.__dict__)


def test_rows_share_a_transaction_when_that_works(database, people):
    batches: list[list[int]] = []
    for_each_due(database, due, seeing_all_but(0, batches), NOW, job=JOB, at_once=3)

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
        for_each_due(database, due, act, NOW, job=JOB)
    event.remove(database.engine, "before_cursor_execute", refuse)

    assert asked == people[:1]


def test_two_passes_at_once_act_on_every_row_once(database, people):
    start, counts = Barrier(2), []

    def run() -> None:
        start.wait()
        counts.append(for_each_due(database, due, see, NOW, job=JOB, at_once=2))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Each skips what the other holds; what both skipped is for the next pass.
    counts.append(for_each_due(database, due, see, NOW, job=JOB))
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


def test_a_bad_row_waits_longer_each_time_and_alone(database, people):
    batches: list[list[int]] = []
    act = seeing_all_but(people[1], batches)
    tries = []
    for minute in range(130):
        batches.clear()
        for_each_due(database, due, act, NOW + timedelta(minutes=minute), job=JOB, at_once=3)
        if batches:
            tries.append(minute)
    assert tries == [0, 1, 3, 7, 15, 31, 63, 127]
    assert batches == []

    with database.reading_across_workspaces() as session:
        (failure,) = failures.still(session, NOW + timedelta(minutes=130))
        assert (failure.job, failure.row_id, failure.times) == (JOB, people[1], 8)
        assert (failure.workspace_id, failure.error) == (WORKSPACE, "ValueError")
        assert failures.still(session, NOW + timedelta(days=9)) == [], "not due any more"


def test_a_row_that_is_well_again_is_forgotten(database, people):
    act = seeing_all_but(people[1], [])
    for_each_due(database, due, act, NOW, job=JOB)
    for_each_due(database, due, see, NOW + timedelta(seconds=30), job="another job")

    assert left(database) == [], "another job has its own failures"
    unsee(database, people)
    soon = NOW + timedelta(minutes=1)
    assert for_each_due(database, due, see, soon, job=JOB, at_once=3) == 5
    with database.reading_across_workspaces() as session:
        assert failures.still(session, soon) == []


def test_rows_that_wait_do_not_fill_the_pass(database, people):
    act = seeing_all_but(people[0], [])
    counts = [for_each_due(database, due, act, NOW, job=JOB, at_most=2) for _ in range(3)]

    assert counts == [1, 2, 1]
    assert left(database) == people[:1]


def unsee(database: Database, people: Sequence[int]) -> None:
    with database.across_workspaces() as session:
        session.execute(update(Person).values(seen_at=None))
