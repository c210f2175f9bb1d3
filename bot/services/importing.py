"""Bringing an export into a workspace: proved whole first, then all of it or nothing."""

import csv
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

import storage.organizations
from bot.rules.audit import Verb
from bot.rules.importing import Problem, ensure_is_workspace
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import PartnershipStatus
from bot.services import cards
from bot.services.exporting import FORMAT, MANIFEST, SCHEMA, Progress, sum_of
from storage import auditing, cells, portable, schema
from storage.base import Base
from storage.importing import Arrival
from storage.models import Partnership

_LONGEST_CELL = 10_000_000
# After so many, the file is another than it should be.
_MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Export:
    """A folder that is a whole and unchanged export."""

    folder: Path
    workspace_id: str
    rows: dict[str, int]


@dataclass(frozen=True)
class Brought:
    """What an import adds, what is there already, and what keeps it from being done."""

    added: dict[str, int]
    there: dict[str, int]
    problems: list[Problem]


def is_export(folder: Path) -> bool:
    """Say whether a folder is, or once was, an export, and not a coordinator's own files."""
    return (folder / MANIFEST).exists() or (folder / SCHEMA).exists()


def open_export(folder: Path) -> Export:
    """Return an export after a look at every byte of it, or refuse one that is not as written."""
    told = _told(folder)
    if told.get("format") != FORMAT or told.get("schema") != schema.version_needed():
        raise Refusal(
            _(
                "This export was made by another version of Touchstone. Bring both to the "
                "same version."
            )
        )
    files = told["files"]
    for name, one in files.items():
        _ensure_unchanged(folder / Path(name).name, one["sha256"])
    _ensure_no_others(folder, {Path(name).name for name in files})
    rows = {name.removesuffix(".csv"): one["rows"] for name, one in files.items() if one["rows"]}
    return Export(folder, told["workspace"], rows)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Read cells as long as people write; the limit is the process's, and others count on it."""
    usual = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


@_long_cells()
def bring(
    session: Session, export: Export, *, workspace_id: str, now: datetime, progress: Progress
) -> Brought:
    """Take in all rows of an export; what is there already stays as it is.

    With problems, whoever called has to roll everything back.
    """
    ensure_is_workspace(workspace_id)
    arrival = Arrival(session, workspace_id, organizations=_organizations_there(session, export))
    total = sum(export.rows.values())
    for table in portable.tables():
        for done in arrival.take(table, _rows(export, table, arrival.problems)):
            progress(table.name, done, total)
        if len(arrival.problems) > _MOST_PROBLEMS:
            break
    else:
        arrival.finish()
    for name, count in arrival.added.items():
        auditing.note(session, Verb.ADDED, name, rows=count)
    if not arrival.problems:
        _post_cards(session, arrival, now)
    return Brought(dict(arrival.added), dict(arrival.there), arrival.problems)


def _told(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = {
            str(name): {"rows": int(one["rows"]), "sha256": str(one["sha256"])}
            for name, one in told["files"].items()
        }
        return {**told, "workspace": str(told["workspace"]), "files": files}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        sentence = _("This export is incomplete: {file} is missing or cannot be read.")
        raise Refusal(sentence.format(file=MANIFEST)) from None


def _ensure_unchanged(file: Path, wanted: str) -> None:
    if not file.is_file():
        raise Refusal(_("This export is incomplete: {file} is missing.").format(file=file.name))
    if sum_of(file) != wanted:
        raise Refusal(
            _("{file} was changed after the export: its checksum does not match.").format(
                file=file.name
            )
        )


def _ensure_no_others(folder: Path, names: Collection[str]) -> None:
    """Refuse a table that the manifest does not name, since nothing proves what is in it."""
    tables = (one.name for one in folder.iterdir() if one.suffix.lower() == ".csv")
    for name in sorted(tables):
        if name not in names:
            sentence = _("{file} is no part of this export. Take it out of the folder.")
            raise Refusal(sentence.format(file=name))


def _organizations_there(session: Session, export: Export) -> dict[int, int]:
    """Return which organizations are there, by the numbers that they have in the export.

    Several may have one name; somebody's seat in a partnership that is there tells them apart.
    """

    def rows_of(name: str) -> Iterator[dict[str, Any]]:
        # What is wrong with a row is said when it is taken in.
        return (row for _line, row in _rows(export, Base.metadata.tables[name], []))

    names = {row["id"]: row["name"] for row in rows_of("organizations")}
    places = {row["id"]: (row["channel_id"], row["created_at"]) for row in rows_of("partnerships")}
    there = storage.organizations.by_seat(session)
    found = {}
    for seat in rows_of("memberships"):
        number = seat["organization_id"]
        place = places.get(seat["partnership_id"], ("", None))
        told = there.get((*place, seat["side"], seat["started_at"], names.get(number, "")))
        if told is not None:
            found[number] = told
    return found


def _rows(
    export: Export, table: Table, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield every row of a table's file that can be read, with its line."""
    file = export.folder / f"{table.name}.csv"
    if not file.exists():
        return
    columns = portable.columns_of(table)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        names = next(reader, [])
        if names != [column.name for column in columns]:
            sentence = _("the columns are not those that this version of Touchstone writes")
            problems.append(Problem(file.name, 1, "", sentence))
            return
        line = reader.line_num
        for row in reader:
            values = _read_row(file.name, line + 1, table, row, problems)
            if values is not None:
                yield line + 1, values
            line = reader.line_num


def _read_row(
    file: str, line: int, table: Table, row: list[str], problems: list[Problem]
) -> dict[str, Any] | None:
    columns = portable.columns_of(table)
    if len(row) != len(columns):
        problems.append(Problem(file, line, "", _("the row has too many cells, or too few")))
        return None
    values = {}
    for column, cell in zip(columns, row, strict=True):
        try:
            values[column.name] = cells.read(column, cell)
        except cells.Unreadable as wrong:
            problems.append(Problem(file, line, column.name, str(wrong)))
    return values if len(values) == len(columns) else None


def _post_cards(session: Session, arrival: Arrival, now: datetime) -> None:
    """Give each partnership that came a card of its own: the old one belongs to the old place."""
    for number in arrival.new_partnerships:
        partnership = session.get_one(Partnership, number)
        if partnership.status is PartnershipStatus.ACTIVE:
            cards.post(session, partnership, now)
