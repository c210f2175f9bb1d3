"""The operator's commands that take records out of one Touchstone and into another."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import console
from bot.rules.importing import Problem
from bot.rules.language import _, ngettext
from bot.rules.refusals import Refusal
from bot.services import exporting, importing, spreadsheet_files, spreadsheets
from bot.services.importing import Brought
from storage.database import Database

_PROBLEMS_SHOWN = 20

WorkspaceId = Annotated[
    str | None, typer.Option("--workspace", metavar="ID", help="Which one, if there are several.")
]


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder to create; must not exist yet.")
    ],
    workspace_id: WorkspaceId = None,
    partnership_id: Annotated[
        int | None,
        typer.Option(
            "--partnership", metavar="ID", help="Only this one.", min=1, max=console.LARGEST
        ),
    ] = None,
) -> None:
    """Write all records of a workspace, or of one partnership, as CSV with a description."""
    if folder.exists():
        raise console.failed(
            _("{folder} already exists. Choose another name.").format(folder=folder)
        )
    with console.records() as database:
        workspace_id = console.the_workspace(database, workspace_id, partnership_id)
        with database.reading(workspace_id) as session, _failures(folder), _bar() as progress:
            counts = exporting.write(
                session,
                folder,
                workspace_id=workspace_id,
                partnership_id=partnership_id,
                now=console.now(),
                progress=progress,
            )
        with console.or_gone(folder), database.unit_of_work(workspace_id) as session:
            exporting.remember(session, counts, partnership_id)
    rows = sum(counts.values())
    words = ngettext("{n} row is in {folder}.", "{n} rows are in {folder}.", rows)
    console.out.print(words.format(n=rows, folder=folder))


def bring(
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", file_okay=False)] = None,
    workspace_id: WorkspaceId = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it; without this, it only says what would be done.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FOLDER", help="Write empty files to fill in."),
    ] = None,
) -> None:
    """Bring in an export, or files that you filled in: first a dry run, then all or nothing."""
    if (folder is None) == (template is None):
        raise typer.BadParameter("name a FOLDER to bring in, or --template FOLDER")
    if template is not None:
        with _failures(template):
            spreadsheet_files.write_templates(template)
        console.out.print(_("Fill in the files in {folder}.").format(folder=template))
        return
    if folder is None or not folder.is_dir():
        raise console.failed(_("There is no such folder."))
    with console.records() as database, _failures(folder):
        done = _bring(database, folder, workspace_id, apply=apply)
    _say(done, applied=apply)


def _bring(database: Database, folder: Path, workspace_id: str | None, *, apply: bool) -> Brought:
    now = console.now()
    if importing.is_export(folder):
        whole = importing.open_export(folder)
        workspace_id = workspace_id or whole.workspace_id
        with _bar() as progress, database.unit_of_work(workspace_id) as session:
            done = importing.bring(
                session, whole, workspace_id=workspace_id, now=now, progress=progress
            )
            if done.problems or not apply:
                session.rollback()
        if done.added.get("workspaces"):
            console.out.print(_("The workspace {id} is new here.").format(id=workspace_id))
        return done
    workspace_id = console.the_workspace(database, workspace_id)
    with database.unit_of_work(workspace_id) as session:
        done = spreadsheets.bring(session, folder, now=now)
        if done.problems or not apply:
            session.rollback()
    return done


def _say(done: Brought, *, applied: bool) -> None:
    _say_problems(done.problems)
    _say_counts(_("new"), done.added)
    _say_counts(_("already there, and left as they are"), done.there)
    if not applied:
        console.out.print(_("Nothing was changed: it was a dry run. Add --apply to do it."))
    else:
        console.out.print(_("Done."))


def _say_counts(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        each = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        console.out.print(f"{title}: {each}")


def _say_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:_PROBLEMS_SHOWN]:
        console.err.print(str(problem))
    more = len(problems) - _PROBLEMS_SHOWN
    if more > 0:
        words = ngettext("And {n} more.", "And {n} more.", more)
        console.err.print(words.format(n=more))
    if problems:
        raise console.failed(_("Nothing was changed."))


@contextmanager
def _failures(folder: Path) -> Iterator[None]:
    """Say in a sentence what cannot be done, and end."""
    try:
        yield
    except Refusal as refusal:
        raise console.failed(refusal.sentence) from refusal
    except OSError as error:
        sentence = _("{folder}: {why}. Nothing is left half done.")
        why = os.strerror(error.errno or 0)
        raise console.failed(sentence.format(folder=folder, why=why)) from error


@contextmanager
def _bar() -> Iterator[exporting.Progress]:
    """Show how far it is, where somebody looks on: names of tables and counts only."""
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console.err,
        disable=not console.err.is_terminal,
        transient=True,
    )
    with shown:
        task = shown.add_task("", total=None)
        yield lambda table, done, total: shown.update(
            task, advance=done, total=total, description=table
        )
