"""`export`, `import`, `backup` and `restore`: what they say, and that they do it whole or not."""

import resource
import sqlite3
import stat
from contextlib import closing

import pytest
from sqlalchemy import func, select, text

from bot.rules.audit import Origin, Verb
from storage import schema
from storage.database import Database
from storage.models import AuditEvent, Goal, Partnership, Workspace
from tests.drill.comparing import contents
from tests.drill.filling import fill
from tests.factories import WORKSPACE, make_goal, make_partnership, make_workspace
from tests.operating import run, run_apart

SECRET = "Nobody but us should read this goal"


@pytest.fixture
def partnership(database) -> int:
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        make_goal(session, cast, statement=SECRET)
        return cast.partnership.id


def how_many(database, table) -> int:
    with database.reading_across_workspaces() as session:
        return int(session.scalars(select(func.count()).select_from(table)).one())


def forget(database) -> None:
    with database.engine.begin() as connection:
        for table in reversed(Goal.metadata.sorted_tables):
            connection.execute(table.delete())


def test_moving_house(bot, database, partnership, tmp_path):
    done = bot("export", "out")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("rows are in out.\n")
    before = contents(database)["goals"]
    forget(database)

    tried = bot("import", "out")
    assert tried.code == 0
    assert "1 partnerships" in tried.out
    assert "Add --apply to do it." in tried.out
    assert how_many(database, Partnership) == 0

    applied = bot("import", "out", "--apply")
    assert (applied.code, applied.err) == (0, "")
    assert applied.out.endswith("Done.\n")
    assert contents(database)["goals"] == before
    again = bot("import", "out", "--apply")
    assert "new:" not in again.out
    assert "already there, and left as they are: 1 workspaces, 2 organizations" in again.out
    for said in (done, tried, applied, again):
        assert "Nobody" not in said.out + said.err


def test_one_partnership_is_found_in_its_workspace(bot, database, partnership):
    make_workspace(database, "T9")

    assert bot("export", "out", "--partnership", str(partnership)).code == 0
    assert "T1, T9" in bot("export", "all").err
    assert bot("export", "nine", "--workspace", "T9").code == 0
    assert bot("export", "none", "--workspace", "T8").err == (
        "There is no such workspace or partnership.\n"
    )
    assert bot("export", "none", "--partnership", "4711").code == 1
    assert bot("export", "out").err == "out already exists. Choose another name.\n"


def test_what_is_not_whole_is_not_taken_in(bot, database, partnership, tmp_path):
    bot("export", "out")
    (tmp_path / "out" / "goals.csv").write_text("short", "utf-8")

    done = bot("import", "out", "--apply")

    assert (done.code, done.err) == (
        1,
        "goals.csv was changed after the export: its checksum does not match.\n",
    )
    assert bot("import", "nowhere").err == "There is no such folder.\n"
    assert bot("import").code == 2
    assert bot("import", "out", "--template", "x").code == 2


def test_problems_are_named_and_nothing_is_changed(bot, database, partnership, tmp_path):
    folder = tmp_path / "mine"
    bot("import", "--template", "mine")
    lines = [f"Nobody,{n}" for n in range(25)]
    (folder / "values.csv").write_text(
        "partnership,goal,day,value\n" + "\n".join(f"{one},x,1" for one in lines), "utf-8"
    )

    done = bot("import", "mine", "--apply")

    assert done.code == 1
    assert done.err.splitlines()[0] == (
        "values.csv line 2, “partnership”: There is no partnership with this name, here or in "
        "partnerships.csv."
    )
    assert done.err.splitlines()[-2:] == ["And 5 more.", "Nothing was changed."]


def test_a_workspace_that_would_be_new_is_named_before_it_is_made(bot, database, partnership):
    bot("export", "out")
    new = "The workspace T9 is new here."
    assert "is new here" not in bot("import", "out").out
    assert new in bot("import", "out", "--workspace", "T9").out
    forget(database)
    assert new in bot("import", "out", "--workspace", "T9", "--apply").out

    done = bot("import", "out", "--workspace", "not a workspace; x", "--apply")

    assert (done.code, done.err) == (
        1,
        "not a workspace; x is not the ID of a Slack workspace: those look like T012AB34C.\n",
    )
    with database.reading_across_workspaces() as session:
        assert session.scalars(select(Workspace.id)).all() == ["T9"]


