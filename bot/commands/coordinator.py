"""The operator's commands around coordinators: who they are, and naming one."""

from typing import Annotated

import typer
from rich.table import Table

import storage.coordinators
from bot import console
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal
from bot.services import coordinators

commands = typer.Typer(help="Say who looks after all partnerships of a workspace.")


@commands.command("list")
def listing() -> None:
    """List them, by workspace."""
    table = Table(box=None, pad_edge=False)
    for name in (_("person"), _("name"), _("since")):
        table.add_column(name, overflow="fold")
    with console.records() as database, database.reading_across_workspaces() as session:
        for coordinator, person in storage.coordinators.current(session):
            slack_id, since = f"{person.team_id}/{person.user_id}", coordinator.started_at
            table.add_row(slack_id, person.name, f"{since:%Y-%m-%d}")
    console.out.print(table)


@commands.command()
def add(
    person: Annotated[
        str, typer.Argument(metavar="TEAM/USER", help="Slack's ids of both: T012AB/U034CD.")
    ],
) -> None:
    """Make somebody of a workspace a coordinator there."""
    team_id, _slash, user_id = person.partition("/")
    try:
        _appoint(PersonKey(team_id, user_id))
    except Refusal as refusal:
        console.err.print(refusal.sentence, markup=False)
        raise typer.Exit(console.FAILED) from refusal
    console.out.print(_("Done: they coordinate all partnerships there."))


def _appoint(key: PersonKey) -> None:
    if not (key.team_id and key.user_id):
        raise Refusal(_("Write the person as TEAM/USER, such as T012AB/U034CD."))
    with console.records() as database, database.unit_of_work(key.team_id) as session:
        coordinators.appoint(session, key=key, now=console.now())
