"""An export is whole or not there, says what it means, and holds nothing of anybody else's."""

import csv
import json
import stat
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.rules.pulse import Mode, WaveState
from bot.rules.vocabulary import Side
from bot.services import exporting, importing
from storage import portable
from storage.base import Base
from storage.models import Goal, Partnership, PulseAsking, PulseNamedAnswer, PulseWave
from tests.drill.filling import fill
from tests.factories import NOW, Cast, make_goal, make_partnership, make_workspace


def export(database, folder, *, workspace_id="T1", partnership_id=None, progress=None):
    with database.reading(workspace_id) as session:
        exporting.write(
            session,
            folder,
            workspace_id=workspace_id,
            partnership_id=partnership_id,
            now=NOW,
            progress=progress or (lambda *_: None),
        )
    return folder


def rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_export_tells_what_is_in_it(database, tmp_path):
    fill(database, rows=8)
    done: list[tuple[str, int, int]] = []
    folder = export(database, tmp_path / "out", progress=lambda *step: done.append(step))

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    told = json.loads((folder / "schema.json").read_text("utf-8"))
    assert {one["name"] for one in told["tables"]} == {one.name for one in portable.tables()}
    assert told["left_out"]["drafts"] == portable.LEFT_OUT["drafts"]
    goals = next(one for one in told["tables"] if one["name"] == "goals")
    assert "What the partnership agreed to reach" in goals["meaning"]
    direction = next(one for one in goals["columns"] if one["name"] == "direction")
    assert direction["words"] == ["increase", "decrease", "maintain"]
    assert manifest["files"]["goals.csv"]["rows"] == len(rows(folder, "goals"))
    total = sum(one["rows"] for one in manifest["files"].values())
    assert sum(n for _table, n, _total in done) == total
    assert {total for *_step, total in done} == {total}
    assert "import FOLDER" in (folder / "README.txt").read_text("utf-8")


def test_only_its_owner_can_look_into_it(database, tmp_path):
    make_workspace(database)
    folder = export(database, tmp_path / "out")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_of_another_workspace_is_in_it(database, tmp_path):
    fill(database, ("T1", "T9"), rows=8)
    folder = export(database, tmp_path / "out", workspace_id="T9")

    for table in portable.tables():
        for row in rows(folder, table.name):
            assert row.get("workspace_id", "T9") == "T9"
    assert [row["id"] for row in rows(folder, "workspaces")] == ["T9"]


def test_nothing_of_another_partnership_is_in_it(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        mercy = make_partnership(session)
        make_goal(session, mercy, statement="Ours")
        farm = make_partnership(session, suffix="2")
        make_goal(session, farm, statement="Theirs")
        partnership_id = mercy.partnership.id
    folder = export(database, tmp_path / "out", partnership_id=partnership_id)

    assert [row["statement"] for row in rows(folder, "goals")] == ["Ours"]
    assert len(rows(folder, "people")) == 4
    assert {row["name"] for row in rows(folder, "organizations")} == {
        "Riverside School District",
        "Mercy Hospital",
    }
    for file in folder.glob("*.csv"):
        assert "Theirs" not in file.read_text("utf-8")
        assert "UANA2" not in file.read_text("utf-8")
    told = json.loads((folder / "schema.json").read_text("utf-8"))
    assert told["left_out"]["reminder_days"] == "it belongs to the whole workspace"


def answer_a_pulse(session: Session, *casts: Cast, mode: Mode = Mode.NAMED) -> None:
    """Ask partnerships in one wave, in which the lead of each one's school answers."""
    wave = PulseWave(
        mode=mode,
        state=WaveState.OPEN,
        mark="x",
        opens_at=NOW,
        closes_at=NOW + timedelta(days=7),
        fewest=5,
        asked={},
    )
    session.add(wave)
    session.flush()
    for cast in casts:
        session.add(PulseAsking(wave_id=wave.id, partnership_id=cast.partnership.id))
        session.add(
            PulseNamedAnswer(
                wave_id=wave.id,
                person_id=cast.ana.id,
                side=Side.SCHOOL,
                scores={"open": 4},
                words=f"{mode} {cast.partnership.channel_id}",
            )
        )


def test_what_was_answered_in_a_partnership_goes_with_it_and_comes_back(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        mercy, farm = make_partnership(session), make_partnership(session, suffix="2")
        # They have to do with it, but are not in it.
        mercy.partnership.set_up_by_id = farm.ana.id
        answer_a_pulse(session, mercy)
        answer_a_pulse(session, farm)
        answer_a_pulse(session, mercy, farm, mode=Mode.POOLED)
        partnership_id = mercy.partnership.id
    folder = export(database, tmp_path / "one", partnership_id=partnership_id)

    answers = rows(folder, "pulse_named_answers")
    assert [one["words"] for one in answers] == ["named CMERCY", "pooled CMERCY"]
    told = json.loads((folder / "schema.json").read_text("utf-8"))
    assert set(told["left_out"]) == {*portable.LEFT_OUT, "coordinators", "reminder_days"}

    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    with database.unit_of_work("T1") as session:
        whole = importing.open_export(folder)
        done = importing.bring(session, whole, workspace_id="T1", now=NOW, progress=lambda *_: None)
    assert done.problems == []
    again = export(database, tmp_path / "again", partnership_id=partnership_id)
    for file in folder.iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes(), file.name


def test_it_is_of_one_moment(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        cast = make_partnership(session)
        make_goal(session, cast)
    changed: list[str] = []

    def somebody_writes(table: str, *_numbers: int) -> None:
        if table == "partnerships" and not changed:
            changed.append(table)
            with database.unit_of_work("T1") as session:
                session.execute(update(Goal).values(statement="Changed meanwhile"))
                session.execute(update(Partnership).values(name="Changed meanwhile"))

    folder = export(database, tmp_path / "out", progress=somebody_writes)

    assert changed
    assert rows(folder, "goals")[0]["statement"] != "Changed meanwhile"
    with database.reading("T1") as session:
        assert session.scalars(select(Goal.statement)).one() == "Changed meanwhile"


def test_what_went_wrong_leaves_nothing_behind(database, tmp_path):
    fill(database, rows=4)

    def stop(table: str, *_numbers: int) -> None:
        if table == "goals":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        export(database, tmp_path / "out", progress=stop)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_touched(database, tmp_path):
    make_workspace(database)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")

    with pytest.raises(OSError, match="out"):
        export(database, tmp_path / "out")

    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_moments_are_in_utc(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        make_partnership(session, created_at=NOW + timedelta(microseconds=7))
    folder = export(database, tmp_path / "out")

    assert rows(folder, "partnerships")[0]["created_at"] == "2026-09-08T15:00:00.000007+00:00"
