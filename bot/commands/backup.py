"""The operator's commands that copy the whole database into one file, and bring it back."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn
from sqlalchemy.exc import DBAPIError

from bot import console, starting
from bot.rules.audit import Verb
from bot.rules.language import _
from bot.services import operators
from storage.backup import CannotRestore, restore, write
from storage.database import Database

# How the audit log calls all of it.
DATABASE = "database"


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to create; must not exist yet.")
    ],
) -> None:
    """Copy the whole database into one file; the bot can keep running."""
    if file.exists():
        raise console.failed(_("{file} already exists. Choose another name.").format(file=file))
    # Before an update is when a copy is wanted most, and then the database is still the old one.
    with console.records(though_old=True) as database, _failures(file), _bar() as progress:
        write(database.engine, file, progress)
        with console.or_gone(file), database.across_workspaces() as session:
            operators.remember(session, Verb.EXPORTED, DATABASE)
    size = file.stat().st_size
    sentence = _("Everything is in {file}, {size} bytes. Keep it as safe as the database itself.")
    console.out.print(sentence.format(file=file, size=f"{size:,}"))


def bring_back(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Even if records are lost by it; never while the bot is running."
        ),
    ] = False,
) -> None:
    """Put a copy in place of the database. Stop the bot first."""
    with console.any_database() as database, _failures(file), _bar() as progress:
        restore(database.engine, file, force=force, progress=progress)
        _remember_restored(database)
    console.out.print(_("The copy is in place. Start the bot again."))


def _remember_restored(database: Database) -> None:
    """Keep it in the log of what is there now; the copy stays in place if that cannot be."""
    try:
        with database.across_workspaces() as session:
            operators.remember(session, Verb.RESTORED, DATABASE)
    except DBAPIError:
        sentence = _("The copy is in place, but this could not be written into its log.")
        console.err.print(sentence)


@contextmanager
def _failures(file: Path) -> Iterator[None]:
    """Say in a sentence what cannot be done, and end."""
    try:
        yield
    except CannotRestore as problem:
        raise console.failed(_why(problem)) from problem
    except OSError as error:
        sentence = _("{file}: {why}. Nothing was changed.")
        why = os.strerror(error.errno or 0)
        raise console.failed(sentence.format(file=error.filename or file, why=why)) from error
    except DBAPIError as error:
        raise console.stopped(starting.cannot_be_used(error)) from error


def _why(problem: CannotRestore) -> str:
    sentences = {
        "damaged": _(
            "That file is not a copy of a database, or it is damaged. Nothing was changed."
        ),
        "newer": _("That copy is from a newer Touchstone ({detail}). Get the newest code."),
        "not_empty": _(
            "There are {detail} rows in the database, which are lost when you restore over "
            "them. Copy them first with `backup`, then add --force."
        ),
        "other_kind": _(
            "That copy is from the other kind of database. To move from one kind to the other, "
            "use `export` and `import`."
        ),
        "other_schema": _(
            "That copy has a different schema ({detail}) from the database. Restore it into an "
            "empty one, then run: python -m bot migrate"
        ),
        "running": _("The database is in use. Stop the bot first, with all of its processes."),
    }
    return sentences[problem.code].format(detail=problem.detail)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, where somebody looks on."""
    shown = Progress(
        TextColumn("{task.percentage:>3.0f} %"),
        BarColumn(),
        console=console.err,
        disable=not console.err.is_terminal,
        transient=True,
    )
    with shown:
        task = shown.add_task("", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
