"""Every table is exported, or named as left out with a reason."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table

from storage import portable
from storage.base import Base


def test_every_table_is_exported_or_left_out_for_a_reason():
    cannot = {table.name: why for table in portable.tables() if (why := portable.why_not(table))}

    assert cannot == {}, "name these in storage.portable.LEFT_OUT, with the reason"


def test_what_is_left_out_is_there_and_has_its_reason():
    assert set(portable.LEFT_OUT) <= set(Base.metadata.tables)
    assert all(portable.LEFT_OUT.values())


def test_every_table_and_column_is_explained():
    for table in portable.tables():
        assert portable.meaning_of(table).endswith((".", "…")), table.name
        for column in portable.columns_of(table):
            assert portable.kind_of(column), (table.name, column.name)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ([], "it belongs to no workspace"),
        (
            [Column("workspace_id", String), Column("face", LargeBinary)],
            "nobody knows how to write",
        ),
        ([Column("workspace_id", String), Column("access_token", String)], "sounds secret"),
        (
            [
                Column("workspace_id", String),
                Column("draft_id", ForeignKey("drafts.id"), nullable=False),
            ],
            "cannot be empty elsewhere",
        ),
    ],
)
def test_a_table_that_cannot_be_exported_says_why(columns, why):
    made = MetaData()
    Table("drafts", made, Column("id", Integer, primary_key=True))
    table = Table("new", made, Column("id", Integer, primary_key=True), *columns)

    assert why in str(portable.why_not(table))


def test_a_table_of_ballots_has_to_be_left_out():
    table = Table("ballots", MetaData(), Column("id", Integer), Column("workspace_id", String))

    assert "sounds secret" in str(portable.why_not(table))


def test_what_refers_to_a_table_that_stays_is_not_exported():
    made = MetaData()
    Table("drafts", made, Column("id", Integer, primary_key=True))
    table = Table(
        "new",
        made,
        Column("workspace_id", String),
        Column("draft_id", ForeignKey("drafts.id"), nullable=True),
    )

    assert [column.name for column in portable.columns_of(table)] == ["workspace_id"]
    assert portable.why_not(table) is None


def test_one_partnership_has_what_hangs_on_it_and_what_that_refers_to():
    found = portable.rows_of("T1", 1)

    assert {"partnerships", "goals", "goal_updates", "check_ins", "people"} <= set(found)
    assert {"calendar_entries", "organizations", "workspaces"} <= set(found)
    everything = {table.name for table in portable.tables()}
    assert everything - set(found) == {"coordinators", "reminder_days"}, (
        "rows that belong to no partnership alone; what others do has to go with it"
    )
    assert set(portable.rows_of("T1", None)) == everything
