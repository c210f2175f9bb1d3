"""The operator's commands around one person: find them, hand out what is known, or erase them."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from sqlalchemy.exc import OperationalError

import storage.personal
from bot import console
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal
from bot.services import personal
from bot.views.personal import Outlook, for_operator
from storage.database import Database

commands = typer.Typer(help="Find one person, export everything about them, or erase them.")

Who = Annotated[
    str, typer.Argument(metavar="TEAM/USER", help="As `person list` has them: T012AB/U034CD.")
]


@commands.command("list")
def listing(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Only people with this name, or with this in their name."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List people by name, including those without Slack who answer by a link."""
    with console.records() as database, database.reading_across_workspaces() as session:
        found: list[dict[str, Any]] = [
            {
                "person": "/".join(person.key),
                "name": person.name,
                "workspace": person.workspace_id,
                "partnerships": partnerships,
            }
            for person, partnerships in storage.personal.known(session)
            if name.casefold() in person.name.casefold()
        ]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console.print_table(
        (_("person"), _("name"), _("workspace"), _("partnerships")),
        (
            (one["person"], one["name"], one["workspace"], ", ".join(one["partnerships"]))
            for one in found
        ),
    )


@commands.command()
def export(
    person: Who,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="Where to; otherwise person-TEAM-USER.json here."
        ),
    ] = None,
) -> None:
    """Write everything about a person into a JSON file that only you may read."""
    key = _key(person)
    file = to or Path(f"person-{key.team_id}-{key.user_id}.json")
    with console.records() as database:
        places = _places(database, key)
        with _new(file) as stream:
            found = {}
            for workspace_id in places:
                with database.unit_of_work(workspace_id) as session:
                    row = personal.find(session, key)
                    found[workspace_id] = personal.export(session, row, now=console.now())
            told = {"person": person, "workspaces": found}
            stream.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    console.out.print(_("Everything is in {file}.").format(file=file))


@contextmanager
def _new(file: Path) -> Iterator[TextIO]:
    """Make a file that only you may read, before anything is said to be in it."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
        with console.or_gone(file), open(handle, "w", encoding="utf-8") as stream:
            yield stream
    except FileExistsError as error:
        sentence = _("{file} already exists. Choose another name.")
        raise console.failed(sentence.format(file=file)) from error
    except OSError as error:
        sentence = _("{file}: {why}. Nothing was written.")
        why = os.strerror(error.errno or 0)
        raise console.failed(sentence.format(file=file, why=why)) from error


@commands.command()
def erase(
    person: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person: the record of partnerships stays, and nothing in it leads to them."""
    key = _key(person)
    with console.records() as database:
        places = _places(database, key)
        outlooks = [_outlook(database, workspace_id, key) for workspace_id in places]
        for outlook in outlooks:
            for sentence in for_operator(outlook):
                console.out.print(sentence)
        if any(one.is_held for one in outlooks):
            raise typer.Exit(console.FAILED)
        if not yes and not typer.confirm(_("Erase this person? This cannot be undone.")):
            raise typer.Exit(console.FAILED)
        for workspace_id in places:
            _erase(database, workspace_id, key)
        _clean(database)
    console.out.print(_("The person is erased. Copies of the database still contain them."))


def _outlook(database: Database, workspace_id: str, key: PersonKey) -> Outlook:
    with database.reading(workspace_id) as session:
        return personal.outlook(session, personal.find(session, key))


def _erase(database: Database, workspace_id: str, key: PersonKey) -> None:
    try:
        with database.unit_of_work(workspace_id) as session:
            row = personal.find(session, key)
            personal.erase(session, row, now=console.now(), though_alone=True)
    except Refusal as refusal:
        raise console.failed(refusal.sentence) from refusal


def _clean(database: Database) -> None:
    try:
        if storage.personal.clean_file(database):
            return
        problem = _(
            "The database file was in use, so traces may be left in its free pages. Stop the bot, "
            "and run VACUUM on the file."
        )
    except OperationalError as error:
        problem = _(
            "The database file could not be written anew, so traces may be left in its free pages: "
            "{why}. Run VACUUM on the file once that is mended."
        ).format(why=error.orig)
    console.err.print(problem, markup=False)


def _key(person: str) -> PersonKey:
    team_id, _slash, user_id = person.partition("/")
    if not (team_id and user_id):
        raise console.failed(_("Write the person as TEAM/USER, such as T012AB/U034CD."))
    return PersonKey(team_id, user_id)


def _places(database: Database, key: PersonKey) -> Sequence[str]:
    """Return the workspaces that know a person, or say that none does."""
    with database.reading_across_workspaces() as session:
        found = [one.workspace_id for one in storage.personal.everywhere(session, key)]
    if not found:
        raise console.failed(_("There is no {person} here.").format(person="/".join(key)))
    return found
