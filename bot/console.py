"""How the operator's commands begin, speak and end; what they do is elsewhere."""

import getpass
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError

import storage.exporting
from bot import settings, starting
from bot.app import Clients, build
from bot.rules.audit import Actor, Origin
from bot.rules.language import _
from bot.settings import DatabaseSettings, Settings, SettingsProblems
from bot.slack.directory import Directory
from bot.starting import CannotStart, Schema
from storage.database import Database

FAILED = 1
WRONG_SETTINGS = 2

# A number of a record, as both kinds of database have it; and so is a number of records.
LARGEST = 2**31 - 1
_LONGEST_NAME = 200

# What people are called and write is printed as it is: brackets are no markup, colons no emoji.
out = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
err = Console(markup=False, emoji=False, highlight=False, soft_wrap=True, stderr=True)

Kind = TypeVar("Kind", bound=DatabaseSettings)


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def load(kind: type[Kind]) -> Kind:
    """Read the settings, or say all that is wrong with them and end."""
    try:
        return settings.load(kind)
    except SettingsProblems as wrong:
        for sentence in wrong.problems:
            err.print(sentence)
        raise typer.Exit(WRONG_SETTINGS) from wrong


def name_kept(name: str) -> str:
    """Return a name that is kept beside what was done, or refuse one that cannot be."""
    if len(name) > _LONGEST_NAME:
        raise typer.BadParameter(f"it goes on record, with at most {_LONGEST_NAME} letters")
    return words_kept(name)


def words_kept(words: str) -> str:
    """Return words that are kept beside what was done, or refuse empty ones."""
    if not words.strip():
        raise typer.BadParameter("it goes on record, so it cannot be empty")
    return words


def operator() -> Actor:
    """Return who types the commands: whoever is logged in on this computer."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError):
        # Nobody in particular, as in a container.
        login = ""
    return Actor(Origin.OPERATOR, operator=login, at=now())


@contextmanager
def any_database() -> Iterator[Database]:
    """Open the database as it is, also one that is empty or has another schema.

    When it does not do its part, because somebody has locked it, that is said and ends.
    """
    url = load(DatabaseSettings).database_url.get_secret_value()
    with closing(Database(url)) as database:
        database.actor = operator()
        try:
            yield database
        except OperationalError as error:
            raise stopped(starting.cannot_be_used(error)) from error


@contextmanager
def records(*, though_old: bool = False) -> Iterator[Database]:
    """Open the database that is there, or say why that cannot be and end."""
    usable = {Schema.CURRENT, Schema.OLD} if though_old else {Schema.CURRENT}
    with any_database() as database:
        try:
            if starting.look_at(database) not in usable:
                sentence = _("There is no database yet, or it is old. Run: python -m bot migrate")
                raise CannotStart(sentence)
        except CannotStart as problem:
            raise stopped(problem) from problem
        yield database


def directory(database: Database, workspace_id: str) -> Directory | None:
    """Return the way to ask Slack about people of a workspace; nothing where the bot is not.

    When the settings are not complete, or Slack does not answer, that is said and ends.
    """
    chosen, identity = load(Settings), None
    try:
        if chosen.slack_bot_token is not None:
            token = chosen.slack_bot_token.get_secret_value()
            identity = starting.identify(Clients(chosen).calling(token))
    except CannotStart as problem:
        raise stopped(problem) from problem
    return build(chosen, database, identity, now).house.gateways.directory_of(workspace_id)


def the_workspace(database: Database, chosen: str | None, partnership_id: int | None = None) -> str:
    """Return the workspace that is meant: the chosen one, a partnership's, or the only one."""
    with database.reading_across_workspaces() as session:
        known = storage.exporting.workspaces(session, partnership_id)
    if chosen is not None:
        known = [one for one in known if one == chosen]
    if len(known) == 1:
        return known[0]
    if not known:
        raise failed(_("There is no such workspace or partnership."))
    raise failed(_("Choose one with --workspace: {ids}").format(ids=", ".join(known)))


@contextmanager
def or_gone(made: Path) -> Iterator[None]:
    """Take a file or folder away again when what has to follow it fails, such as its audit."""
    try:
        yield
    except BaseException:
        if made.is_dir():
            shutil.rmtree(made)
        else:
            made.unlink(missing_ok=True)
        raise


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their titles."""
    table = Table(*titles, box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*row)
    out.print(table)


def failed(sentence: str) -> typer.Exit:
    """Say what cannot be done, and return the end."""
    err.print(sentence)
    return typer.Exit(FAILED)


def stopped(problem: CannotStart) -> typer.Exit:
    """Say what is in the way, and return the end with the right code."""
    err.print(problem.sentence)
    return typer.Exit(WRONG_SETTINGS if problem.setting else FAILED)
