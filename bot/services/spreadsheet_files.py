"""A coordinator's files on disk: read as text, and written empty with what belongs into them."""

import csv
from contextlib import ExitStack
from pathlib import Path

from bot.rules import spreadsheets as rules
from bot.rules.importing import Problem
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.spreadsheet_columns import GOALS, PARTNERSHIPS, PEOPLE, VALUES, columns_of
from bot.rules.spreadsheets import Row

_FILES = (PARTNERSHIPS, PEOPLE, GOALS, VALUES)


def read(folder: Path) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Return the rows of the files that are there, in the order to take them, and what is wrong."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for file in _FILES:
        if not (folder / file).is_file():
            continue
        try:
            text = (folder / file).read_text("utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(file, sentence=_("Please save it as CSV in UTF-8.")))
            continue
        rows[file], wrong = rules.read(file, text)
        problems += wrong
    if not rows and not problems:
        raise Refusal(_("None of these files is there: {names}.").format(names=", ".join(_FILES)))
    return rows, problems


def write_templates(folder: Path) -> None:
    """Write empty files with the names of their columns, and what belongs into them.

    Raises OSError, and leaves none of them then.
    """
    with ExitStack() as undoing:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            undoing.callback(folder.rmdir)
        for file in _FILES:
            with (folder / file).open("x", encoding="utf-8-sig", newline="") as stream:
                undoing.callback((folder / file).unlink)
                csv.writer(stream).writerow([column.name for column in columns_of(file)])
        with (folder / "README.txt").open("x", encoding="utf-8") as stream:
            undoing.callback((folder / "README.txt").unlink)
            stream.write(_explained())
        undoing.pop_all()


def _about_files() -> dict[str, str]:
    return {
        PARTNERSHIPS: _("one row for each. The bot must already be in its channel."),
        PEOPLE: _(
            "one row for each person in each partnership. The leads above are already in it."
        ),
        GOALS: _("one row for each. Only a draft may leave out what makes a goal complete."),
        VALUES: _(
            "one row for each value that a goal has had. They become its history, and the "
            "newest is where it stands. The goal must be live: in goals.csv beside this file, "
            "or already in Slack."
        ),
    }


def _explained() -> str:
    lines = [
        _(
            "Fill in these files in a spreadsheet and save them as CSV (UTF-8). Leave out "
            "files that you have nothing for. Then run: python -m bot import FOLDER. It says "
            "what would be brought in and what is wrong; with --apply it is done, all of it or "
            "nothing. Write days as 2026-09-08. Nothing about an individual student belongs in "
            "these files."
        )
    ]
    for file, explained in _about_files().items():
        lines += ["", f"{file}: {explained}"]
        for one in columns_of(file):
            example = f" ({one.example})" if one.example else ""
            needed = "" if one.is_needed else _(" - may be left out")
            lines.append(f"  {one.name}: {one.meaning}{example}{needed}")
    return "\n".join(lines) + "\n"
