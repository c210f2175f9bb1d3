"""The operator's commands around coordinators: who they are, naming one, letting one go."""

from typing import Annotated

import typer

import storage.coordinators
from bot import console
from bot.rules.coordinators import unknown_workspace
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal
from bot.services import coordinators, people

commands = typer.Typer(help="Say who looks after all partnerships of a workspace.")

Who = Annotated[
    str,
    typer.Argument(metavar="TEAM/USER", help="Slack's IDs of workspace and person: T012AB/U034CD."),
]


@commands.command("list")
def listing() -> None:
    """List them, by workspace."""
    with console.records() as database, database.reading_across_workspaces() as session:
        rows = [
            ("/".join(person.key), person.name, f"{coordinator.started_at:%Y-%m-%d}")
            for coordinator, person in storage.coordinators.current(session)
        ]
    console.print_table((_("person"), _("name"), _("since")), rows)


@commands.command()
def add(person: Who) -> None:
    """Make somebody in a workspace a coordinator there; Slack is asked who that is."""
    try:
        _appoint(_key(person))
    except Refusal as refusal:
        raise console.failed(refusal.sentence) from refusal
    console.out.print(_("Done: they now coordinate all partnerships there."))


@commands.command()
def remove(person: Who) -> None:
    """Remove a coordinator, even the last one; where they lead a side, they still do."""
    try:
        is_anybody_left = _dismiss(_key(person))
    except Refusal as refusal:
        raise console.failed(refusal.sentence) from refusal
    console.out.print(_("Done: they are no longer a coordinator there."))
    if not is_anybody_left:
        sentence = _("Nobody coordinates there now. Name somebody with: coordinator add")
        console.err.print(sentence)


def _key(person: str) -> PersonKey:
    team_id, _slash, user_id = person.partition("/")
    if not (team_id and user_id):
        raise Refusal(_("Write the person as TEAM/USER, such as T012AB/U034CD."))
    return PersonKey(team_id, user_id)


def _appoint(key: PersonKey) -> None:
    with console.records() as database:
        directory = console.directory(database, key.team_id)
        if directory is None:
            raise unknown_workspace()
        profile = directory.find(key.user_id)
        with database.unit_of_work(key.team_id) as session:
            profile = profile and people.as_known(session, profile)
            coordinators.appoint(session, profile=profile, now=console.now())


def _dismiss(key: PersonKey) -> bool:
    with console.records() as database, database.unit_of_work(key.team_id) as session:
        return coordinators.dismiss(session, key=key, now=console.now())
