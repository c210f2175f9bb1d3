"""What `check` looks at, in the order in which it has to be put right."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import manifest, starting
from bot.app import Clients
from bot.rules.language import _, ngettext
from bot.services.installations import missing_scopes
from bot.settings import DatabaseSettings, Settings, SettingsProblems, load
from bot.slack.identity import Identity
from bot.starting import CannotStart, Schema
from handlers.installing import INSTALL_PATH
from storage import backlog, coordinators, failures, installations, ticks, workspaces
from storage.backlog import Stuck
from storage.database import Database
from storage.encryption import Keys
from storage.installations import Live

# Slack's signatures hold for five minutes; long before that somebody should look at the clock.
_CLOCK_TOLERANCE = timedelta(seconds=60)
# Processes tell of their ticks twice a minute.
_TICK_TOLERANCE = timedelta(minutes=5)
_MOST_NAMED = 5


@dataclass(frozen=True)
class Finding:
    """One line of the check: it is fine, or the sentence says what to do."""

    about: str
    fine: bool
    sentence: str


def findings(clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at yet is left out."""
    try:
        settings = load(Settings)
        yield Finding("settings", True, _("complete"))
        yield _sealing(settings)
        yield from _slack(settings, clock)
        many = settings if settings.for_many else None
    except SettingsProblems as wrong:
        for sentence in wrong.problems:
            yield Finding("settings", False, sentence)
        if any(sentence.startswith("DATABASE_URL") for sentence in wrong.problems):
            return
        many = None
    url = load(DatabaseSettings).database_url.get_secret_value()
    with closing(Database(url)) as database:
        yield from _database(database, clock(), many)


def _sealing(settings: Settings) -> Finding:
    if settings.sealing_key is None:
        sentence = _("no SEALING_KEY, so nothing is asked anonymously: see sealing-key")
        return Finding("sealing", True, sentence)
    return Finding("sealing", True, _("answers can be kept anonymous"))


