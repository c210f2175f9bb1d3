"""What was exported comes in elsewhere and is equal; what is not whole does not come in at all."""

import csv
import io
import json
import shutil

import pytest
from sqlalchemy import func, select, text

from bot.rules.refusals import Refusal
from bot.rules.vocabulary import PartnershipStatus, Side
from bot.services import exporting, importing
from storage.base import Base
from storage.models import CalendarEntry, Goal, Membership, OutboxMessage, Partnership
from tests.drill.comparing import told
from tests.drill.filling import fill
from tests.factories import NOW, make_goal, make_partnership, make_workspace
from tests.services.test_exporting import export


def bring(database, folder, workspace_id="T1"):
    whole = importing.open_export(folder)
    with database.unit_of_work(workspace_id) as session:
        done = importing.bring(
            session, whole, workspace_id=workspace_id, now=NOW, progress=lambda *_: None
        )
        if done.problems:
            session.rollback()
    return done


def said(done) -> list[str]:
    return [str(problem) for problem in done.problems]


def empty(database):
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def signed(folder, name: str, content: str) -> None:
    """Change a file, and the manifest with it, as no accident would."""
    (folder / name).write_text(content, "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"][name]["sha256"] = exporting.sum_of(folder / name)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """A folder for what is exported once from each kind of database."""
    return tmp_path_factory.mktemp("exports")


@pytest.fixture
def exported(database, exports, tmp_path):
    """An export of everything, from a database that is empty again."""
    folder = exports / database.engine.dialect.name
    if not folder.exists():
        fill(database, ("T1", "T9"), rows=10)
        export(database, folder)
        empty(database)
    return shutil.copytree(folder, tmp_path / "out")


def test_into_an_empty_database_it_comes_byte_for_byte(database, exported, tmp_path):
    done = bring(database, exported)

    assert said(done) == []
    again = export(database, tmp_path / "again")
    for file in exported.iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes(), file.name


def test_rows_that_are_added_later_get_numbers_of_their_own(database, exported):
    bring(database, exported)

    with database.unit_of_work("T1") as session:
        highest = session.scalar(select(func.max(Goal.id)))
        assert make_goal(session, make_partnership(session, suffix="new")).id > highest


def test_among_others_it_is_equal_but_for_its_numbers(database, exported, tmp_path):
    fill(database, ("T9",), rows=6, seed=5)
    theirs = told(export(database, tmp_path / "before", workspace_id="T9"))
    done = bring(database, exported)

    assert said(done) == []
    assert told(export(database, tmp_path / "again")) == told(exported)
    assert told(export(database, tmp_path / "after", workspace_id="T9")) == theirs


def test_into_another_workspace(database, exported, tmp_path):
    make_workspace(database, "T5")
    done = bring(database, exported, "T5")

    assert said(done) == []
    again = told(export(database, tmp_path / "again", workspace_id="T5"))
    assert again.pop("workspaces") != []
    assert again == {name: rows for name, rows in told(exported).items() if name != "workspaces"}


def test_other_files_are_read_with_the_usual_limit_afterwards(database, exported):
    usual = csv.field_size_limit()

    bring(database, exported)

    assert csv.field_size_limit() == usual


def test_the_same_again_changes_nothing(database, exported, tmp_path):
    bring(database, exported)
    before = told(export(database, tmp_path / "before"))

    done = bring(database, exported)

    assert done.added == {}
    assert sum(done.there.values()) == sum(importing.open_export(exported).rows.values())
    assert told(export(database, tmp_path / "after")) == before


