"""The drill finds what came out other than it went in."""

from sqlalchemy import select, update

from bot.rules.people import WITHOUT_SLACK
from storage.models import AnswerLink, CheckIn, Goal, Membership, Person
from tests.drill.comparing import contents, told, without_slack
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


def test_people_without_slack_are_in_it_with_their_links_and_what_they_said(database, tmp_path):
    fill(database, ("T1",), rows=12)

    with database.reading("T1") as session:
        links, seats, check_ins = (
            set(session.scalars(select(Person.team_id).join(table, table.person_id == Person.id)))
            for table in (AnswerLink, Membership, CheckIn)
        )
    assert links == {WITHOUT_SLACK}
    assert WITHOUT_SLACK in seats & check_ins
    assert without_slack(contents(database)["people"]) == 4
    assert without_slack(told(export(database, tmp_path / "out"))["people"]) == 4
