"""The files that a coordinator fills in a spreadsheet: how their cells are read and refused."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from io import StringIO
from typing import TypeVar

from bot.rules import pupil_guard
from bot.rules.dates import month_name
from bot.rules.importing import Problem
from bot.rules.language import _, ngettext
from bot.rules.numbers import read_numbers
from bot.rules.partnerships import one_line
from bot.rules.pupil_guard import ensure_may_be_kept
from bot.rules.refusals import Refusal
from bot.rules.spreadsheet_columns import SAME, columns_of
from bot.rules.typed_days import read_day

_YEAR = re.compile(r"\b\d{4}\b")
# Any other is a slip of the pen.
_YEARS = range(1980, 2100)
# All that controls something, but for what ends lines and parts cells.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_IDS = {
    "channel": re.compile(r"[CG][A-Z0-9]{2,30}"),
    "workspace": re.compile(r"[TE][A-Z0-9]{1,30}"),
    "person": re.compile(r"[UW][A-Z0-9]{2,30}"),
}

Words = TypeVar("Words", bound=StrEnum)


@dataclass
class Row:
    """One row of a file, with what is wrong in it by column."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Return what is in a cell."""
        return self.cells.get(column, "").strip()

    def words(self, column: str, longest: int) -> str:
        """Return what somebody wrote, refusing what no form would take: too much, or of a pupil."""
        text = self.text(column)
        self._ensure_of_no_pupil(column, text)
        if len(text) > longest:
            sentence = _("Please keep this to {count} characters.")
            self.problems[column] = sentence.format(count=longest)
        return text

    def line_of_text(self, column: str) -> str:
        """Return a name: one line, without signs that nobody sees."""
        text = one_line(self.cells.get(column))
        self._ensure_of_no_pupil(column, text)
        return text

    def _ensure_of_no_pupil(self, column: str, text: str) -> None:
        try:
            ensure_may_be_kept(text)
        except Refusal as refusal:
            self.problems[column] = refusal.sentence

    def number(self, column: str, unit: str = "") -> float | None:
        """Return a number as people write them, or None for an empty cell."""
        numbers, problems = read_numbers({column: self.cells.get(column)}, {column: unit})
        self.problems |= problems
        return numbers.get(column)

    def day(self, column: str) -> date | None:
        """Return a day with its year: as 2026-09-08, or with the month in letters."""
        text = self.text(column)
        if not text:
            return None
        day = read_day(text, date.min.replace(year=2000)) if _YEAR.search(text) else None
        if day is None or day.year not in _YEARS:
            sentence = _("Please write the day as 2026-09-08, not “{text}”.")
            self.problems[column] = sentence.format(text=text)
            return None
        return day

    def month(self, column: str) -> int | None:
        """Return a month, 1 to 12, from its number or its name."""
        text = self.text(column).casefold()
        for number in range(1, 13):
            if text == str(number) or (
                len(text) > 2 and month_name(number).casefold().startswith(text)
            ):
                return number
        return None

    def word(self, column: str, words: type[Words], otherwise: Words | None = None) -> Words | None:
        """Return one of a closed list of words; an empty cell is `otherwise`."""
        text = "_".join(self.text(column).casefold().replace("-", " ").split())
        if not text:
            return otherwise
        found = next((word for word in words if word.value == text), None)
        if found is None:
            sentence = _("“{text}” is none of these: {words}.")
            names = ", ".join(word.value.replace("_", " ") for word in words)
            self.problems[column] = sentence.format(text=self.text(column), words=names)
        return found

    def slack_id(self, column: str, kind: str) -> str | None:
        """Return a Slack ID: of a person, a channel or a workspace."""
        text = self.text(column)
        if text and not _IDS[kind].fullmatch(text):
            self.problems[column] = _no_id(kind)
            return None
        return text or None

    def ensure_filled(self, *columns: str) -> None:
        """Say of each of these cells that is empty that it cannot be."""
        for column in columns:
            if not self.text(column):
                self.problems[column] = _("This cell cannot be empty.")

    def refused(self, problems: Mapping[str, str]) -> None:
        """Take over what a form's rules say, at the columns that stand for the form's fields.

        What a cell could not be read as is said already.
        """
        columns = {one.field or one.name: one.name for one in columns_of(self.file)}
        for name, sentence in problems.items():
            self.problems.setdefault(columns.get(name, ""), sentence)

    def said(self) -> list[Problem]:
        """Return what is wrong in this row; also what surely tells of a pupil."""
        for name, cell in self.cells.items():
            for finding in pupil_guard.findings(cell):
                if finding.is_hard:
                    self.problems.setdefault(name, finding.suggestion)
        return [Problem(self.file, self.line, name, it) for name, it in self.problems.items()]


