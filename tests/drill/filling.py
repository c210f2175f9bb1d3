"""A database filled to the brim: rows in every table there is, with words that break things."""

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Table,
    UniqueConstraint,
    insert,
)
from sqlalchemy.exc import IntegrityError

from bot.rules.people import is_without_slack, key_without_slack
from bot.rules.vocabulary import PartnershipStatus
from storage import portable
from storage.base import Base, UtcDateTime
from storage.database import Database

# So many people answer by a link, which links are for.
_WITHOUT_SLACK_EVERY = 3
BEGINNING = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)

# What spreadsheets, CSV and databases stumble over.
WORDS = (
    "More students attend nine days out of ten",
    '=HYPERLINK("https://example.org";"grades")',
    "+1 for the late bus",
    "-3 days, as in May",
    "@everybody in room 12",
    "'quoted' from the start",
    "'",
    "''",
    " =leading space",
    "＝wide",  # noqa: RUF001
    'one line\nand another\r\nand a third\rwith “quotes”, "these" and, commas; semicolons\ttabs',
    "and\ra third",
    "\ttab first",
    "\nnew line first",
    "",
    " ",
    "NULL",
    "naïve Ñandú Żółć 学校 مدرسة 👩🏽‍🏫",
    "\ufeffmark inside",
    "0012",
    "1,5",
    "true",
    "<!channel> &amp; <https://example.org|x>",
)


_Row = dict[str, Any]
_Put = tuple[_Row, tuple[Any, ...]]


def fill(
    database: Database, workspaces: Sequence[str] = ("T1", "T9"), *, rows: int = 30, seed: int = 1
) -> None:
    """Put so many rows into every table for each workspace, the same ones for the same seed."""
    filling = _Filling(random.Random(seed), rows)  # noqa: S311  # it is no secret
    with database.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            put = _put_accepted if _refuses_some(table) else _put
            for row, key in put(connection, table, filling.rows_for(table, workspaces)):
                filling.keep(table, row, key)


def _refuses_some(table: Table) -> bool:
    return any(isinstance(one, CheckConstraint) for one in table.constraints)


def _put_accepted(connection: Connection, table: Table, rows: Sequence[_Row]) -> list[_Put]:
    """Put into a table one by one what its own CHECK does not refuse."""
    put = []
    for row in rows:
        with suppress(IntegrityError), connection.begin_nested():
            put += _put(connection, table, [row])
    return put


def _put(connection: Connection, table: Table, rows: Sequence[_Row]) -> list[_Put]:
    """Put rows into a table; return each with its key."""
    added = insert(table).returning(*table.primary_key, sort_by_parameter_order=True)
    keys = connection.execute(added, rows)
    return [(row, tuple(key)) for row, key in zip(rows, keys, strict=True)]


class _Filling:
    def __init__(self, dice: random.Random, rows: int) -> None:
        self._dice, self._rows = dice, rows
        self._made: dict[str, list[_Row]] = {}
        self._taken: set[tuple[Any, ...]] = set()
        self._count = 0

    def keep(self, table: Table, row: _Row, key: tuple[Any, ...]) -> None:
        named = zip((one.name for one in table.primary_key.columns), key, strict=True)
        self._made.setdefault(table.name, []).append({**row, **dict(named)})

    def rows_for(self, table: Table, workspaces: Sequence[str]) -> list[_Row]:
        if table.name == "workspaces":
            return [self._row(table, one) | {"id": one} for one in workspaces]
        made = [self._row(table, one) for one in workspaces for _each in range(self._rows)]
        if table.name == "people":
            for row in made[::_WITHOUT_SLACK_EVERY]:
                row.update(key_without_slack(row["user_id"].zfill(20))._asdict())
        return [row for row in made if _is_whole(table, row) and self._is_new(table, row)]

    def _row(self, table: Table, workspace: str) -> _Row:
        number = portable.row_number(table)
        own: _Row = {}
        for column in table.columns:
            if column is number:
                continue
            if column.name == "workspace_id":
                own[column.name] = workspace
            elif portable.parent_of(column) is None:
                own[column.name] = self._value(column)
            else:
                own[column.name] = self._reference(column, workspace)
        if table.name == "partnerships":
            # An active one gets a card, for which its people would have to make sense.
            own["status"] = PartnershipStatus.PAUSED
        return own

    def _reference(self, column: Column[Any], workspace: str) -> Any:
        """Choose a row of the same workspace that the column may refer to."""
        if column.nullable and self._dice.random() < 0.3:
            return None
        [key] = column.foreign_keys
        parents = [
            one
            for one in self._made.get(key.column.table.name, [])
            if one.get("workspace_id") == workspace
        ]
        if column.table.name == "answer_links" and column.name == "person_id":
            parents = [one for one in parents if is_without_slack(one["user_id"])]
        if not parents:
            return None
        return self._dice.choice(parents)[key.column.name]

    def _value(self, column: Column[Any]) -> Any:
        self._count += 1
        if column.nullable and self._dice.random() < 0.3:
            return None
        words = portable.words_of(column)
        if words:
            return column.type.python_type(self._dice.choice(words))
        if isinstance(column.type, UtcDateTime):
            return BEGINNING + timedelta(microseconds=self._dice.randrange(10**13))
        kind = portable.kind_of(column)
        if kind == "text":
            return self._text(column)
        return {
            "document": lambda: {"b": [1, 2.5, None, "=x\n"], "a": {"é": True}},
            "yes or no": lambda: self._dice.random() < 0.5,
            "whole number": lambda: self._dice.randrange(1, 10**6),
            "number": lambda: self._dice.choice([0.1 + 0.2, -5.0, 1e12, 85.0, 0.0001]),
            "day": lambda: date(2026, 9, 1) + timedelta(days=self._dice.randrange(400)),
            "time of day": lambda: time(self._dice.randrange(24), self._dice.randrange(60)),
        }[str(kind)]()

    def _text(self, column: Column[Any]) -> str:
        longest = getattr(column.type, "length", None)
        text = self._dice.choice(WORDS)
        if longest is not None and longest <= 32:
            text = f"{self._count:x}"[-longest:]
        elif column.unique or "token" in column.name or column.name in ("once", "key"):
            text = f"{self._count}-{text}"
        return text if longest is None else text[:longest]

    def _is_new(self, table: Table, row: _Row) -> bool:
        keys = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
        keys += [one.columns for one in table.indexes if isinstance(one, Index) and one.unique]
        if portable.row_number(table) is None:
            keys.append(table.primary_key.columns)
        values = [
            (table.name, position, *(row.get(column.name) for column in columns))
            for position, columns in enumerate(keys)
        ]
        values = [one for one in values if None not in one]
        if any(one in self._taken for one in values):
            return False
        self._taken |= set(values)
        return True


def _is_whole(table: Table, row: _Row) -> bool:
    """Say whether every row is there that this one has to refer to."""
    needed = (
        one for one in table.columns if not one.nullable and portable.parent_of(one) is not None
    )
    return all(row.get(one.name) is not None for one in needed)
