"""The operator's look at who changed or exported what."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

import storage.audit
from bot import console
from bot.rules.language import _
from bot.rules.people import PersonKey, former_member, is_former
from bot.views.audit import origin_words, what_words
from storage.audit import Entry, Filter

commands = typer.Typer(help="Show who changed or exported what.", invoke_without_command=True)


@commands.callback()
def listing(  # each is an option
    workspace_id: Annotated[
        str | None, typer.Option("--workspace", metavar="ID", help="Only this workspace.")
    ] = None,
    partnership_id: Annotated[
        int | None,
        typer.Option(
            "--partnership",
            metavar="ID",
            help="Only this partnership.",
            min=1,
            max=console.LARGEST,
        ),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="NAME", help="Only this kind of record, such as goals."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="TEAM/USER", help="Only what this person did.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="From this day on.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=console.LARGEST, help="Show at most this many.")
    ] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List who did what to which record, newest first; what was said is not included."""
    wanted = Filter(
        workspace_id=workspace_id,
        partnership_id=partnership_id,
        record=record,
        person=PersonKey(*person.split("/", 1)) if person and "/" in person else None,
        since=since.replace(tzinfo=UTC) if since else None,
    )
    if person and wanted.person is None:
        raise typer.BadParameter("write the person as TEAM/USER, such as T012AB/U034CD")
    with console.records() as database, database.reading_across_workspaces() as session:
        found = storage.audit.events(session, wanted, limit=limit)
    if as_json:
        typer.echo(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=2))
    else:
        titles = _("when"), _("who"), _("from"), _("what"), _("partnership"), _("where")
        console.print_table(titles, map(_row, found))


def _row(one: Entry) -> Sequence[str]:
    return (
        f"{one.at:%Y-%m-%d %H:%M} UTC",
        _who(one),
        origin_words(one.origin),
        what_words(one),
        one.partnership,
        one.workspace_id,
    )


def _who(one: Entry) -> str:
    if is_former(one.user_id):
        return former_member(one.user_id)
    if one.user_id:
        return f"{one.name} ({one.team_id}/{one.user_id})".strip()
    return one.operator or _("the clock")


def _told(one: Entry) -> dict[str, Any]:
    return {**asdict(one), "at": one.at.isoformat()}
