"""`python -m bot audit`, `hold`, `policy` and `person`: what they print and keep."""

import json

import pytest
from sqlalchemy import select

from bot.rules.audit import Actor, Origin
from bot.rules.people import former_key, is_former, key_without_slack
from bot.rules.vocabulary import Role, Side
from bot.views import records
from storage.keeping import KEPT
from storage.models import Coordinator, Goal, Person
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of, make_workspace

WHO_AND_WHY = ("--by", "Ben Okafor", "--because", "a case in court")


@pytest.fixture(autouse=True)
def cast(database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
    with database.unit_of_work(WORKSPACE, Actor(Origin.FORM, key_of(cast.ana), at=NOW)) as session:
        goal = factories.make_goal(session, cast)
        goal.why = "A secret reason"
    return cast


def test_the_audit_says_who_did_what_and_no_word_of_it(bot):
    done = bot("audit")

    assert done.code == 0
    assert "Ana Ruiz" in done.out
    assert "goal" in done.out
    assert "the clock" in done.out
    assert "secret" not in done.out


def test_the_audit_is_filtered_and_read_by_machines(bot, cast):
    def found(*arguments: str) -> list[dict[str, object]]:
        done = bot("audit", "--json", *arguments)
        assert done.code == 0, done.err
        read: list[dict[str, object]] = json.loads(done.out)
        return read

    _changed, goal = found("--record", "goals", "--person", "T1/UANA", "--workspace", WORKSPACE)
    assert (goal["verb"], goal["origin"], goal["partnership"]) == (
        "added",
        "form",
        "Riverside and Mercy",
    )
    assert found("--partnership", str(cast.partnership.id), "--since", "2026-01-01", "--limit", "1")
    assert found("--person", "T1/UBEN") == []
    assert bot("audit", "--person", "Ana").code == 2


def test_a_hold_is_set_listed_and_lifted_and_all_of_it_is_audited(bot, cast):
    assert bot("hold", "set", "--partnership", str(cast.partnership.id), *WHO_AND_WHY).code == 0
    assert bot("hold", "set", "--workspace", WORKSPACE, *WHO_AND_WHY).code == 0
    first, second = json.loads(bot("hold", "list", "--json").out)
    assert (first["partnership"], first["because"]) == ("Riverside and Mercy", "a case in court")
    assert (second["partnership"], second["lifted_at"]) == (None, None)

    assert bot("hold", "lift", str(first["id"]), "--by", "Ana").code == 0
    again = bot("hold", "lift", str(first["id"]), "--by", "Ana")
    assert (again.code, "was already lifted" in again.err) == (1, True)
    assert "was already lifted" in bot("hold", "lift", "99999", "--by", "Ana").err
    assert "everything" in bot("hold", "list").out
    verbs = [one["verb"] for one in json.loads(bot("audit", "--json").out)[:6]]
    assert verbs.count("held") == 2
    assert verbs.count("released") == 1


def test_a_hold_needs_a_place_and_a_reason(bot, database):
    assert bot("hold", "set", "--by", " ", "--because", "x").code == 2
    make_workspace(database, "T9")
    assert "Choose one with --workspace: T1, T9" in bot("hold", "set", *WHO_AND_WHY).err


@pytest.mark.parametrize(
    "place",
    [
        ("--partnership", "99"),
        ("--workspace", "T404"),
        ("--workspace", "T9", "--partnership", "{partnership}"),
    ],
)
def test_a_hold_is_of_something_that_is_there(bot, database, cast, place):
    make_workspace(database, "T9")
    where = [one.format(partnership=cast.partnership.id) for one in place]

    done = bot("hold", "set", *where, *WHO_AND_WHY)

    assert (done.code, done.err) == (1, "There is no such workspace or partnership.\n")
    assert json.loads(bot("hold", "list", "--json").out) == []


def test_a_hold_on_a_partnership_need_not_name_its_workspace(bot, database, cast):
    make_workspace(database, "T9")

    bot("hold", "set", "--partnership", str(cast.partnership.id), *WHO_AND_WHY)

    assert json.loads(bot("hold", "list", "--json").out)[0]["workspace"] == WORKSPACE


def test_the_policy_is_made_from_the_settings_and_names_every_table(bot):
    done = bot("policy", KEEP_CHECK_INS_DAYS="1", KEEP_AUDIT_DAYS="400", KEEP_FEEDBACK_DAYS="90")

    assert done.code == 0
    assert "What was said in check-ins, and finished actions: **1 day**." in done.out
    assert "without a word of what was said: **400 days**." in done.out
    assert "- Feedback: **3 months**." in done.out
    assert "after it was closed: **7 years**." in done.out
    assert "check-ins, " in done.out
    assert "individual student" in done.out
    for table in KEPT:
        assert records.many(table) in done.out


def test_a_period_that_makes_no_sense_is_refused(bot):
    done = bot("policy", KEEP_AUDIT_DAYS="0")

    assert done.code == 2
    assert "KEEP_AUDIT_DAYS" in done.err


def test_people_are_found_by_a_part_of_their_name(bot, database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        given = key_without_slack("7f3a")
        eve = factories.make_person(
            session, given.user_id, "Éve [Stone]", team_id=given.team_id, seen_at=None
        )
        for _again in range(2):
            seat = factories.make_member(
                session, cast.partnership, eve, cast.hospital, side=Side.PARTNER, role=Role.READER
            )
            seat.ended_at = NOW
            session.flush()
        factories.make_person(session, former_key(Side.SCHOOL, "7f").user_id, "", team_id="XFORMER")
        factories.make_person(session, "UNEW", "Neve Hill")

    [found, other] = json.loads(bot("person", "list", "ÉVE", "--json").out) + json.loads(
        bot("person", "list", "hill", "--json").out
    )
    assert found == {
        "person": "XLINK/XLINK7F3A",
        "name": "Éve [Stone]",
        "workspace": WORKSPACE,
        "partnerships": ["Riverside and Mercy"],
    }
    assert other["partnerships"] == []
    everybody = bot("person", "list").out
    assert "Éve [Stone]" in everybody
    assert "T2/UDEV" in everybody
    assert "XFORMER" not in everybody
    assert bot("person", "export", found["person"]).code == 0


def test_a_person_is_exported_into_a_file_of_ones_own(bot, tmp_path):
    done = bot("person", "export", "T2/UDEV")

    file = tmp_path / "person-T2-UDEV.json"
    assert (done.code, file.stat().st_mode & 0o777) == (0, 0o600)
    found = json.loads(file.read_text("utf-8"))
    assert found["workspaces"][WORKSPACE]["people"][0]["name"] == "Dev Patel"
    assert bot("person", "export", "T2/UDEV", "--to", "other.json").code == 0
    assert (tmp_path / "other.json").exists()


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("there.json", "there.json already exists. Choose another name."),
        (".", ". already exists. Choose another name."),
        ("nowhere/x.json", "nowhere/x.json: No such file or directory. Nothing was written."),
        ("there.json/x", "there.json/x: Not a directory. Nothing was written."),
    ],
)
def test_what_cannot_be_written_is_said_and_not_audited(bot, tmp_path, to, says):
    (tmp_path / "there.json").write_text("mine", "utf-8")
    mode = tmp_path.stat().st_mode

    done = bot("person", "export", "T2/UDEV", "--to", to)

    assert (done.code, done.out, done.err) == (1, "", says + "\n")
    assert (tmp_path / "there.json").read_text("utf-8") == "mine"
    assert tmp_path.stat().st_mode == mode
    assert json.loads(bot("audit", "--json", "--record", "people").out) == []


