"""Whether two databases hold the same, and whether two exports say the same."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.rules.people import WITHOUT_SLACK
from storage import portable
from storage.base import Base
from storage.database import Database


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as it is."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def told(folder: Path) -> dict[str, list[list[str]]]:
    """Return what an export says, whatever numbers its rows have and whichever workspace it is.

    A row is called by its place in its file, and so is what it refers to.
    """
    places: dict[str, dict[str, str]] = {}
    said: dict[str, list[list[str]]] = {}
    for table in portable.tables():
        file = folder / f"{table.name}.csv"
        if not file.exists():
            continue
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        number = portable.row_number(table)
        if number is not None:
            places[table.name] = {row[number.name]: str(at) for at, row in enumerate(rows)}
        said[table.name] = [
            [_place(table.c[name], cell, places) for name, cell in row.items()] for row in rows
        ]
    return said


def without_slack(people: Iterable[Iterable[Any]]) -> int:
    """Return how many of these people, from a database or an export, have no Slack."""
    return sum(WITHOUT_SLACK in row for row in people)


def _place(column: Any, cell: str, places: dict[str, dict[str, str]]) -> str:
    if column.name == "workspace_id" or (column.table.name == "workspaces" and column.name == "id"):
        return "here"
    parent = portable.parent_of(column)
    if parent is not None and cell:
        return f"{parent.name}[{places[parent.name][cell]}]"
    if column is portable.row_number(column.table):
        return places[column.table.name][cell]
    return cell