def _slack(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    if settings.slack_bot_token is None:
        yield from _slack_of_many(settings, clock)
        return
    client = Clients(settings).calling(settings.slack_bot_token.get_secret_value())
    try:
        told = starting.identify(client)
    except CannotStart as problem:
        yield Finding("token", False, problem.sentence)
        return
    yield Finding("token", True, _("belongs to {name}").format(name=told.workspace_name))
    yield _scopes(told)
    if told.told_at is not None:
        yield _clock(abs(clock() - told.told_at))
    if settings.slack_app_token is not None:
        try:
            starting.try_app_token(client, settings.slack_app_token.get_secret_value())
            yield Finding("socket mode", True, _("Slack gives an address to connect to"))
        except CannotStart as problem:
            yield Finding("socket mode", False, problem.sentence)


def _slack_of_many(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    try:
        told_at = starting.time(Clients(settings).calling(None))
    except CannotStart as problem:
        yield Finding("slack", False, problem.sentence)
        return
    yield Finding("slack", True, _("answers"))
    if told_at is not None:
        yield _clock(abs(clock() - told_at))


def _installations(database: Database, settings: Settings) -> Iterator[Finding]:
    """Name the installations whose token cannot be read, or may not do all that is needed."""
    keys = settings.encryption_keys
    if keys is None or settings.public_url is None:
        return
    with database.reading_across_workspaces() as session:
        live = installations.live(session)
    found = [*_troubled(live, Keys.from_setting(keys.get_secret_value()), settings.public_url)]
    if not found:
        sentence = ngettext(
            "{n} workspace or organization has installed the bot, at {address}",
            "{n} workspaces or organizations have installed the bot, at {address}",
            len(live),
        )
        address = settings.public_url + INSTALL_PATH
        yield Finding("installed", True, sentence.format(n=len(live), address=address))
    yield from found


def _troubled(live: Sequence[Live], keys: Keys, public_url: str) -> Iterator[Finding]:
    for one in live:
        missing = missing_scopes(one, manifest.scopes())
        if not keys.can_read(one.token):
            sentence = _("The token of {name} needs a key that is not in ENCRYPTION_KEYS.")
            yield Finding("installed", False, sentence.format(name=one.name))
        if missing:
            sentence = _("{name} has not allowed {scopes}. Somebody there should open {link}")
            link = f"{public_url}{INSTALL_PATH}?team={one.id}"
            said = sentence.format(name=one.name, scopes=", ".join(missing), link=link)
            yield Finding("installed", False, said)


def _scopes(told: Identity) -> Finding:
    missing = sorted(manifest.scopes() - told.scopes)
    spare = sorted(told.scopes - manifest.scopes())
    if missing:
        sentence = _("missing: {scopes}. Add them under OAuth & Permissions, and install again.")
        return Finding("scopes", False, sentence.format(scopes=", ".join(missing)))
    if spare:
        sentence = _("all there; these are not needed: {scopes}")
        return Finding("scopes", True, sentence.format(scopes=", ".join(spare)))
    return Finding("scopes", True, _("all there"))


def _clock(apart: timedelta) -> Finding:
    if apart <= _CLOCK_TOLERANCE:
        return Finding("clock", True, _("agrees with Slack's"))
    sentence = _("{seconds} seconds off from Slack's. Turn on network time on this computer.")
    return Finding("clock", False, sentence.format(seconds=int(apart.total_seconds())))


def _database(database: Database, now: datetime, many: Settings | None) -> Iterator[Finding]:
    try:
        found = starting.look_at(database)
    except CannotStart as problem:
        yield Finding("database", False, problem.sentence)
        return
    if found is Schema.CURRENT:
        yield Finding("database", True, _("there, with the right schema"))
        yield _ticks(database, now)
        if many is not None:
            yield from _installations(database, many)
        yield from _shut_out(database)
        yield from _coordinators(database)
        yield from _failures(database, now)
        yield from _messages(database, now)
    elif starting.is_sqlite(database):
        yield Finding(
            "database", True, _("will be created or brought up to date at the next start")
        )
    else:
        yield Finding("database", False, _("has an old schema. Run: python -m bot migrate"))


def _ticks(database: Database, now: datetime) -> Finding:
    with database.reading_across_workspaces() as session:
        known = ticks.last(session)
    if not known:
        return Finding("timetable", True, _("starts when the bot first runs"))
    last = max(known.values())
    if now - last <= _TICK_TOLERANCE:
        return Finding("timetable", True, _("is running"))
    sentence = _("The clock last ticked at {at}. Is the bot running with its clock on?")
    return Finding("timetable", False, sentence.format(at=_moment(last)))


def _shut_out(database: Database) -> Iterator[Finding]:
    with database.reading_across_workspaces() as session:
        shut_out = workspaces.those_shut_out(session)
    for workspace in shut_out:
        sentence = (
            _(
                "{name} has locked the bot out since {since} ({code}). Everything for it waits, "
                "and continues by itself once the token works again."
            )
            if workspace.uninstalled_at is None
            else _(
                "{name} uninstalled the bot at {since} ({code}). Everything for it rests, and "
                "continues when somebody there installs it again."
            )
        )
        since = _moment(workspace.shut_out_at) if workspace.shut_out_at else ""
        said = sentence.format(
            name=workspace.name, since=since, code=workspace.shut_out_because or ""
        )
        yield Finding("workspace", False, said)


def _coordinators(database: Database) -> Iterator[Finding]:
    """Name the workspaces whose partnerships nobody looks after."""
    with database.reading_across_workspaces() as session:
        without = coordinators.missing(session)
    sentence = _(
        "Nobody coordinates the partnerships of {name}. Name a coordinator: python -m bot "
        "coordinator add {id}/USER"
    )
    for workspace in without:
        yield Finding("coordinator", False, sentence.format(name=workspace.name, id=workspace.id))


def _failures(database: Database, now: datetime) -> Iterator[Finding]:
    """Name the rows that a job cannot be done for, the most stubborn ones."""
    with database.reading_across_workspaces() as session:
        failing = failures.still(session, now)
    for one in failing[:_MOST_NAMED]:
        sentence = ngettext(
            "“{job}” failed once for row {row} ({error}); next try at {at}.",
            "“{job}” failed {n} times for row {row} ({error}); next try at {at}.",
            one.times,
        )
        said = sentence.format(
            job=one.job, n=one.times, row=one.row_id, error=one.error, at=_moment(one.try_after)
        )
        yield Finding("rows", False, said)
    more = len(failing) - _MOST_NAMED
    if more > 0:
        sentence = ngettext("The same goes for {n} more.", "The same goes for {n} more.", more)
        yield Finding("rows", False, sentence.format(n=more))


def _messages(database: Database, now: datetime) -> Iterator[Finding]:
    with database.reading_across_workspaces() as session:
        late = backlog.late(session, now)
        uncertain = backlog.uncertain(session)
        rejected = backlog.rejected(session, now)
    if not (late.how_many or uncertain.how_many or rejected.how_many):
        yield Finding("messages", True, _("none are stuck"))
    if late.how_many:
        sentence = ngettext(
            "{n} has been late since {since}. Is the bot running with its clock on?",
            "{n} are late, the oldest since {since}. Is the bot running with its clock on?",
            late.how_many,
        )
        yield _stuck(late, sentence)
    if uncertain.how_many:
        sentence = ngettext(
            "{n} may or may not have reached Slack ({example}); it will be tried again.",
            "{n} may or may not have reached Slack ({example}); they will be tried again.",
            uncertain.how_many,
        )
        yield _stuck(uncertain, sentence)
    if rejected.how_many:
        sentence = ngettext(
            "{n} was refused by Slack in the last two weeks ({example}).",
            "{n} were refused by Slack in the last two weeks ({example}).",
            rejected.how_many,
        )
        yield _stuck(rejected, sentence)


def _stuck(stuck: Stuck, sentence: str) -> Finding:
    since = "" if stuck.oldest is None else _moment(stuck.oldest)
    said = sentence.format(n=stuck.how_many, since=since, example=stuck.example or "")
    return Finding("messages", False, said)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
