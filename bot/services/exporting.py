"""An export: a folder with a file of every table, what it means, and sums to prove it whole."""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.orm import Session

import storage.exporting
from bot.rules.audit import Verb
from bot.rules.language import _
from storage import auditing, cells, portable, schema

FORMAT = 1
MANIFEST, SCHEMA, README = "manifest.json", "schema.json", "README.txt"
_OURS_ALONE = 0o700
_CHUNK = 1 << 20

# The table, how many rows more of it, and how many rows there are in all.
Progress = Callable[[str, int, int], None]


def write(
    session: Session,
    folder: Path,
    *,
    workspace_id: str,
    partnership_id: int | None,
    now: datetime,
    progress: Progress,
) -> dict[str, int]:
    """Write the export of a workspace, or of one partnership; return the rows by table.

    The folder is there when all of it is, and not before. Raises OSError, also when it is there
    already.
    """
    storage.exporting.hold_still(session)
    half = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=_OURS_ALONE, parents=True)
    try:
        counts = _write_tables(session, half, workspace_id, partnership_id, progress)
        _write_text(half / SCHEMA, _as_json(_described(counts)))
        _write_text(half / README, _explained())
        of = {"workspace": workspace_id, "partnership": partnership_id, "made_at": now.isoformat()}
        _write_text(half / MANIFEST, _as_json(_manifest(half, counts) | of))
        half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return counts


def remember(session: Session, counts: dict[str, int], partnership_id: int | None) -> None:
    """Keep in the audit log that records were taken out."""
    what = "workspaces" if partnership_id is None else "partnerships"
    rows = sum(counts.values())
    auditing.note(
        session,
        Verb.EXPORTED,
        what,
        partnership_id,
        rows=rows,
        partnership_id=partnership_id,
    )


def sum_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _write_tables(
    session: Session,
    folder: Path,
    workspace_id: str,
    partnership_id: int | None,
    progress: Progress,
) -> dict[str, int]:
    rows = portable.rows_of(workspace_id, partnership_id)
    tables = [table for table in portable.tables() if table.name in rows]
    total = sum(storage.exporting.count(session, one, rows[one.name]) for one in tables)
    counts = {}
    for table in tables:
        with closing(storage.exporting.read(session, table, rows[table.name])) as found:
            counts[table.name] = _write_table(
                folder, table, found, lambda name: progress(name, 1, total)
            )
    return counts


def _write_table(
    folder: Path, table: Table, rows: Iterable[tuple[Any, ...]], progress: Callable[[str], None]
) -> int:
    columns, count = portable.columns_of(table), 0
    # Spreadsheets take a file for UTF-8 only when it begins with this mark.
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        file = csv.writer(stream)
        file.writerow([column.name for column in columns])
        for row in rows:
            file.writerow(map(cells.write, columns, row))
            count += 1
            progress(table.name)
    return count


def _manifest(folder: Path, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schema": schema.version_needed(),
        "files": {
            file.name: {"rows": counts.get(file.stem, 0), "sha256": sum_of(file)}
            for file in sorted(folder.iterdir())
        },
    }


def _described(counts: Iterable[str]) -> dict[str, Any]:
    """Return what every table and column means, for people and for machines."""
    here, tables = set(counts), portable.tables()
    of_all = {
        one.name: "it belongs to the whole workspace" for one in tables if one.name not in here
    }
    return {
        "version": schema.version_needed(),
        "tables": [_table(table) for table in tables if table.name in here],
        "left_out": {**portable.LEFT_OUT, **of_all},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "file": f"{table.name}.csv",
        "meaning": portable.meaning_of(table),
        "columns": [_column(column) for column in portable.columns_of(table)],
    }


def _column(column: Column[Any]) -> dict[str, Any]:
    parent = portable.parent_of(column)
    words = portable.words_of(column)
    told: dict[str, Any] = {
        "name": column.name,
        "holds": portable.kind_of(column),
        "may_be_empty": bool(column.nullable),
        "meaning": column.doc or _meaning(column, parent),
    }
    if parent is not None:
        told["refers_to"] = parent.name
    if words:
        told["words"] = words
    return told


def _meaning(column: Column[Any], parent: Table | None) -> str:
    name = column.name.removesuffix("_id").removesuffix("_at").removesuffix("_on")
    plain = name.replace("_", " ")
    if parent is not None:
        return f"{plain}: the number of a row in {parent.name}.csv"
    if column.primary_key:
        return f"the number or name of this row, by which other files refer to it ({column.name})"
    if portable.kind_of(column) == "moment":
        return f"{plain}: when, in UTC"
    return plain


def _explained() -> str:
    return _(
        "This folder is an export from Touchstone. Each .csv file is a table of records: "
        "UTF-8, comma-separated, column names in the first row. schema.json says what each "
        "table and column means, what is left out, and why. manifest.json says how many rows "
        "there are, with a checksum (SHA-256) of each file, which shows whether one was "
        "changed.\n\nAn empty cell means that there is no value. An apostrophe at the "
        "beginning of a text is not part of it: it keeps spreadsheets from taking the text for "
        "a formula. An apostrophe alone is an empty text. Times are in UTC.\n\nTo bring it "
        "into another Touchstone of the same version: python -m bot import FOLDER\nIt holds "
        "what people wrote and who they are. Keep it as you would keep the records "
        "themselves.\n"
    )


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _write_text(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
