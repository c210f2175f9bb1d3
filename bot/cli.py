"""The operator's commands."""

from contextlib import closing
from typing import Annotated, Any

import typer
from rich.text import Text
from typer.core import TyperGroup

import storage.installations
from bot import (
    checks,
    console,
    logs,
    manifest,
    running,
    samples,
    starting,
)
from bot.commands import (
    audit,
    backup,
    calendar,
    coordinator,
    export,
    outbox,
    person,
    retention,
    schedule,
)
from bot.rules.language import _, ngettext
from bot.services import operators
from bot.settings import DatabaseSettings, ManifestSettings, RekeySettings, Settings
from bot.starting import CannotStart
from scheduler.steady import SteadyClock
from storage.database import Database
from storage.encryption import Keys
from storage.sealing import Seal


class _Commands(TyperGroup):
    """The commands, which take what is typed as the text that it is."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        for typed in args:
            try:
                typed.encode()
            except UnicodeEncodeError:
                raise typer.BadParameter("what was typed is not in UTF-8", ctx=ctx) from None
        return super().parse_args(ctx, args)


cli = typer.Typer(
    cls=_Commands,
    help="Touchstone keeps school–community partnerships alive between meetings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(audit.commands, name="audit")
cli.add_typer(calendar.commands, name="calendar")
cli.add_typer(coordinator.commands, name="coordinator")
cli.add_typer(outbox.commands, name="outbox")
cli.add_typer(person.commands, name="person")
cli.add_typer(retention.holds, name="hold")
cli.add_typer(schedule.commands, name="schedule")
cli.command("policy")(retention.policy)
cli.command("backup")(backup.backup)
cli.command("restore")(backup.bring_back)
cli.command("export")(export.export)
cli.command("import")(export.bring)


@cli.command()
def run(
    no_scheduler: Annotated[
        bool, typer.Option("--no-scheduler", help="Leave the clock to another process.")
    ] = False,
) -> None:
    """Connect to Slack and start the clock."""
    chosen = console.load(Settings)
    logs.configure(chosen.log_level, chosen.log_format)
    try:
        clock = SteadyClock(console.now)
        running.serve(running.prepare(chosen, with_clock=not no_scheduler, clock=clock))
    except CannotStart as problem:
        raise console.stopped(problem) from problem


@cli.command()
def migrate() -> None:
    """Bring the database up to date; a SQLite file is copied first."""
    url = console.load(DatabaseSettings).database_url.get_secret_value()
    with closing(Database(url)) as database:
        try:
            copy = starting.migrate(database, console.now())
        except CannotStart as problem:
            raise console.stopped(problem) from problem
    if copy is not None:
        console.out.print(_("A copy of the file as it was: {copy}").format(copy=copy))
    console.out.print(_("The database is up to date."))


@cli.command()
def check() -> None:
    """Check everything that the bot needs, and say what to do where something is wrong."""
    all_fine = True
    for finding in checks.findings(console.now):
        all_fine = all_fine and finding.fine
        mark = ("ok  ", "green") if finding.fine else ("look", "red")
        console.out.print(Text.assemble(mark, f"  {finding.about:<12}{finding.sentence}"))
    if not all_fine:
        raise typer.Exit(console.FAILED)


@cli.command("sealing-key")
def print_sealing_key() -> None:
    """Print a new key for SEALING_KEY; it is not kept anywhere."""
    typer.echo(Seal.new_key())


@cli.command()
def rekey() -> None:
    """Encrypt every token in the database again, with the first of the ENCRYPTION_KEYS."""
    keys = Keys.from_setting(console.load(RekeySettings).encryption_keys.get_secret_value())
    with console.records() as database, database.across_workspaces() as session:
        renewed, unreadable = storage.installations.renew(session, keys)
        operators.remember_renewed(session, renewed)
    n = len(renewed)
    sentence = ngettext("{n} token was encrypted again.", "{n} tokens were encrypted again.", n)
    console.out.print(sentence.format(n=n))
    for name in unreadable:
        sentence = _("The token of {name} needs a key that is not in ENCRYPTION_KEYS.")
        console.err.print(sentence.format(name=name))
    if unreadable:
        raise typer.Exit(console.FAILED)


@cli.command("manifest")
def print_manifest(
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode.")] = False,
    http: Annotated[
        str, typer.Option("--http", metavar="URL", help="For HTTP, with the bot's public address.")
    ] = "",
    many: Annotated[
        bool,
        typer.Option("--many", help="For many workspaces; the default if SLACK_CLIENT_ID is set."),
    ] = False,
) -> None:
    """Print the app's manifest, to paste into Slack."""
    if socket == bool(http):
        raise typer.BadParameter("choose --socket, or --http with the bot's public address")
    if http and not http.startswith("https://"):
        raise typer.BadParameter("Slack sends only to addresses that start with https://")
    many = many or console.load(ManifestSettings).slack_client_id is not None
    made = manifest.over_http(http, for_many=many) if http else manifest.read()
    typer.echo(manifest.as_text(made), nl=False)


@cli.command()
def preview(
    view: Annotated[
        str,
        typer.Argument(
            metavar="VIEW", help="Such as checkins.invitation; leave it out to list all."
        ),
    ] = "",
    show: Annotated[
        bool, typer.Option("--open", help="Show it in a browser, as people see it.")
    ] = False,
) -> None:
    """Print the Block Kit JSON of a view with sample values, for Slack's Block Kit Builder."""
    names = "\n".join(samples.SAMPLES)
    if not view:
        typer.echo(names)
    elif view in samples.SAMPLES and show:
        from bot.demo import exhibit  # noqa: PLC0415  # as below

        exhibit.keep_open(view, say=console.out.print)
    elif view in samples.SAMPLES:
        typer.echo(samples.as_json(view))
    else:
        console.err.print(_("There is no view {view}. Choose one of these:").format(view=view))
        typer.echo(names, err=True)
        raise typer.Exit(console.WRONG_SETTINGS)


@cli.command("demo")
def show_demo(
    http: Annotated[
        bool, typer.Option("--http", help="Over signed HTTP, not Socket Mode.")
    ] = False,
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="On a PostgreSQL server.")
    ] = "",
) -> None:
    """Play a quarter of two partnerships, on a Slack of its own, in seconds."""
    from bot import demo  # noqa: PLC0415  # it brings a whole Slack along, which `run` has no use for

    logs.configure("warning", "text")
    try:
        went_well = demo.show(database or None, over_http=http, out=console.out)
    except CannotStart as problem:
        raise console.stopped(problem) from problem
    if not went_well:
        raise typer.Exit(console.FAILED)


@cli.command()
def play(
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="Port of the page; otherwise 8750, if it is free."
        ),
    ] = None,
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="On a PostgreSQL server.")
    ] = "",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser, if there is one.")
    ] = True,
) -> None:
    """Try the bot in a browser, as several people, on a Slack of its own."""
    from bot.demo import open_house  # noqa: PLC0415  # as above

    def say(address: str) -> None:
        console.out.print(_("Touchstone is open at {address}").format(address=address))
        console.out.print(_("This is not Slack, and it keeps nothing. Press Ctrl-C to stop."))

    logs.configure("error", "text")
    console.out.print(_("Playing what happened before you came ..."))
    try:
        open_house.keep_open(database or None, port=port, browser=browser, say=say)
    except CannotStart as problem:
        raise console.stopped(problem) from problem
