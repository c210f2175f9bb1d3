"""Every table says how it is kept; one that is added without fails here."""

import pytest
from sqlalchemy import JSON, Enum, String, Table

import storage.models  # noqa: F401  # the tables register themselves
from bot.rules.retention import DEFAULT_DAYS, Retention
from bot.views import records
from storage.base import Base
from storage.keeping import KEPT, person_columns

TABLES = list(Base.metadata.sorted_tables)
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def texts_of(table: Table) -> set[str]:
    return {
        column.name
        for column in table.columns
        if isinstance(column.type, (String, JSON))
        and not isinstance(column.type, Enum)
        and column.name != "workspace_id"
    }


@every_table
def test_it_has_a_class_of_retention(table):
    assert table.name in KEPT, f"add {table.name} to storage/keeping.py"


@every_table
def test_people_have_a_word_for_it(table):
    assert records.is_named(table.name), f"add {table.name} to bot/views/records.py"


@every_table
def test_no_two_fields_of_it_are_called_the_same(table):
    called = records.fields(table.columns.keys())

    assert len(set(called.values())) == len(table.columns)


@every_table
def test_each_text_is_somebodys_words_or_nobodys(table):
    kept = KEPT[table.name]
    sets = (kept.own, kept.shared, kept.plain, kept.slack_ids)

    assert texts_of(table) - frozenset.union(*sets) == set(), "say what these hold"
    assert sum(map(len, sets)) == len(frozenset.union(*sets)), "a column is in two of the sets"


@every_table
def test_what_is_named_is_there(table):
    kept, columns = KEPT[table.name], set(table.columns.keys())

    named = kept.own | kept.shared | kept.plain | kept.slack_ids | kept.derived
    since = (kept.since or "").partition(".")[0]
    assert named | {name for name in (since, kept.author) if name} <= columns


@every_table
def test_words_of_somebodys_own_have_an_author(table):
    kept = KEPT[table.name]
    if kept.own:
        people = {"id"} if table.name == "people" else {c.name for c in person_columns(table)}
        assert kept.author in people


@every_table
def test_nobody_stands_beside_what_is_sealed_in_the_audit(table):
    kept = KEPT[table.name]

    assert not (kept.sealed and kept.audited)


def test_no_table_is_kept_that_is_gone():
    assert set(KEPT) == {table.name for table in TABLES}


def test_every_class_has_a_period_but_the_clockwork():
    assert set(DEFAULT_DAYS) == set(Retention) - {Retention.CLOCKWORK}
