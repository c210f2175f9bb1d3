"""The operator's commands around school calendars: list them, bring whole files."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import console
from bot.rules.calendar_entries import Read
from bot.rules.language import _, ngettext
from bot.services import calendar_changes, calendar_files
from bot.services.calendar_changes import SchoolEntries

commands = typer.Typer(help="List school calendars, or import one from a file.")

_LEFT_OUT_SHOWN = 20


@commands.command("list")
def listing(
    partnership_id: Annotated[
        int | None,
        typer.Option(
            "--partnership", metavar="ID", help="Only its school's.", min=1, max=console.LARGEST
        ),
    ] = None,
) -> None:
    """List the terms, breaks and no-school days of every school, from today on."""
    with console.records() as database, database.reading_across_workspaces() as session:
        found = calendar_changes.schools(session, partnership_id=partnership_id, now=console.now())
    if found:
        titles = _("school"), _("what"), _("first"), _("last"), _("name")
        console.print_table(titles, _rows(found))
    else:
        console.out.print(_("There is no such partnership."))


@commands.command("import")
def bring(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV or .ics.")
    ],
    partnership_id: Annotated[
        int | None,
        typer.Option(
            "--partnership", metavar="ID", help="For its school.", min=1, max=console.LARGEST
        ),
    ] = None,
    workspace_id: Annotated[
        str | None, typer.Option("--workspace", metavar="ID", help="For all schools in it.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--everything", help="From .ics, also events that do not say “no school”."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be added.")
    ] = False,
) -> None:
    """Add a whole file to a school's calendar: all of it or, if a row is wrong, nothing."""
    if (partnership_id is None) == (workspace_id is None):
        raise typer.BadParameter("choose --partnership or --workspace")
    now = console.now()
    found = _read(file, everything=everything, today=now.date())
    with console.records() as database:
        with database.reading_across_workspaces() as session:
            schools = calendar_changes.schools(
                session, partnership_id=partnership_id, workspace_id=workspace_id, now=now
            )
        if not schools:
            raise _failed(_("There is no such partnership."))
        _say(found, schools)
        if dry_run:
            console.out.print(_("Nothing was changed: it was a dry run."))
            return
        for school in schools:
            with database.unit_of_work(school.workspace_id) as session:
                calendar_changes.keep(session, school.school_id, found.entries.values(), now=now)
    console.out.print(_("Done. Upcoming check-ins are planned around it."))


def _read(file: Path, *, everything: bool, today: date) -> Read:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise _failed(_("That file cannot be read as UTF-8 text.")) from problem
    found = calendar_files.read(text, everything=everything, today=today)
    for sentence in found.problems:
        console.err.print(sentence)
    if found.problems:
        raise _failed(_("Nothing was changed."))
    return found


def _say(found: Read, schools: Sequence[SchoolEntries]) -> None:
    for entry in found.entries.values():
        line = f"{entry.first} {entry.last} {entry.kind:<9} {entry.label}"
        console.out.print(line)
    for title in found.left_out[:_LEFT_OUT_SHOWN]:
        sentence = _("left out, because it does not say that there is no school: {title}")
        console.out.print(sentence.format(title=title))
    more = len(found.left_out) - _LEFT_OUT_SHOWN
    if more > 0:
        console.out.print(_("and {count} more").format(count=more))
    words = ngettext("For {count} school: {names}", "For {count} schools: {names}", len(schools))
    names = ", ".join(school.name for school in schools)
    console.out.print(words.format(count=len(schools), names=names))


def _rows(found: Sequence[SchoolEntries]) -> Iterator[Sequence[str]]:
    for school in found:
        holidays = school.holidays_of or _("none")
        yield f"{school.workspace_id} {school.name}", _("holidays"), "", "", holidays
        for entry in school.entries:
            yield "", entry.kind.value, str(entry.first), str(entry.last), entry.label


def _failed(sentence: str) -> typer.Exit:
    console.err.print(sentence)
    return typer.Exit(console.FAILED)