def test_one_partnership_comes_into_a_workspace_that_knows_its_people(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        cast = make_partnership(session)
        make_goal(session, cast)
        partnership_id = cast.partnership.id
    folder = export(database, tmp_path / "one", partnership_id=partnership_id)
    empty(database)
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        other = make_partnership(session, suffix="2")
        other.district.name = "Riverside School District"

    done = bring(database, folder)

    assert said(done) == []
    assert done.added["partnerships"] == 1
    assert done.there["organizations"] == 1
    with database.reading("T1") as session:
        assert session.scalar(select(func.count(Partnership.id))) == 2


def test_of_two_schools_of_one_name_each_stays_itself(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        first, second = (make_partnership(session, suffix=suffix) for suffix in "12")
        second.district.name = first.district.name
        partnership_id, school_id = second.partnership.id, second.district.id
        entry = {"kind": "term", "first_day": NOW.date(), "last_day": NOW.date(), "label": "Fall"}
        session.add(CalendarEntry(organization_id=school_id, **entry))
    whole = export(database, tmp_path / "whole")
    folder = export(database, tmp_path / "one", partnership_id=partnership_id)

    done = bring(database, folder)

    assert (said(done), done.added) == ([], {})
    empty(database)
    for one, added in ((folder, 1), (whole, 1), (whole, 0), (folder, 0)):
        assert bring(database, one).added.get("partnerships", 0) == added
    with database.reading("T1") as session:
        schools = dict(
            session.execute(
                select(Membership.partnership_id, Membership.organization_id).where(
                    Membership.side == Side.SCHOOL
                )
            ).all()
        )
        assert len(schools) == len(set(schools.values())) == 2
        [entry] = session.scalars(select(CalendarEntry))
        mine = select(Partnership.id).where(Partnership.channel_id == "CMERCY2")
        assert schools[session.scalars(mine).one()] == entry.organization_id


def test_each_active_partnership_gets_a_card_once(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        make_partnership(session)
        make_partnership(session, suffix="2", status=PartnershipStatus.CLOSED)
    folder = export(database, tmp_path / "one")
    empty(database)

    bring(database, folder)
    bring(database, folder)

    with database.reading("T1") as session:
        assert session.scalars(select(OutboxMessage.channel)).all() == ["CMERCY"]


def test_two_that_were_born_together_stay_two(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        cast = make_partnership(session)
        for statement in ("Same moment, one", "Same moment, two", "Same moment, two"):
            make_goal(session, cast, statement=statement)
    folder = export(database, tmp_path / "one")

    assert bring(database, folder).added == {}
    empty(database)
    assert bring(database, folder).added["goals"] == 3
    assert bring(database, folder).there["goals"] == 3


def test_a_channel_that_has_another_partnership_stops_all_of_it(database, tmp_path):
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        make_goal(session, make_partnership(session))
    folder = export(database, tmp_path / "one")
    empty(database)
    make_workspace(database)
    with database.unit_of_work("T1") as session:
        make_partnership(session, suffix="2", channel_id="CMERCY")

    done = bring(database, folder)

    assert said(done)[0] == (
        "partnerships.csv line 2: something else already has its place, "
        "such as another partnership in the channel"
    )
    assert any("goals.csv line 2, “partnership_id”" in one for one in said(done))
    with database.reading("T1") as session:
        assert session.scalars(select(Partnership.channel_id)).all() == ["CMERCY"]


@pytest.mark.parametrize("name", ["goals.csv", "schema.json", "README.txt"])
def test_a_changed_file_is_noticed(database, exported, name):
    with (exported / name).open("a") as stream:
        stream.write(" ")

    with pytest.raises(Refusal, match=f"{name} was changed after the export"):
        importing.open_export(exported)


@pytest.mark.parametrize("name", ["goals.csv", "schema.json"])
def test_a_missing_file_is_noticed(database, exported, name):
    (exported / name).unlink()

    with pytest.raises(Refusal, match=f"incomplete: {name} is missing"):
        importing.open_export(exported)


@pytest.mark.parametrize("name", ["coordinators.csv", "letters.CSV"])
def test_a_table_that_the_manifest_does_not_name_is_not_read(database, exported, name):
    manifest = json.loads((exported / "manifest.json").read_text("utf-8"))
    manifest["files"].pop(name, None)
    (exported / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (exported / name).touch()
    (exported / "notes.txt").touch()

    with pytest.raises(Refusal, match=f"{name} is no part of this export"):
        importing.open_export(exported)


@pytest.mark.parametrize("text", [None, "{", "[]", "{}", '{"files": {"x": 1}}', "\ud800"])
def test_a_manifest_that_says_nothing_is_noticed(database, exported, text):
    (exported / "manifest.json").unlink()
    if text is not None:
        (exported / "manifest.json").write_text(text, "utf-8", errors="surrogatepass")

    assert importing.is_export(exported)
    with pytest.raises(Refusal, match=r"manifest\.json is missing or cannot be read"):
        importing.open_export(exported)


@pytest.mark.parametrize(("key", "value"), [("format", 2), ("schema", "0000")])
def test_another_version_is_noticed(database, exported, key, value):
    manifest = json.loads((exported / "manifest.json").read_text("utf-8"))
    (exported / "manifest.json").write_text(json.dumps(manifest | {key: value}), "utf-8")

    with pytest.raises(Refusal, match="another version"):
        importing.open_export(exported)


def test_rows_that_somebody_wrote_by_hand_are_read_like_a_form(database, exported):
    rows = (exported / "organizations.csv").read_text("utf-8-sig").splitlines()
    wrong = [rows[0], "x,Riverside,planet,T1", "2,Riverside", *rows[1:2]]
    signed(exported, "organizations.csv", "\ufeff" + "\n".join(wrong) + "\n")

    found = said(bring(database, exported))

    assert found[:3] == [
        "organizations.csv line 2, “id”: please write a number",
        "organizations.csv line 2, “kind”: please write one of these: district, school, "
        "nonprofit, hospital, college, business, agency, community, farm, other",
        "organizations.csv line 3: the row has too many cells, or too few",
    ]


def test_other_columns_are_noticed(database, exported):
    signed(exported, "organizations.csv", "id,name\n")

    assert said(bring(database, exported))[0] == (
        "organizations.csv line 1: the columns are not those that this version of Touchstone writes"
    )


def test_after_very_many_problems_it_stops_looking(database, exported):
    rows = (exported / "people.csv").read_text("utf-8-sig").splitlines()
    signed(exported, "people.csv", "\n".join([rows[0], *["x"] * 200]) + "\n")

    found = said(bring(database, exported))

    assert len(found) == 200
    assert {one.partition(" ")[0] for one in found} == {"people.csv"}


@pytest.mark.parametrize("is_empty", [True, False])
def test_what_one_database_keeps_and_the_other_cannot_is_said(database, exported, is_empty):
    if not is_empty:
        bring(database, exported)
    rows = (exported / "organizations.csv").read_text("utf-8-sig").splitlines()
    signed(exported, "organizations.csv", f"{rows[0]}\n1,a\x00b,district,T1\n")

    found = said(bring(database, exported))

    if database.engine.dialect.name == "postgresql":
        assert found[0] == "organizations.csv line 2: the database here cannot keep what is in it"
    else:
        assert "organizations.csv" not in "".join(found)


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_number_that_is_too_large_is_said_by_its_row(database, exported, is_empty):
    if not is_empty:
        bring(database, exported)
    with (exported / "cycles.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["number"] = str(2**31)
    whole = io.StringIO()
    writer = csv.DictWriter(whole, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    signed(exported, "cycles.csv", "\ufeff" + whole.getvalue())

    found = said(bring(database, exported))

    assert found[0] == "cycles.csv line 2, “number”: please write a number"


def test_numbering_goes_on_where_it_was_on_postgresql(database, exported):
    bring(database, exported)

    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            last = connection.execute(text("SELECT last_value FROM goals_id_seq")).scalar_one()
            assert last >= connection.execute(select(func.max(Goal.id))).scalar_one()
