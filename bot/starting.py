"""What must be true before the bot starts: the right schema, and tokens that Slack knows."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.rules.language import _
from bot.slack import identity
from bot.slack.errors import NO_ANSWER
from bot.slack.identity import Identity
from storage import schema
from storage.database import Database

_BAD_TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)


class CannotStart(Exception):
    """The bot cannot start; `sentence` says what to do, `setting` names the one that is wrong."""

    def __init__(self, sentence: str, *, setting: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.setting = setting


class Schema(Enum):
    """How the schema of a database stands to the one that this code needs."""

    CURRENT = auto()
    EMPTY = auto()
    OLD = auto()


def open_database(url: str, now: datetime) -> Database:
    """Return the database with the schema that this code needs, or raise CannotStart."""
    database = Database(url)
    found = look_at(database)
    if found is not Schema.CURRENT:
        if not is_sqlite(database):
            database.close()
            raise CannotStart(_("The database has an old schema. Run: python -m bot migrate"))
        migrate(database, now)
    return database


def look_at(database: Database) -> Schema:
    """Return how the schema stands, without making a SQLite file; or raise CannotStart."""
    if is_sqlite(database) and not Path(database.engine.url.database or "").exists():
        return Schema.EMPTY
    with _database_answers(database):
        found = schema.version_of(database.engine)
    if found is None:
        return Schema.EMPTY
    if found not in schema.versions():
        database.close()
        raise CannotStart(_("The database was made by a newer Touchstone. Get the newest code."))
    return Schema.CURRENT if found == schema.version_needed() else Schema.OLD


def migrate(database: Database, now: datetime) -> Path | None:
    """Bring the schema up to date; return where a SQLite file was copied before, if it was."""
    found = look_at(database)
    copy = _copy_aside(database, now) if found is Schema.OLD else None
    with _database_answers(database):
        schema.migrate(database.engine)
    return copy


def _copy_aside(database: Database, now: datetime) -> Path | None:
    try:
        return schema.copy_aside(database.engine, now)
    except (OSError, sqlite3.Error) as error:
        database.close()
        why = error.strerror if isinstance(error, OSError) else str(error)
        sentence = _(
            "The database needs an update, and cannot be copied aside before it: {why}. "
            "Nothing was changed."
        )
        raise CannotStart(sentence.format(why=why)) from error


def is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


@contextmanager
def _database_answers(database: Database) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        database.close()
        raise cannot_be_used(error) from error


def cannot_be_used(error: DBAPIError) -> CannotStart:
    """Say in the database's own words why it does not do what it was asked."""
    why = str(error.orig).strip().partition("\n")[0].rstrip(".")
    return CannotStart(_("The database cannot be used: {why}.").format(why=why))


def identify(client: WebClient) -> Identity:
    """Return who the bot token belongs to, or raise CannotStart."""
    with slack_answers(client, "SLACK_BOT_TOKEN"):
        return identity.ask(client)


def time(client: WebClient) -> datetime | None:
    """Return what time it is by Slack's clock, or raise CannotStart."""
    with slack_answers(client, "SLACK_API_URL"):
        return identity.time(client)


def try_app_token(client: WebClient, token: str) -> None:
    """Ask Slack for a Socket Mode address, which lapses unused, or raise CannotStart."""
    with slack_answers(client, "SLACK_APP_TOKEN"):
        client.apps_connections_open(app_token=token)


@contextmanager
def slack_answers(client: WebClient, setting: str) -> Iterator[None]:
    """Turn what Slack does not accept, or does not answer, into CannotStart."""
    try:
        yield
    except SlackApiError as error:
        code = str(error.response.get("error", error.response.status_code))
        if code in _BAD_TOKEN:
            sentence = _("Slack does not accept {setting} ({code}). Copy it again from Slack.")
            sentence = sentence.format(setting=setting, code=code)
            raise CannotStart(sentence, setting=setting) from error
        raise _no_answer(client, code) from error
    except NO_ANSWER as error:
        raise _no_answer(client, str(error)) from error


def _no_answer(client: WebClient, why: str) -> CannotStart:
    sentence = _("Slack does not answer at {address}: {why}.")
    return CannotStart(sentence.format(address=client.base_url, why=why.rstrip(".")))
