"""What a coordinator filled in becomes the same records that forms make, or nothing does."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.rules.refusals import Refusal
from bot.rules.spreadsheet_columns import GOALS, PARTNERSHIPS, PEOPLE, VALUES, columns_of
from bot.rules.vocabulary import Confidence, GoalStatus, Role, Side
from bot.services import spreadsheet_files, spreadsheets
from storage.models import Cycle, Goal, GoalUpdate, Membership, Partnership, Person
from tests.factories import NOW, make_goal, make_partnership, make_workspace

GOAL = "More ninth-graders attend nine days out of ten"
DAYS = {"first check-in": "2026-09-15", "due": "2027-06-15"}


@pytest.fixture
def folder(database, tmp_path):
    make_workspace(database)
    return tmp_path / "files"


def write(folder, file: str, *rows: dict[str, str]) -> None:
    """Write a file with the examples of its columns, but for what a row says otherwise."""
    folder.mkdir(exist_ok=True)
    columns = columns_of(file)
    lines = [";".join(one.name for one in columns)]
    for row in rows:
        usual = {one.name: DAYS.get(one.name, one.example) for one in columns}
        lines.append(";".join(f'"{(usual | row)[one.name]}"' for one in columns))
    (folder / file).write_text("\n".join(lines) + "\n", "utf-8-sig")


def bring(database, folder, now=NOW):
    with database.unit_of_work("T1") as session:
        done = spreadsheets.bring(session, folder, now=now)
        if done.problems:
            session.rollback()
    return done


def said(done) -> list[str]:
    return [str(problem) for problem in done.problems]


def write_all(folder) -> None:
    write(folder, PARTNERSHIPS, {})
    write(
        folder,
        PEOPLE,
        {},
        {"person": "U0123ANAR", "name": "Ana Ruiz", "workspace": "", "side": "school"},
        {"person": "U0123CARA", "name": "Cara Lind", "workspace": "", "side": "school"}
        | {"role": "contributor"},
    )
    write(folder, GOALS, {}, {"goal": "Labs", "save as": "draft", "unit": "", "target": ""})
    write(
        folder,
        VALUES,
        {},
        {"day": "2026-09-08", "value": "72 %", "confidence": "at risk", "note": "The flu."}
        | {"person": "U0123BENO"},
    )


def test_the_examples_of_the_templates_become_records(database, folder):
    write_all(folder)

    done = bring(database, folder)

    assert said(done) == []
    # The leads have their seats already when people.csv is read.
    assert done.added == {"partnerships": 1, "people": 1, "goals": 2, "values": 2}
    assert done.there == {"people": 2}
    with database.reading("T1") as session:
        seats = session.execute(
            select(Person.name, Person.team_id, Membership.side, Membership.role)
            .join(Membership, Membership.person_id == Person.id)
            .order_by(Person.name)
        ).all()
        assert [tuple(one) for one in seats] == [
            ("Ana Ruiz", "T1", Side.SCHOOL, Role.LEAD),
            ("Ben Okafor", "T0456MERC", Side.PARTNER, Role.LEAD),
            ("Cara Lind", "T1", Side.SCHOOL, Role.CONTRIBUTOR),
        ]
        assert set(session.scalars(select(Person.seen_at))) == {None}
        assert session.scalars(select(Cycle.number)).all() == [1]
        goal = session.scalars(select(Goal).where(Goal.statement == GOAL)).one()
        assert (goal.status, goal.current_value) == (GoalStatus.LIVE, 72.0)
        assert goal.confidence is Confidence.AT_RISK
        updates = session.scalars(select(GoalUpdate).order_by(GoalUpdate.at)).all()
        assert [(one.value, one.note, one.side) for one in updates] == [
            (71.5, "", Side.SCHOOL),
            (72.0, "The flu.", Side.PARTNER),
        ]
        # Noon of the day in Chicago; and today, not later than now.
        assert [one.at for one in updates] == [datetime(2026, 9, 7, 17, tzinfo=UTC), NOW]
        draft = session.scalars(select(Goal).where(Goal.statement == "Labs")).one()
        assert draft.status is GoalStatus.DRAFT


def test_the_same_again_changes_nothing(database, folder):
    write_all(folder)
    bring(database, folder)

    done = bring(database, folder, now=datetime(2026, 12, 1, tzinfo=UTC))

    assert said(done) == []
    assert done.added == {}
    assert done.there == {"partnerships": 1, "people": 3, "goals": 2, "values": 2}


def test_what_changed_meanwhile_in_slack_stays(database, folder):
    write_all(folder)
    bring(database, folder)
    with database.unit_of_work("T1") as session:
        seat = session.scalars(select(Membership).where(Membership.role == Role.CONTRIBUTOR)).one()
        seat.role = Role.DEPUTY

    assert bring(database, folder).added == {}
    with database.reading("T1") as session:
        assert Role.DEPUTY in session.scalars(select(Membership.role)).all()


def test_rows_that_a_form_would_refuse_are_named_and_nothing_comes_in(database, folder):
    write_all(folder)
    write(
        folder,
        GOALS,
        {"due": "2026-08-01"},
        {"goal": "Labs for tenth-graders in spring", "baseline": "many", "unit": "x" * 41},
        {"goal": "Other labs for tenth-graders", "school owner": "U0123DEVP"},
        {"goal": "More labs for tenth-graders", "direction": "up"},
    )

    found = said(bring(database, folder))

    assert found[0].startswith("goals.csv line 2, “due”: ")
    assert "goals.csv line 3, “unit”: Please keep this to 40 characters." in found
    assert any(one.startswith("goals.csv line 3, “baseline”: Please write one") for one in found)
    assert any(one.startswith("goals.csv line 4, “school owner”: This person is") for one in found)
    assert any("“up” is none of these: increase, decrease, maintain." in one for one in found)
    with database.reading("T1") as session:
        assert session.scalar(select(func.count(Partnership.id))) == 0


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"channel": ""}, "channel"),
        ({"channel": "#mercy"}, "channel"),
        ({"partnership": "!"}, "partnership"),
        ({"school": ""}, "school"),
        ({"kind of school": "hospital"}, "kind of school"),
        ({"school lead": ""}, "school lead"),
        ({"partner lead": "U0123ANAR"}, "partner lead"),
        ({"partner lead": "UBOT"}, "partner lead"),
        ({"check-ins": "now and then"}, "check-ins"),
        ({"time zone": "Chicago"}, "time zone"),
        ({"school year starts in": "Brumaire"}, "school year starts in"),
        ({"first check-in": "2026-09-01"}, "first check-in"),
        ({"first check-in": "9/15/2026"}, "first check-in"),
    ],
)
def test_a_partnership_needs_what_its_form_needs(database, folder, cells, column):
    write(folder, PARTNERSHIPS, cells)

    found = said(bring(database, folder))

    assert [one.partition(": ")[0] for one in found] == [f"partnerships.csv line 2, “{column}”"]


def test_a_channel_has_one_partnership(database, folder):
    write(folder, PARTNERSHIPS, {}, {"partnership": "Another"})

    assert "already has a partnership" in said(bring(database, folder))[0]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"person": ""}, "person"),
        ({"person": "ben"}, "person"),
        ({"person": "U0999OFF"}, "person"),
        ({"workspace": "Mercy"}, "workspace"),
        ({"side": ""}, "side"),
        ({"role": "boss"}, "role"),
        ({"partnership": "Nowhere"}, "partnership"),
        ({"partnership": ""}, "partnership"),
    ],
)
def test_a_person_needs_what_the_form_needs(database, folder, cells, column):
    with database.unit_of_work("T1") as session:
        make_partnership(session)
        session.add(Person(team_id="T1", user_id="U0999OFF", is_deactivated=True, name="Gone"))
    write(folder, PEOPLE, cells)

    found = said(bring(database, folder))

    assert [one.partition(": ")[0] for one in found] == [f"people.csv line 2, “{column}”"]


def test_somebody_who_is_known_keeps_what_slack_said(database, folder):
    with database.unit_of_work("T1") as session:
        make_partnership(session)
        session.add(Person(team_id="T2", user_id="U0123BENO", name="Ben O.", seen_at=NOW))
    write(folder, PEOPLE, {"partnership": "Riverside and Mercy", "role": "reader"})

    assert said(bring(database, folder)) == []
    with database.reading("T1") as session:
        ben = session.scalars(select(Person).where(Person.user_id == "U0123BENO")).one()
        assert (ben.name, ben.team_id, ben.seen_at) == ("Ben O.", "T2", NOW)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"goal": "Something else"}, "goal"),
        ({"day": "2026-09-09"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "9/8/2026"}, "day"),
        ({"value": ""}, "value"),
        ({"value": "some"}, "value"),
        ({"confidence": "fine"}, "confidence"),
        ({"confidence": "at risk", "note": ":("}, "note"),
        ({"note": "x" * 1001}, "note"),
        ({"person": "U0123DEVP"}, "person"),
    ],
)
def test_a_value_needs_what_the_form_needs(database, folder, cells, column):
    with database.unit_of_work("T1") as session:
        make_goal(session, make_partnership(session))
    write(folder, VALUES, cells)

    found = said(bring(database, folder))

    assert [one.partition(": ")[0] for one in found] == [f"values.csv line 2, “{column}”"]


@pytest.mark.parametrize("words", [GOAL.upper(), GOAL.replace(" ", "  "), f"“{GOAL}”", f"{GOAL}."])
def test_a_goal_is_found_though_a_spreadsheet_changed_its_signs(database, folder, words):
    with database.unit_of_work("T1") as session:
        cast = make_partnership(session)
        make_goal(session, cast)
        make_goal(session, cast, statement="More tenth-graders read a book a month")
    write(folder, VALUES, {"goal": words})

    assert said(bring(database, folder)) == []
    with database.reading("T1") as session:
        goal = session.scalars(select(Goal).where(Goal.statement == GOAL)).one()
        assert goal.current_value == 71.5


def test_a_year_of_values_becomes_the_history_of_a_goal(database, folder):
    with database.unit_of_work("T1") as session:
        make_goal(session, make_partnership(session))
    days = {"2026-06-01": "71", "2026-09-07": "74", "2026-01-15": "68", "2025-09-08": "66"}
    write(folder, VALUES, *({"day": day, "value": value} for day, value in days.items()))

    assert bring(database, folder).added == {"values": 4}
    with database.reading("T1") as session:
        updates = session.scalars(select(GoalUpdate).order_by(GoalUpdate.at)).all()
        assert [one.value for one in updates] == [66, 68, 71, 74]
        assert session.scalars(select(Goal.current_value)).one() == 74


def test_two_of_one_name_are_told_apart_by_their_channel(database, folder):
    with database.unit_of_work("T1") as session:
        make_goal(session, make_partnership(session, channel_id="C0123ABCD"))
        make_goal(session, make_partnership(session, suffix="2", name="Riverside and Mercy"))
    write(folder, VALUES, {})
    assert "Several partnerships have this name" in said(bring(database, folder))[0]

    write(folder, VALUES, {"partnership": "C0123ABCD"})
    assert bring(database, folder).added == {"values": 1}


def test_a_partnership_that_nobody_leads_is_left_alone(database, folder):
    with database.unit_of_work("T1") as session:
        make_partnership(session)
        for seat in session.scalars(select(Membership)):
            seat.role = Role.READER
    write(folder, PEOPLE, {})

    assert "It needs a lead." in said(bring(database, folder))[0]


def test_a_file_that_is_no_utf8_is_said(database, folder):
    write(folder, GOALS, {})
    (folder / GOALS).write_bytes("partnership;caf\xe9".encode("latin-1"))

    assert said(bring(database, folder)) == ["goals.csv: Please save it as CSV in UTF-8."]


@pytest.mark.parametrize("file", [PARTNERSHIPS, PEOPLE, GOALS, VALUES])
def test_a_sign_that_a_database_cannot_keep_is_said(database, folder, file):
    write_all(folder)
    (folder / file).write_text((folder / file).read_text("utf-8-sig").replace("a", "a\0"), "utf-8")

    assert all("an invisible character in it" in one for one in said(bring(database, folder)))


def test_wrong_columns_are_said_before_anything_else(database, folder):
    write_all(folder)
    (folder / PEOPLE).write_text("person,nmae\n", "utf-8")

    assert said(bring(database, folder))[0].startswith("people.csv line 1, “nmae”")


def test_a_folder_without_any_of_them_is_refused(database, folder):
    folder.mkdir()

    with pytest.raises(Refusal, match="None of these files"):
        bring(database, folder)


def test_templates_say_what_belongs_into_them(database, folder):
    spreadsheet_files.write_templates(folder)

    assert bring(database, folder).problems == []
    text = (folder / "README.txt").read_text("utf-8")
    assert "first check-in: today or a later day" in text
    assert "values.csv: one row for each value that a goal has had." in text
    assert "stay within: only to maintain: how far it may move - may be left out" in text
    with pytest.raises(FileExistsError):
        spreadsheet_files.write_templates(folder)