def test_whom_nobody_knows_is_said(bot):
    assert "There is no T2/UNOBODY here" in bot("person", "export", "T2/UNOBODY").err
    assert "TEAM/USER" in bot("person", "erase", "UDEV").err


def people(database) -> dict[int, Person]:
    with database.reading(WORKSPACE) as session:
        return {one.id: one for one in session.scalars(select(Person))}


def test_a_person_is_erased_after_a_question(bot, database, cast):
    no = bot("person", "erase", "T2/UDEV", answer="n\n")
    assert (no.code, people(database)[cast.dev.id].name) == (1, "Dev Patel")
    assert "Partnerships that they leave: Riverside and Mercy." in no.out

    assert bot("person", "erase", "T2/UDEV", answer="y\n").code == 0
    assert is_former(people(database)[cast.dev.id].user_id)
    audit = bot("audit")
    assert "UDEV" not in audit.out
    assert "There is no" in bot("person", "erase", "T2/UDEV", "--yes").err


def test_an_operator_is_warned_of_the_last_lead_and_goes_on(bot, database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.add(Coordinator(person_id=cast.ana.id, started_at=NOW))
    done = bot("person", "erase", "T1/UANA", "--yes")

    assert done.code == 0, done.err
    assert "Nobody else leads their side of Riverside and Mercy" in done.out
    assert "only coordinator" in done.out
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Goal.school_owner_id)).all() == [None]
    assert "a former" in bot("audit").out


def test_what_is_held_is_not_erased(bot, database, cast):
    bot("hold", "set", *WHO_AND_WHY)

    done = bot("person", "erase", "T2/UDEV", "--yes")

    assert done.code == 1
    assert "A legal hold is on their records" in done.out
    assert people(database)[cast.dev.id].name == "Dev Patel"


def test_an_operator_is_told_what_a_hold_on_others_keeps(bot, database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        farm = factories.make_partnership(session, suffix="2").partnership.id
    bot("hold", "set", "--partnership", str(farm), *WHO_AND_WHY)

    done = bot("person", "erase", "T2/UDEV", answer="n\n")
    assert "A legal hold is on other records." in done.out
    assert "A legal hold is on their records" not in done.out

    [hold] = json.loads(bot("hold", "list", "--json").out)
    bot("hold", "lift", str(hold["id"]), "--by", "Ana")
    done = bot("person", "erase", "T2/UDEV", "--yes")
    assert (done.code, "legal hold" in done.out) == (0, False)
