"""The operator's look at what will be said: a table, or JSON for machines."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from operator import attrgetter
from typing import Annotated, Any

import typer

from bot import console
from bot.rules.language import _, ngettext
from bot.services import schedules
from bot.services.schedules import Planned

commands = typer.Typer(help="Show what will be said, and when.", invoke_without_command=True)


@commands.callback()
def listing(
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="How many days ahead.")] = 14,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List what waits to be sent and what the clock will say, in all workspaces."""
    now = console.now()
    with console.records() as database, database.reading_across_workspaces() as session:
        until = now + timedelta(days=days)
        found = sorted(schedules.everything(session, now=now, until=until), key=attrgetter("at"))
    if as_json:
        typer.echo(json.dumps([_told(one) for one in found], indent=2))
    elif found:
        titles = _("when"), _("there"), _("what"), _("people"), _("partnership"), _("where")
        console.print_table(titles, map(_row, found))
    else:
        words = ngettext(
            "Nothing will be said within {days} day.",
            "Nothing will be said within {days} days.",
            days,
        )
        console.out.print(words.format(days=days))


def _row(one: Planned) -> Sequence[str]:
    return (
        f"{one.at:%Y-%m-%d %H:%M} UTC",
        one.local_time,
        one.what,
        str(one.people or ""),
        str(one.partnership or ""),
        f"{one.workspace} {one.channel}",
    )


def _told(one: Planned) -> dict[str, Any]:
    return {**asdict(one), "at": one.at.isoformat()}