def _no_id(kind: str) -> str:
    if kind == "channel":
        return _(
            "That is not a channel ID, such as C0123ABCD. It is at the bottom of the "
            "channel's details."
        )
    if kind == "workspace":
        return _("That is not a workspace ID, such as T0123ABCD.")
    return _(
        "That is not a member ID, such as U0123ABCD. It is in the person's profile, under More."
    )


def read(file: str, text: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a file that are not empty, and what is wrong with the file itself."""
    problems = _unseen_signs(file, text)
    if problems:
        return [], problems
    head = text.partition("\n")[0]
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True
    )
    rows, line = [], 0
    try:
        names = [" ".join(name.casefold().replace("_", " ").split()) for name in next(reader, [])]
        problems = _head_problems(file, names)
        line = reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(file, line + 1, dict(zip(names, cells, strict=False))))
                problems += _stray_cells(rows[-1], names, cells)
            line = reader.line_num
    except csv.Error as error:
        return [], [Problem(file, line + 1, "", _why_unreadable(error))]
    problems += _contradictions(file, rows)
    return ([], problems) if problems else (rows, [])


def _unseen_signs(file: str, text: str) -> list[Problem]:
    """Name the lines with signs that no form takes, and not every database."""
    sentence = _("there is an invisible character in it; please type the line again")
    lines = enumerate(StringIO(text, newline=""), start=1)
    return [Problem(file, line, "", sentence) for line, words in lines if _UNSEEN.search(words)]


def _why_unreadable(error: csv.Error) -> str:
    if "field limit" in str(error):
        words = _(
            "the row that begins here has a cell of more than {count} characters, or a "
            "quotation mark is missing"
        )
        return words.format(count=f"{csv.field_size_limit():,}")
    return _("it cannot be read from here on: perhaps a quotation mark is missing")


def _stray_cells(row: Row, names: Sequence[str], cells: Sequence[str]) -> list[Problem]:
    """Say of a row that something in it stands under no column, where it would be lost."""
    padded = [*names, *[""] * (len(cells) - len(names))]
    strays = [cell for name, cell in zip(padded, cells, strict=False) if cell.strip() and not name]
    if not strays:
        return []
    sentence = ngettext(
        "{count} cell has no column heading", "{count} cells have no column heading", len(strays)
    )
    return [Problem(row.file, row.line, "", sentence.format(count=len(strays)))]


def _contradictions(file: str, rows: Iterable[Row]) -> list[Problem]:
    """Name the rows that say something else of what an earlier one is about."""
    earlier: dict[tuple[str, ...], Row] = {}
    problems = []
    for row in rows:
        first = earlier.setdefault(tuple(row.text(name) for name in SAME[file]), row)
        if any(first.text(name) != row.text(name) for name in row.cells):
            sentence = _("line {line} says something different about the same thing").format(
                line=first.line
            )
            problems.append(Problem(file, row.line, "", sentence))
    return problems


def _head_problems(file: str, names: Iterable[str]) -> list[Problem]:
    there = Counter(name for name in names if name)
    columns = {one.name: one for one in columns_of(file)}
    wrong = {}
    for name, count in there.items():
        if name not in columns:
            sentence = _("there is no such column; the columns are: {names}")
            wrong[name] = sentence.format(names=", ".join(columns))
        elif count > 1:
            wrong[name] = _("this column appears twice")
    for name, column in columns.items():
        if column.is_needed and name not in there:
            wrong[name] = _("this column is missing")
    return [Problem(file, 1, name, sentence) for name, sentence in wrong.items()]
