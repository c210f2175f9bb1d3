"""Whoever has the records, but not the key, learns neither who answered, nor what, nor when."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import DateTime, text

from bot.rules.pulse import Ballot
from bot.rules.vocabulary import Side
from scheduler.pulses import count_due
from storage import schema
from storage.base import Base
from storage.database import Database
from storage.models import PulseRoll, PulseUrn
from storage.portable import LEFT_OUT
from storage.sealing import Seal
from tests.asking import answers, crowd
from tests.pulses import END, Pulse
from tests.stage import Stage

SECRET = "Nobody dares to say that the Fridays are too long."
BALLOTS = {PulseRoll.__tablename__, PulseUrn.__tablename__}


@pytest.fixture
def asked(database):
    pulse = Pulse(database, school=7, partner=6)
    pulse.ask()
    return pulse


def rows(database: Database) -> dict[str, list[str]]:
    """Return everything that is remembered, by table."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in Base.metadata.sorted_tables
        }


def test_a_vote_changes_two_tables_and_in_them_one_row_a_side(asked):
    before = rows(asked.database)
    sizes = set()
    for number, person in enumerate(asked.people):
        asked.vote(person, 1 + number % 5, SECRET if number % 2 else "")
        after = rows(asked.database)
        assert {name for name in after if after[name] != before[name]} <= BALLOTS
        assert all(len(after[name]) <= len(Side) for name in BALLOTS)
        with asked.database.engine.connect() as connection:
            sealed = connection.execute(text("SELECT sealed FROM pulse_urns")).scalars()
            sizes |= {len(one) for one in sealed}

    assert len(sizes) == 1, "an urn does not grow with the ballots in it"


def test_nothing_in_these_tables_has_a_time_a_number_or_a_person():
    for name in BALLOTS:
        table = Base.metadata.tables[name]
        refers = {key.column.table.name for column in table.c for key in column.foreign_keys}
        assert refers == {"workspaces", "pulse_waves"}
        assert not any(isinstance(column.type, DateTime) for column in table.c)
        assert set(table.primary_key.columns.keys()) == {"wave_id", "side"}


def test_no_word_and_no_name_is_beside_a_ballot(asked):
    for person in asked.people:
        asked.vote(person, 5, SECRET)
    ballots = str([rows(asked.database)[name] for name in BALLOTS])

    assert SECRET[:12] not in ballots
    for person in asked.people:
        # What is sealed may hold any three letters by chance.
        assert not re.search(rf"(?<![\w-]){person.user_id}(?![\w-])", ballots)
    with asked.database.engine.connect() as connection:
        for roll in connection.execute(text("SELECT tokens FROM pulse_rolls")).scalars():
            assert roll.split() == sorted(roll.split())


def test_the_bytes_on_the_disk_hold_no_word_of_an_answer(tmp_path):
    """In the file, and in the log of what was written to it, also after the urns are gone."""
    file = tmp_path / "touchstone.db"
    database = Database(f"sqlite:///{file}", seal=Seal([Seal.new_key()]))
    schema.migrate(database.engine)
    pulse = Pulse(database, school=4, partner=3)
    pulse.ask()
    for person in pulse.people[:4]:
        pulse.vote(person, 2, SECRET)
    written = _bytes(tmp_path)
    assert pulse.codes()[0].encode() in written, "the look would find something that is in clear"
    assert SECRET.encode() not in written

    count_due(database, END)
    assert SECRET.encode() not in _bytes(tmp_path), "four are too few, so it is never shown"
    database.close()


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_the_order_on_the_disk_says_nothing(asked):
    """No row is added with a vote, so that no system column can tell one ballot from another."""
    for person in asked.people:
        asked.vote(person, 3)
    column = "xmin::text || ctid::text" if _is_postgres(asked.database) else "rowid"
    with asked.database.engine.connect() as connection:
        for name in BALLOTS:
            places = connection.execute(text(f"SELECT {column} FROM {name}")).all()  # noqa: S608
            assert len(places) == len(Side)


def _is_postgres(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


def test_after_the_end_not_even_the_key_brings_an_answer_back(asked):
    for person in asked.people:
        asked.vote(person, 3)
    count_due(asked.database, END)

    assert rows(asked.database)["pulse_urns"] == []


def test_the_same_ballots_in_another_order_leave_the_same(asked):
    """Even to whoever has the key."""
    codes = asked.codes()
    for number, person in enumerate(asked.school):
        asked.cast_ballot(person, Ballot({codes[0]: 1 + number % 5}))
    one = asked.urn(Side.SCHOOL)
    count_due(asked.database, END)
    asked.again()
    codes_now = asked.codes()
    for number, person in reversed(list(enumerate(asked.school))):
        asked.cast_ballot(person, Ballot({codes_now[0]: 1 + number % 5}))

    assert list(asked.urn(Side.SCHOOL).scores.values()) == list(one.scores.values())


def test_the_log_puts_nobody_beside_a_ballot(stage, caplog):
    """Nor does anything that is kept or shown while people answer."""
    school, _partner = crowd(stage, 6, 5)
    stage.ana.types("/partner pulse", stage.room)
    stage.ana.clicks("Ask now")
    stage.tick()
    shown = _shown_to(stage)
    before = _without_ballots(stage.database)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        for person in school[1:4]:
            answers(person, stage.room, 1, words=SECRET)
            person.closes()

    for record in caplog.records:
        about = repr(vars(record))
        if record.name.partition(".")[0] in ("handlers", "bot", "storage", "scheduler"):
            assert not any(person.id in about for person in school)
            assert "pulse" not in about
        assert SECRET not in about
    assert _without_ballots(stage.database) == before, "no time, no audit, no message"
    assert _shown_to(stage) == shown, "while it is open, nothing tells how many have answered"


def _shown_to(stage: Stage) -> list[str]:
    """Return all that a lead who has not answered yet is shown, wherever they look."""
    stage.ana.opens_home()
    seen = [stage.ana.sees("home")]
    for command in ("digest", "details", "pulse", "themes", "actions"):
        stage.ana.types(f"/partner {command}", stage.room)
        if stage.ana.modal is None:
            seen.append(stage.ana.ephemerals[-1].text)
        else:
            seen.append(repr(stage.ana.modal.blocks))
            stage.ana.closes(everything=True)
    return seen


def test_an_export_holds_neither_rolls_nor_urns():
    assert set(LEFT_OUT) >= BALLOTS


def _without_ballots(database: Database) -> dict[str, Any]:
    return {name: kept for name, kept in rows(database).items() if name not in BALLOTS}
