"""Two worlds that differ in nothing but who spoke without a name: nobody can tell them apart."""

from collections.abc import Callable
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.playground import Person
from storage import schema
from storage.base import Base
from storage.database import Database
from storage.models import Person as PersonRow
from storage.sealing import Seal
from tests.giving_feedback import give, next_morning, of_eight
from tests.stage import Stage, raised

World = Callable[[str, pytest.LogCaptureFixture], dict[str, Any]]

KEY = Seal.new_key()
# What is random, or closed with the key, differs between any two worlds.
RANDOM = {"once", "sealed_author", "sealed_to", "token"}


@pytest.fixture
def worlds(tmp_path: Path) -> World:
    """Make worlds, one after the other, and play in each with another author."""

    def play(author: str, caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
        with closing(Database(f"sqlite:///{tmp_path / author}.db", seal=Seal([KEY]))) as database:
            schema.migrate(database.engine)
            with raised(database) as stage:
                return played(stage, author, caplog)

    return play


def played(stage: Stage, name: str, caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Play a whole conversation; return all that anybody but its author can get hold of."""
    of_eight(stage)
    make_them_different(stage)
    stage.advance(hours=1)
    stage.tick()
    author: Person = getattr(stage, name)
    caplog.clear()
    give(author, stage.room, anonymous=True)
    author.closes()
    next_morning(stage)
    stage.ana.clicks("Follow up", "dm")
    stage.ana.fills({"What I want to ask or say": "Which day is it worst?"})
    stage.ana.submits()
    stage.ana.closes()
    stage.tick()
    author.clicks("Answer", "dm")
    author.fills({"My answer": "Fridays."})
    author.submits()
    author.closes()
    next_morning(stage)
    stage.ben.clicks("Make a theme", "dm")
    stage.ben.fills(
        {
            "What was said": "Buses leave too early",
            "Where it stands": "Planned",
            "Our answer": "We ask for a later one.",
        }
    )
    stage.ben.submits()
    stage.ben.closes()
    stage.tick()
    assert "We ask for a later one." in author.sees("dm")
    author.clicks("Close conversation", author.direct_messages[0])
    next_morning(stage)
    return {
        "rows": rows(stage),
        "log": [
            (one.name, one.getMessage(), {k: v for k, v in vars(one).items() if k in LOGGED})
            for one in caplog.records
            if not one.name.startswith(("slack", "sqlalchemy"))
        ],
        **{
            one.name: stage.slack.text_of(one.dm, one)
            for one in (stage.ana, stage.ben, stage.cara)
            if one is not author
        },
        "channel": stage.slack.text_of(stage.room, stage.ana),
    }


LOGGED = {"row", "workspace", "status", "attempt", "route", "kind", "job", "code"}


def make_them_different(stage: Stage) -> None:
    """Give the two who may speak other hours, zones and absences: none of it may show."""
    for person, columns in (
        (stage.dev, {"time_zone": "Asia/Tokyo", "hours_start": time(6), "hours_end": time(8)}),
        (stage.cara, {"away_until": stage.now + timedelta(days=30)}),
    ):
        with stage.database.unit_of_work(stage.workspace_id) as session:
            session.execute(
                update(PersonRow).where(PersonRow.user_id == person.id).values(**columns)
            )


def rows(stage: Stage) -> dict[str, list[str]]:
    """Return all that the database has, without what differs between any two worlds."""
    found = {}
    with stage.database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in RANDOM]
            found[table.name] = sorted(map(repr, connection.execute(select(*columns))))
    return found


def test_neither_rows_nor_log_nor_messages_tell_who_spoke(worlds, caplog):
    with caplog.at_level("INFO"):
        of_dev, of_cara = worlds("dev", caplog), worlds("cara", caplog)
    assert len(of_dev["rows"]["feedback_notes"]) == 4
    assert sum("sealed" in one for one in of_dev["rows"]["outbox_messages"]) == 2
    assert of_dev["log"]
    for table, kept in of_dev["rows"].items():
        assert kept == of_cara["rows"][table], table
    assert of_dev["log"] == of_cara["log"]
    for place in of_dev.keys() & of_cara.keys() - {"rows", "log"}:
        assert of_dev[place] == of_cara[place], place
