"""A value is written in a cell and read back the same; spreadsheets run none of it."""

import csv
import io
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, String

from bot.rules.vocabulary import Side
from storage import cells
from storage.base import Base
from storage.cells import Unreadable
from storage.models import CheckIn, Expectation, Goal, GoalRevision, Membership, Person

# What UTF-8 can hold.
texts = st.text(st.characters(codec="utf-8"), max_size=60)
FORMULAS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001


def column_of(table: type[Base], name: str) -> Column[Any]:
    return Base.metadata.tables[table.__tablename__].c[name]


def through_a_file(cell: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([cell, "next"])
    file.seek(0)
    [[read, _next]] = csv.reader(file)
    return read


@given(texts, st.booleans())
def test_any_text_comes_back_and_is_no_formula(text, nullable):
    column = Column("x", String, nullable=nullable)

    cell = cells.write(column, text)

    assert not cell.lstrip().startswith(FORMULAS)
    assert cells.read(column, through_a_file(cell)) == text


def test_nothing_and_an_empty_text_are_told_apart():
    column = Column("x", String, nullable=True)

    assert cells.write(column, None) == ""
    assert cells.write(column, "") == "'"
    assert [cells.read(column, one) for one in ("", "'", "''")] == [None, "", "'"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    ).map(lambda value: {"x": value})
)
def test_any_document_comes_back(document):
    column = column_of(GoalRevision, "before")

    assert cells.read(column, through_a_file(cells.write(column, document))) == document


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_comes_back(number):
    column = column_of(Goal, "target")

    assert cells.read(column, cells.write(column, number)) == number


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        (Person, "seen_at", datetime(2026, 11, 1, 6, 30, 1, 5, tzinfo=UTC)),
        (Person, "hours_start", time(7, 30)),
        (Person, "is_bot", True),
        (Person, "is_bot", False),
        (Goal, "due_on", date(2027, 6, 15)),
        (Goal, "due_on", None),
        (Expectation, "reminders_sent", 2),
        (Expectation, "reminders_sent", 2147483647),
        (Goal, "partnership_id", 2147483648),
        (Membership, "side", Side.PARTNER),
    ],
)
def test_each_kind_of_value_comes_back(table, name, value):
    column = column_of(table, name)

    assert cells.read(column, cells.write(column, value)) == value


@pytest.mark.parametrize(
    ("table", "name", "cell", "says"),
    [
        (Membership, "side", "moon", "school, partner"),
        (Membership, "side", "", "cannot be empty"),
        (Goal, "due_on", "9/8/2026", "2026-12-21"),
        (CheckIn, "submitted_at", "2026-09-08T15:00:00", "a date and time as"),
        (Person, "hours_start", "noon", "a time as"),
        (Person, "is_bot", "maybe", "yes or no"),
        (GoalRevision, "before", "{", "no longer valid JSON"),
        (Goal, "target", "many", "a number"),
        (Goal, "target", "nan", "a number"),
        (Goal, "target", "-inf", "a number"),
        (Expectation, "reminders_sent", "1.5", "a number"),
        (Expectation, "reminders_sent", "2147483648", "a number"),
        (Expectation, "reminders_sent", "9" * 5000, "a number"),
        (Goal, "id", "9223372036854775808", "a number"),
        (Goal, "partnership_id", "-9223372036854775808", "a number"),
        (Person, "locale", "x" * 17, "longer than 16 characters"),
    ],
)
def test_a_cell_that_does_not_fit_says_what_it_should_hold(table, name, cell, says):
    with pytest.raises(Unreadable, match=says):
        cells.read(column_of(table, name), cell)
