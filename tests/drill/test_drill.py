"""The drill finds what came out other than it went in."""

from sqlalchemy import update

from storage.models import Goal
from tests.drill.comparing import contents, told
from tests.drill.filling import fill
from tests.services.test_exporting import export


def test_one_changed_cell_is_found(database, tmp_path):
    fill(database, ("T1",), rows=6)
    before, said = contents(database), told(export(database, tmp_path / "before"))

    with database.engine.begin() as connection:
        connection.execute(update(Goal).where(Goal.id > 0).values(why="Another reason"))

    after, says = contents(database), told(export(database, tmp_path / "after"))
    assert [name for name in before if before[name] != after[name]] == ["goals"]
    assert [name for name in said if said[name] != says[name]] == ["goals"]


def test_every_table_is_filled(database):
    fill(database, rows=6)

    assert [name for name, rows in contents(database).items() if not rows] == []