def test_templates_are_written_once(bot, partnership):
    assert bot("import", "--template", "mine").out == "Fill in the files in mine.\n"
    done = bot("import", "--template", "mine")

    assert (done.code, done.err) == (1, "mine: File exists. Nothing is left half done.\n")


@pytest.mark.parametrize("is_there", [False, True])
def test_templates_for_which_there_is_no_room_go_again(tmp_path, is_there):
    if is_there:
        (tmp_path / "mine").mkdir()

    def small_files() -> None:
        # Some of them have room.
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = run_apart(
        tmp_path,
        *("import", "--template", "mine"),
        first=small_files,
        PYTHONDONTWRITEBYTECODE="1",
    )

    assert (done.code, done.err) == (1, "mine: File too large. Nothing is left half done.\n")
    assert [*tmp_path.rglob("*")] == ([tmp_path / "mine"] if is_there else [])


def test_a_copy_and_back(bot, database, partnership, tmp_path):
    done = bot("backup", "copy")
    assert done.code == 0
    assert done.out.startswith("Everything is in copy, ")
    assert bot("backup", "copy").err == "copy already exists. Choose another name.\n"

    refused = bot("restore", "copy")
    assert refused.code == 1
    if database.engine.dialect.name == "sqlite":
        assert "rows in the database, which are lost" in refused.err


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """The address of a database that waits for an update, with one workspace in it."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres")
    with closing(Database(url)) as database:
        schema.upgrade(database.engine, "0001")
        make_workspace(database)
    return url


def test_before_an_update_a_copy_can_be_made_but_nothing_else_be_done(old, tmp_path, surroundings):
    surroundings(DATABASE_URL=old)
    refused = run("export", "out")
    assert (refused.code, refused.err) == (
        1,
        "There is no database yet, or it is old. Run: python -m bot migrate\n",
    )

    done = run("backup", "copy")

    assert (done.code, done.err) == (0, "")
    with closing(Database(old)) as database:
        assert schema.version_of(database.engine) == "0001"
        assert [one[0] for one in told(database, Verb.EXPORTED)] == [WORKSPACE]
    assert run("migrate").code == 0
    assert run("export", "out").code == 0


def test_where_no_database_is_none_is_copied(bot, empty_postgres):
    for url in ("sqlite:///none.db", empty_postgres):
        done = bot("backup", "copy", DATABASE_URL=url)
        assert (done.code, done.err) == (
            1,
            "There is no database yet, or it is old. Run: python -m bot migrate\n",
        )


def test_a_copy_comes_back_into_a_new_file(bot, partnership, database, tmp_path):
    if database.engine.dialect.name == "sqlite":
        bot("backup", "copy")
        done = bot("restore", "copy", DATABASE_URL="sqlite:///new.db")
        assert (done.code, done.out) == (
            0,
            "The copy is in place. Start the bot again.\n",
        )
        assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600
        assert bot("backup", "second", DATABASE_URL="sqlite:///new.db").code == 0


def test_what_another_file_of_that_name_left_behind_is_not_taken_for_the_copys(
    bot, partnership, database, tmp_path
):
    if database.engine.dialect.name == "sqlite":
        bot("backup", "copy")
        with closing(sqlite3.connect(tmp_path / "new.db")) as other:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("CREATE TABLE other (words)")
            other.commit()
            (tmp_path / "new.db").unlink()
            assert bot("restore", "copy", DATABASE_URL="sqlite:///new.db").code == 0
        assert bot("person", "list", DATABASE_URL="sqlite:///new.db").out.count("Ana Ruiz") == 1


def test_a_copy_that_is_in_place_is_no_failure_though_its_log_cannot_be_written(
    bot, partnership, database, tmp_path
):
    if database.engine.dialect.name == "sqlite":
        bot("backup", "copy")
        with closing(sqlite3.connect(tmp_path / "copy")) as copy:
            copy.execute(
                "CREATE TRIGGER shut BEFORE INSERT ON audit_events "
                "WHEN NEW.verb = 'restored' BEGIN SELECT RAISE(ABORT, 'locked'); END"
            )
        done = bot("restore", "copy", DATABASE_URL="sqlite:///new.db")
        assert (done.code, done.out, done.err) == (
            0,
            "The copy is in place. Start the bot again.\n",
            "The copy is in place, but this could not be written into its log.\n",
        )
        copied = {"DATABASE_URL": "sqlite:///new.db"}
        assert bot("export", "out", "--partnership", str(partnership), **copied).code == 0


def test_what_was_taken_out_and_brought_in_is_in_the_audit_log(bot, database, partnership):
    bot("export", "out", "--partnership", str(partnership))
    with database.engine.begin() as connection:
        for table in reversed(Goal.metadata.sorted_tables):
            if table.name not in ("workspaces", "audit_events"):
                connection.execute(table.delete())
    bot("import", "out", "--apply")

    with database.reading(WORKSPACE) as session:
        kept = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        exported = [one for one in kept if one.verb is Verb.EXPORTED]
        assert [(one.record, one.record_id) for one in exported] == [("partnerships", partnership)]
        assert exported[0].origin is Origin.OPERATOR
        brought = {one.record: one.rows for one in kept[kept.index(exported[0]) + 1 :]}
        assert (brought["goals"], brought["people"]) == (1, 4)


def told(database, *verbs: Verb) -> list[tuple[str, Verb, str, Origin, bool]]:
    """What operators did to whole databases, as each workspace's audit log has it."""
    with database.reading_across_workspaces() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.verb.in_(verbs), AuditEvent.record == "database")
            .order_by(AuditEvent.id)
        )
        return [(e.workspace_id, e.verb, e.record, e.origin, bool(e.operator)) for e in events]


