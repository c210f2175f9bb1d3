"""Rows that refer to rows of their own table, or to rows that are not there."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, select

from storage.importing import Arrival
from tests.factories import make_workspace


@pytest.fixture
def trees(database):
    """A table whose rows hang on each other, as none of ours does so far."""
    table = Table(
        "trees",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("workspace_id", String(32), nullable=False),
        Column("above_id", ForeignKey("trees.id")),
    )
    table.create(database.engine)
    yield table
    table.drop(database.engine)


def arrive(database, trees, *rows):
    with database.unit_of_work("T1") as session:
        arrival = Arrival(session, "T1", _referred=frozenset({"trees"}))
        coming = [
            (line, {"id": number, "workspace_id": "T0", "above_id": above})
            for line, (number, above) in enumerate(rows, start=2)
        ]
        list(arrival.take(trees, coming))
        arrival.finish()
        return arrival


def test_a_row_may_refer_to_one_that_comes_later(database, trees):
    make_workspace(database)
    arrival = arrive(database, trees, (7, None), (8, 9), (9, 7))

    assert arrival.problems == []
    with database.engine.connect() as connection:
        rows = connection.execute(select(trees).order_by(trees.c.id)).all()
        assert [tuple(row) for row in rows] == [(7, "T1", None), (8, "T1", 9), (9, "T1", 7)]


def test_a_row_that_never_comes_is_said(database, trees):
    make_workspace(database)
    arrival = arrive(database, trees, (7, 8))

    assert [str(one) for one in arrival.problems] == [
        "trees.csv line 2: it names a row that is not in this export, or could not be brought in"
    ]
