"""Bad moments: Slack or the database does not do its part; people hear of it and lose nothing."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from bot.playground import Person
from storage.database import Database
from tests.stage import Stage

BUSY = "The record is busy right now, and nothing was saved."


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Keep the table of partnerships to ourselves, as a long migration or a backup would."""
    with database.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE partnerships IN ACCESS EXCLUSIVE MODE"))
        yield


@contextmanager
def gone(database: Database) -> Iterator[None]:
    """Take the database away and bring it back: its file, or every way into its server."""
    database.close()
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        away = file.rename(file.with_suffix(".away"))
        yield
        database.close()
        away.rename(file)
        return
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        yield
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))
    server.dispose()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the file of a SQLite database grow no more, as on a full disk."""

    def limit(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the pages it has for it

    database.close()
    with closing(sqlite3.connect(database.engine.url.database or "")) as connection:
        connection.execute("VACUUM")  # no page is left over from before
    event.listen(database.engine, "connect", limit)
    yield
    event.remove(database.engine, "connect", limit)
    database.close()


def problems(person: Person) -> str:
    """What the open form says at its fields."""
    assert person.modal is not None
    return " ".join(person.modal.errors.values())


def title(person: Person) -> str:
    return person.modal.title if person.modal else ""


@pytest.fixture
def form(stage: Stage) -> Stage:
    """A partnership whose first check-in is open, and Ana with its form filled in."""
    stage.set_up()
    stage.advance(days=1)
    stage.tick()
    stage.ana.types("/checkin", stage.room)
    stage.ana.fills({"Wins": "Three lab days are booked."})
    return stage


def test_a_locked_database_leaves_the_form_as_it_was(form: Stage):
    with locked(form.database):
        form.ana.submits()
    assert BUSY in problems(form.ana)
    form.ana.submits()
    assert "Three lab days are booked." in form.ana.sees()
    assert form.slack.refusals == []


def test_a_database_that_is_gone_for_a_moment_leaves_the_form_as_it_was(form: Stage):
    with gone(form.database):
        form.ana.submits()
    assert BUSY in problems(form.ana)
    form.ana.submits()
    assert "Three lab days are booked." in form.ana.sees()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_the_form_as_it_was(form: Stage):
    boxes = ("Wins", "Challenges", "What we need from the other side", "What we will change")
    form.ana.fills(dict.fromkeys(boxes, "Buses. " * 280))
    with full(form.database):
        form.ana.submits()
    assert BUSY in problems(form.ana)
    form.ana.submits()
    assert "Buses." in form.ana.sees()


def test_a_locked_database_is_said_after_a_command(stage: Stage):
    stage.set_up()
    with locked(stage.database):
        stage.ana.types("/partner pause", stage.room)
    assert BUSY in stage.ana.sees(stage.room)
    assert "give your IT team the reference" in stage.ana.sees(stage.room)


def test_what_people_wrote_is_not_in_the_log_of_a_failure(
    form: Stage, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG), locked(form.database):
        form.ana.submits()
    assert any(record.message == "unexpected" for record in caplog.records)
    assert "Three lab days" not in "".join(repr(vars(record)) for record in caplog.records)


def test_a_button_whose_trigger_is_too_old_says_to_press_again(stage: Stage):
    stage.set_up()
    stage.ana.closes()
    stage.slack.trouble.next("views.open", error="expired_trigger_id")
    stage.ana.clicks("Goals", stage.room)
    assert title(stage.ana) == ""
    assert "Please press it once more" in stage.ana.sees(stage.room)
    stage.ana.clicks("Goals", stage.room)
    assert title(stage.ana) == "Goals"


def test_a_command_whose_trigger_is_too_old_says_to_type_again(stage: Stage):
    stage.set_up()
    stage.slack.trouble.next("views.open", error="expired_trigger_id")
    stage.ana.types("/goal", stage.room)
    assert "Please press it once more" in stage.ana.sees(stage.room)


@pytest.mark.parametrize(
    "trouble",
    [
        {"retry_after": 30},
        {"status": 500},
        {"html": True},
        {"lose_reply": True},
        {"reset": True},
        {"error": "internal_error"},
    ],
    ids=["429", "500", "nonsense", "no reply", "nothing", "internal error"],
)
def test_whatever_slack_answers_the_person_hears_what_to_do(stage: Stage, trouble):
    stage.set_up()
    stage.slack.trouble.next("views.open", **trouble)
    stage.ana.types("/goal", stage.room)
    assert "Please try once more" in stage.ana.sees(stage.room)
    stage.ana.types("/goal", stage.room)
    assert title(stage.ana) == "Goals"
