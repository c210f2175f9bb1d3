"""Everyone has a voice: what Dev says without a name is heard, asked about, answered, and told."""

import pytest
from sqlalchemy import func, select

from bot.playground import NotPossible
from storage.base import Base
from storage.models import Cycle
from tests.giving_feedback import WORDS, give, next_morning, of_eight
from tests.stage import Stage


def test_dev_is_heard_without_a_name(stage: Stage):
    of_eight(stage)
    ana, ben, dev, room = stage.ana, stage.ben, stage.dev, stage.room
    stage.advance(hours=1)

    # Dev has buttons only, and reads before and after who will see what.
    with pytest.raises(NotPossible):
        dev.types("/feedback", room)
    dev.clicks("Give feedback", room)
    assert "one of 6 people wrote" in dev.sees()
    dev.closes()
    give(dev, room, anonymous=True)
    assert "tomorrow or later, without your name" in dev.sees()
    dev.closes()
    stage.tick()
    assert WORDS not in ana.sees("dm")
    next_morning(stage)
    for lead in (ana, ben):
        assert WORDS in lead.sees("dm")
        assert "without a name" in lead.sees("dm")
        assert "Dev" not in lead.sees("dm")
    assert WORDS not in stage.cara.sees()

    # Ana asks back; Dev hears of it alone, and answers.
    ana.clicks("Follow up", "dm")
    ana.fills({"What I want to ask or say": "Which day is it worst?"})
    ana.submits()
    ana.closes()
    stage.tick()
    assert "Which day is it worst?" in ben.sees("dm")
    assert "Which day is it worst?" in dev.sees("dm")
    dev.clicks("Answer", "dm")
    assert "still without your name" in dev.sees()
    dev.fills({"My answer": "Fridays, always."})
    dev.submits()
    dev.closes()
    stage.tick()
    assert "Fridays" not in ana.sees("dm")
    next_morning(stage)
    assert "Fridays, always." in ana.sees("dm")
    assert "Fridays, always." in ben.sees("dm")

    # Ana makes a theme of it, in her own words, and answers it.
    ana.clicks("Make a theme", "dm")
    ana.fills({"What was said": "Buses leave too early"})
    ana.submits()
    ana.clicks("Answer", under="Buses leave too early")
    ana.fills({"Where it stands": "Being done", "Our answer": "A later bus on Fridays."})
    ana.submits()
    ana.closes()
    stage.tick()
    assert "A later bus on Fridays." in dev.sees("dm")
    assert "A later bus on Fridays." not in ben.sees("dm")

    # Everybody sees it, and the next digest opens with it.
    dev.clicks("Details", room)
    dev.clicks("You said → we did")
    assert "A later bus on Fridays." in dev.sees()
    dev.closes(everything=True)
    with stage.database.reading(stage.workspace_id) as session:
        cycle = session.scalars(select(Cycle)).one()
    stage.goes_to(cycle.digest_at)
    [digest] = [one.text for one in room.messages if one.text.startswith("Digest of")]
    opening = digest.splitlines()[1]
    assert "Buses leave too early" in opening
    assert "*Being done:* A later bus on Fridays." in opening
    assert not stage.slack.refusals
    assert not stage.slack.failures


def test_what_nobody_may_know_is_nowhere(stage: Stage, caplog: pytest.LogCaptureFixture):
    of_eight(stage)
    dev, room = stage.dev, stage.room
    stage.advance(hours=1)
    stage.tick()
    before, beside = _rows_with(stage, dev.id), _rows_beside(stage, dev.id)
    with caplog.at_level("DEBUG"):
        give(dev, room, anonymous=True)
        dev.closes()
        next_morning(stage)
        stage.ana.clicks("Follow up", "dm")
        stage.ana.fills({"What I want to ask or say": "Which day is it worst?"})
        stage.ana.submits()
        stage.tick()
        assert "Which day is it worst?" in dev.sees("dm")
    ours = [record for record in caplog.records if not record.name.startswith("slack")]
    assert not [one for one in ours if dev.id in str(vars(one)) or dev.dm.id in str(vars(one))]
    assert _rows_with(stage, dev.id) == before
    assert _rows_beside(stage, dev.id) == beside
    assert not _rows_with(stage, dev.dm.id)


def _rows_beside(stage: Stage, user_id: str) -> dict[str, int]:
    """Count the rows of each table that point at a person."""
    found = {}
    with stage.database.engine.connect() as connection:
        people = Base.metadata.tables["people"].c
        person_id = connection.scalar(select(people.id).where(people.user_id == user_id))
        for table in Base.metadata.sorted_tables:
            for key in table.foreign_keys:
                if key.column.table.name == "people":
                    theirs = select(func.count()).where(key.parent == person_id)
                    found[f"{table.name}.{key.parent.name}"] = connection.scalar(theirs) or 0
    return found


def _rows_with(stage: Stage, told: str) -> list[str]:
    with stage.database.engine.connect() as connection:
        return sorted(
            repr(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
            if told in repr(row)
        )
