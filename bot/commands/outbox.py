"""The operator's commands around messages: list them, look at one, send again, give up."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Annotated, Any

import typer

from bot import console
from bot.rules import pupil_guard
from bot.rules.language import _, ngettext
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import MessageStatus
from bot.services import outbox
from bot.services.outbox import Reason, Result
from storage import interventions
from storage.database import Database
from storage.interventions import Entry, Event

commands = typer.Typer(help="Look into the outbox, and step in.", invoke_without_command=True)

# So many messages share a transaction, for which whoever sends has to wait.
_AT_ONCE = 100

Key = Annotated[str, typer.Argument(metavar="KEY", help="As the list shows it.")]
Keys = Annotated[list[str] | None, typer.Argument(metavar="KEY...", help="As the list shows them.")]
Statuses = Annotated[
    list[MessageStatus] | None, typer.Option("--status", help="Only these; may be repeated.")
]
WorkspaceId = Annotated[
    str | None, typer.Option("--workspace", metavar="ID", help="Only this workspace.")
]
Prefix = Annotated[
    str,
    typer.Option(
        "--key", metavar="PREFIX", help="Only keys that start with this, such as cycle:42:"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
By = Annotated[
    str,
    typer.Option(
        "--by", metavar="NAME", help="Who does it; goes on record.", callback=console.name_kept
    ),
]
Because = Annotated[
    str,
    typer.Option(
        "--because", metavar="REASON", help="Why; goes on record.", callback=console.words_kept
    ),
]

Act = Callable[..., list[Result]]


@commands.callback()
def listing(
    context: typer.Context,
    statuses: Statuses = None,
    workspace_id: WorkspaceId = None,
    key_prefix: Prefix = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=console.LARGEST, help="Show at most this many.")
    ] = 100,
    as_json: AsJson = False,
) -> None:
    """List messages, newest first, without a word of what they say."""
    if context.invoked_subcommand is not None:
        return
    with console.records() as database, database.reading_across_workspaces() as session:
        found = interventions.entries(
            session,
            statuses=statuses or (),
            workspace_id=workspace_id,
            key_prefix=key_prefix,
            limit=limit,
        )
    if as_json:
        typer.echo(_json([_told(entry) for entry in found]))
    else:
        titles = _("key"), _("status"), _("since"), _("tries"), _("error"), _("where")
        console.print_table(titles, map(_row, found))


@commands.command()
def show(
    key: Key,
    workspace_id: WorkspaceId = None,
    with_words: Annotated[
        bool, typer.Option("--with-words", help="Also show what it says to people.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one message, and who stepped in on it; what it says is shown only on request."""
    with console.records() as database:
        [entry] = _found(database, [key], workspace_id)
        with database.reading_across_workspaces() as session:
            told = _told(entry)
            told["events"] = [
                _told(one) for one in interventions.events_of(session, entry.workspace_id, key)
            ]
            if with_words:
                told["payload"] = interventions.words_of(session, entry.id)
    if as_json:
        typer.echo(_json(told))
    else:
        _print_one(told)


@commands.command()
def retry(
    by: By,
    because: Because,
    keys: Keys = None,
    statuses: Statuses = None,
    workspace_id: WorkspaceId = None,
    key_prefix: Prefix = "",
) -> None:
    """Send again what was given up or is waiting: these messages, or all with a status."""
    if bool(keys) == bool(statuses):
        raise typer.BadParameter("give keys, or --status for all messages with that status")
    with console.records() as database:
        if keys:
            chosen = _found(database, keys, workspace_id)
        else:
            with database.reading_across_workspaces() as session:
                chosen = interventions.entries(
                    session,
                    statuses=statuses or (),
                    workspace_id=workspace_id,
                    key_prefix=key_prefix,
                )
        _step_in(database, chosen, outbox.retry, Reason(by, because))


@commands.command()
def drop(by: By, because: Because, keys: Keys, workspace_id: WorkspaceId = None) -> None:
    """Give up messages for good, along with what follows them in their threads."""
    with console.records() as database:
        chosen = _found(database, keys or (), workspace_id)
        _step_in(database, chosen, outbox.drop, Reason(by, because))


def _found(database: Database, keys: Sequence[str], workspace_id: str | None) -> Sequence[Entry]:
    """Return the messages with these keys, each of them exactly once, or say what is unclear."""
    with database.reading_across_workspaces() as session:
        found = interventions.entries(session, keys=keys, workspace_id=workspace_id)
    for key in keys:
        fitting = [entry.workspace_id for entry in found if entry.key == key]
        if not fitting:
            raise _unclear(_("There is no message {key}.").format(key=key))
        if len(fitting) > 1:
            sentence = _("{key} is in several workspaces: {ids}. Choose one with --workspace.")
            raise _unclear(sentence.format(key=key, ids=", ".join(sorted(fitting))))
    return found


def _unclear(sentence: str) -> typer.Exit:
    console.err.print(sentence)
    return typer.Exit(console.FAILED)


def _step_in(database: Database, chosen: Sequence[Entry], act: Act, reason: Reason) -> None:
    try:
        pupil_guard.ensure_may_be_kept(reason.because)
    except Refusal as refusal:
        raise typer.BadParameter(refusal.sentence) from refusal
    results: list[Result] = []
    for workspace_id, ids in _batches(chosen):
        with database.unit_of_work(workspace_id) as session:
            results += act(session, ids, reason=reason, now=console.now())
    done = sum(result.refusal is None for result in results)
    for result in results:
        if result.refusal is not None:
            console.err.print(f"{result.key}: {result.refusal}")
    console.out.print(
        ngettext("{n} message changed.", "{n} messages changed.", done).format(n=done)
    )
    if done < len(results):
        raise typer.Exit(console.FAILED)


def _batches(chosen: Sequence[Entry]) -> Iterator[tuple[str, list[int]]]:
    """Group by workspace, the oldest first: what follows a message comes after it."""
    ordered = sorted(chosen, key=attrgetter("workspace_id", "id"))
    for workspace_id, entries in groupby(ordered, key=attrgetter("workspace_id")):
        ids = (entry.id for entry in entries)
        while batch := list(islice(ids, _AT_ONCE)):
            yield workspace_id, batch


def _row(entry: Entry) -> Sequence[str]:
    return (
        entry.key,
        entry.status.value,
        _moment(entry.finished_at or entry.due_at),
        str(entry.attempts),
        entry.error,
        f"{entry.workspace_id} {entry.channel}",
    )


def _print_one(told: dict[str, Any]) -> None:
    for name, value in told.items():
        if name == "events":
            continue
        shown = _json(value) if name == "payload" else value
        console.out.print(f"{name:<13} {'–' if shown is None else shown}")
    for event in told["events"]:
        sentence = _("{at}: {kind} by {by}, because: {because} (it was {status})")
        console.out.print(sentence.format(**event))


def _told(record: Entry | Event) -> dict[str, Any]:
    told = asdict(record)
    told.pop("id", None)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.items()
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