def test_every_workspace_is_told_that_all_of_it_was_copied(bot, database, partnership):
    make_workspace(database, "T9")

    bot("backup", "copy")

    assert told(database, Verb.EXPORTED) == [
        ("T1", Verb.EXPORTED, "database", Origin.OPERATOR, True),
        ("T9", Verb.EXPORTED, "database", Origin.OPERATOR, True),
    ]
    assert "1 × copies of the whole database: exported" in bot("audit").out


def test_the_log_that_comes_back_says_that_it_took_the_place_of_another(bot, database, partnership):
    bot("backup", "copy")
    make_workspace(database, "T9")
    database.close()

    done = bot("restore", "copy", "--force")

    assert (done.code, done.err) == (0, "")
    assert told(database, Verb.EXPORTED, Verb.RESTORED) == [
        ("T1", Verb.RESTORED, "database", Origin.OPERATOR, True)
    ]
    assert "restored over what was here" in bot("audit").out


@pytest.mark.parametrize("command", ["backup", "export"])
def test_what_cannot_be_audited_is_not_taken_out(bot, database, partnership, tmp_path, command):
    with database.unit_of_work(WORKSPACE) as session:
        is_sqlite = database.engine.dialect.name == "sqlite"
        # In SQLite whoever has begun to write keeps all others from it.
        lock = "SELECT 1" if is_sqlite else "LOCK TABLE audit_events IN EXCLUSIVE MODE"
        session.execute(text(lock))
        done = bot(command, "out")

    assert done.code == 1
    assert done.err.startswith("The database cannot be used: ")
    assert "lock" in done.err
    assert not (tmp_path / "out").exists()


def test_a_place_that_is_not_there_is_said(bot, partnership, database):
    if database.engine.dialect.name == "sqlite":
        bot("backup", "copy")
        done = bot("restore", "copy", DATABASE_URL="sqlite:///nowhere/new.db")
        assert done.err == "nowhere/new.db: No such file or directory. Nothing was changed.\n"


def test_what_is_no_copy_is_said(bot, database, tmp_path):
    (tmp_path / "copy").write_text("hello")

    done = bot("restore", "copy")

    assert done.code == 1
    assert done.err.endswith("\n")
    assert "Traceback" not in done.err


def test_a_database_that_does_not_answer_is_said(bot, tmp_path, database):
    (tmp_path / "copy").write_bytes(b"PK")

    done = bot("restore", "copy", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")

    assert done.code == 1
    assert "Nothing was changed" in done.err or "cannot be used" in done.err


@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_full_disk_is_said_and_leaves_nothing(database, database_url, tmp_path, command):
    fill(database, ("T1",), rows=30)

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    done = run_apart(
        tmp_path,
        command,
        "out",
        first=small_files,
        DATABASE_URL=database_url,
        # Python would write its own files too, cut off as well.
        PYTHONDONTWRITEBYTECODE="1",
    )

    assert done.code == 1
    assert done.err.startswith("out: "), done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()
    assert [one.name for one in tmp_path.iterdir() if ".out.part" in one.name] == []
