"""The operator's commands around what is kept: the policy in plain words, and legal holds."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

import storage.holds
from bot import console
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.retention import periods
from bot.services import policy as policies
from bot.services import retention
from bot.settings import PolicySettings
from storage.database import Database
from storage.holds import Held

holds = typer.Typer(help="Keep records for a legal reason, beyond their usual period.")

By = Annotated[
    str,
    typer.Option(
        "--by", metavar="NAME", help="Who says so; goes on record.", callback=console.name_kept
    ),
]


def policy() -> None:
    """Print what is kept for how long, and what never is, from the settings and the tables."""
    settings = console.load(PolicySettings)
    typer.echo(policies.text(periods(settings.days_kept)), nl=False)


@holds.command("set")
def put(
    by: By,
    because: Annotated[
        str,
        typer.Option(
            "--because", metavar="REASON", help="Why; goes on record.", callback=console.words_kept
        ),
    ],
    workspace_id: Annotated[
        str | None,
        typer.Option("--workspace", metavar="ID", help="Which one, if there are several."),
    ] = None,
    partnership_id: Annotated[
        int | None,
        typer.Option(
            "--partnership",
            metavar="ID",
            help="Only this one; otherwise all of them.",
            min=1,
            max=console.LARGEST,
        ),
    ] = None,
) -> None:
    """Stop deletions in a partnership, or a whole workspace, until the hold is lifted."""
    with console.records() as database:
        chosen = console.the_workspace(database, workspace_id, partnership_id)
        try:
            with database.unit_of_work(chosen) as session:
                made = retention.hold(
                    session,
                    partnership_id=partnership_id,
                    by=by,
                    because=because,
                    now=console.now(),
                )
        except Refusal as refusal:
            raise console.failed(refusal.sentence) from refusal
    console.out.print(_("Hold {id} is set.").format(id=made.id))


@holds.command()
def lift(
    hold_id: Annotated[
        int, typer.Argument(metavar="ID", help="The ID of the hold.", min=1, max=console.LARGEST)
    ],
    by: By,
) -> None:
    """Lift a hold, so that what it kept is deleted when its time is up."""
    with console.records() as database:
        try:
            with database.unit_of_work(_workspace_of(database, hold_id)) as session:
                retention.lift(session, hold_id, by=by, now=console.now())
        except Refusal as refusal:
            raise console.failed(refusal.sentence) from refusal
    console.out.print(_("Hold {id} is lifted.").format(id=hold_id))


@holds.command("list")
def listing(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List all holds, including those that were lifted."""
    with console.records() as database, database.reading_across_workspaces() as session:
        found = [_told(one) for one in storage.holds.everything(session)]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    titles = _("id"), _("where"), _("set"), _("by"), _("because"), _("lifted")
    console.print_table(titles, map(_row, found))


def _row(told: dict[str, Any]) -> Sequence[str]:
    where = f"{told['workspace']} {told['partnership'] or _('everything')}"
    set_ = (told["set_at"], told["set_by"], told["because"])
    return str(told["id"]), where, *set_, told["lifted_at"] or ""


def _told(held: Held) -> dict[str, Any]:
    hold = held.hold
    return {
        "id": hold.id,
        "workspace": hold.workspace_id,
        "partnership_id": hold.partnership_id,
        "partnership": held.partnership.name if held.partnership else None,
        "set_at": hold.set_at.isoformat(timespec="minutes"),
        "set_by": hold.set_by,
        "because": hold.because,
        "lifted_at": hold.lifted_at.isoformat(timespec="minutes") if hold.lifted_at else None,
        "lifted_by": hold.lifted_by or None,
    }


def _workspace_of(database: Database, hold_id: int) -> str:
    with database.reading_across_workspaces() as session:
        found = {one.hold.id: one.hold.workspace_id for one in storage.holds.everything(session)}
    # One that is not there is refused with the same sentence as one that was lifted.
    return found.get(hold_id, "-")
