"""The operator's commands: what they print and how they end."""

import socket
from contextlib import closing
from datetime import UTC, datetime
from functools import partial

import pytest
import yaml
from sqlalchemy import select

import storage.installations
import storage.workspaces
from bot import manifest, starting
from bot.playground import Playground
from bot.rules.audit import Origin, Verb
from storage.database import Database
from storage.encryption import Keys
from storage.installations import Granted
from storage.models import AuditEvent, Workspace
from storage.sealing import Seal
from tests.operating import run, run_apart

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_APP_TOKEN": "xapp-none"}
# A port of this machine where nobody listens.
NOWHERE = "http://127.0.0.1:9/api/"


@pytest.fixture
def process(tmp_path):
    """`python -m bot …` in a process and an empty folder of its own, with these variables alone."""
    return partial(run_apart, tmp_path)


@pytest.fixture
def bot(surroundings):
    """The same, faster: in this process."""
    return run


@pytest.fixture
def slack():
    with Playground(manifest=manifest.read(), team="Riverside School District") as playground:
        yield playground


def tokens_of(slack: Playground) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }


def test_missing_settings_are_all_named_and_the_code_is_2(process):
    done = process("run", DATABASE_URL="mysql://x")

    assert done.code == 2
    assert done.err.count("\n") == 3
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL"):
        assert name in done.err
    assert "Traceback" not in done.err


def test_a_token_that_slack_does_not_know_is_a_wrong_setting(bot, slack):
    done = bot("run", **tokens_of(slack) | {"SLACK_BOT_TOKEN": "xoxb-somebody-else"})

    assert done.code == 2
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)." in done.err


def test_an_app_token_that_slack_does_not_know_is_a_wrong_setting(process, slack):
    done = process("run", **tokens_of(slack) | {"SLACK_APP_TOKEN": "xapp-somebody-else"})

    assert done.code == 2
    assert "Slack does not accept SLACK_APP_TOKEN (invalid_auth)." in done.err


def test_a_slack_that_does_not_answer_is_a_failure(bot):
    done = bot("run", **TOKENS, SLACK_API_URL=NOWHERE)

    assert done.code == 1
    assert f"Slack does not answer at {NOWHERE}" in done.err
    assert "Traceback" not in done.err


def test_a_port_that_is_taken_is_a_wrong_setting(bot, slack):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        over_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "shh", "HTTP_PORT": str(port)}
        done = bot("run", **tokens_of(slack) | over_http)

    assert done.code == 2
    assert done.err.endswith(f"port {port}: Address already in use. Change HTTP_PORT.\n")


def test_a_monitoring_port_that_is_taken_is_a_wrong_setting(bot, slack):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = bot("run", **tokens_of(slack), MONITORING_ADDRESS=f"127.0.0.1:{port}")

    assert done.code == 2
    assert done.err.endswith("Change MONITORING_ADDRESS.\n")


def test_migrate_needs_no_token_and_copies_an_old_file_aside(bot, tmp_path):
    first = bot("migrate")
    again = bot("migrate")

    assert (first.code, first.out) == (0, "The database is up to date.\n")
    assert (again.code, again.out) == (0, "The database is up to date.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["touchstone.db"]


def test_a_database_that_cannot_be_opened_is_a_failure(bot):
    done = bot("migrate", DATABASE_URL="sqlite:///nowhere/touchstone.db")

    assert done.code == 1
    assert done.err == "The database cannot be used: unable to open database file.\n"


def test_check_says_ok_line_by_line(bot, slack):
    done = bot("check", **tokens_of(slack))

    assert done.code == 0, done.out
    lines = done.out.splitlines()
    assert all(line.startswith("ok") for line in lines)
    assert [line.split(None, 2)[1] for line in lines] == [
        "settings",
        "sealing",
        "token",
        "scopes",
        "clock",
        "socket",
        "database",
    ]
    assert "belongs to Riverside School District" in done.out


def test_check_names_everything_that_is_wrong_and_goes_on(bot):
    done = bot("check", LOG_LEVEL="loud")

    assert done.code == 1
    assert [line.split()[:2] for line in done.out.splitlines()] == [
        ["look", "settings"],
        ["look", "settings"],
        ["look", "settings"],
        ["ok", "database"],
    ]


@pytest.mark.parametrize("arguments", [["--socket"], ["--http", "https://bot.example.org"]])
def test_the_manifest_is_printed_for_either_transport(bot, arguments):
    done = bot("manifest", *arguments)

    assert done.code == 0
    over_socket = yaml.safe_load(done.out)["settings"]["socket_mode_enabled"]
    assert over_socket == (arguments == ["--socket"])


@pytest.mark.parametrize(
    "arguments", [[], ["--socket", "--http", "https://x"], ["--http", "http://bot.example.org"]]
)
def test_one_transport_has_to_be_chosen(bot, arguments):
    assert bot("manifest", *arguments).code == 2


def test_a_sealing_key_is_new_each_time(bot):
    first, second = bot("sealing-key"), bot("sealing-key")

    assert first.out != second.out
    assert Seal.from_setting(first.out.strip())


@pytest.fixture
def installed(tmp_path):
    """A database in which a workspace has installed the bot, under a key; its address and key."""
    url, key = f"sqlite:///{tmp_path / 'many.db'}", Seal.new_key()
    now = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)
    granted = Granted(
        id="T1",
        enterprise_id=None,
        name="Riverside [bold]",
        bot_user_id="UBOT",
        token=Keys([key]).encrypt("xoxb-1"),
        scopes=frozenset(),
        installed_by="UANA",
    )
    with (
        closing(starting.open_database(url, now)) as database,
        database.unit_of_work("T1") as session,
    ):
        storage.installations.save(session, granted, now=now)
        name = granted.name
        storage.workspaces.remember(session, "T1", name=name, bot_user_id="UBOT", now=now)
    return url, key


def token_in(url: str) -> str:
    with closing(Database(url)) as database, database.reading("T1") as session:
        (live,) = storage.installations.live(session)
        return live.token


def test_rekey_lets_the_old_key_be_taken_out(bot, installed):
    url, old = installed
    new = Seal.new_key()

    done = bot("rekey", DATABASE_URL=url, ENCRYPTION_KEYS=f"{new},{old}")

    assert (done.code, done.out) == (0, "1 token was encrypted again.\n")
    assert Keys([new]).read(token_in(url)) == "xoxb-1"
    assert not Keys([old]).can_read(token_in(url))
    with closing(Database(url)) as database, database.reading("T1") as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.record == "installations")
        ).one()
        assert (event.verb, event.fields, event.rows) == (Verb.CHANGED, "token", 1)
        assert event.origin is Origin.OPERATOR


def test_rekey_tells_a_workspace_of_its_own_token_and_nothing_of_others(bot, installed):
    url, old = installed
    new, lost = Seal.new_key(), Seal.new_key()
    now = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)
    with closing(Database(url)) as database, database.across_workspaces() as session:
        for id_, key in (("T2", lost), ("E1", old)):
            granted = Granted(
                id=id_,
                enterprise_id="E1" if id_ == "E1" else None,
                name=id_,
                bot_user_id="UBOT",
                token=Keys([key]).encrypt("xoxb-2"),
                scopes=frozenset(),
                installed_by="UBEN",
            )
            storage.installations.save(session, granted, now=now)
        for id_, organisation in (("T2", None), ("T3", "E1"), ("T4", None)):
            session.add(
                Workspace(id=id_, bot_user_id="UBOT", added_at=now, enterprise_id=organisation)
            )

    done = bot("rekey", DATABASE_URL=url, ENCRYPTION_KEYS=f"{new},{old}")

    assert (done.code, done.out) == (1, "2 tokens were encrypted again.\n")
    with closing(Database(url)) as database, database.reading_across_workspaces() as session:
        kept = session.scalars(select(AuditEvent).where(AuditEvent.record == "installations"))
        assert sorted((one.workspace_id, one.rows) for one in kept) == [("T1", 1), ("T3", 1)]


def test_rekey_names_whose_key_is_missing_and_leaves_the_token(bot, installed):
    url, old = installed

    done = bot("rekey", DATABASE_URL=url, ENCRYPTION_KEYS=Seal.new_key())

    assert done.code == 1
    assert "The token of Riverside [bold] needs a key that is not in" in done.err
    assert Keys([old]).read(token_in(url)) == "xoxb-1"


@pytest.mark.parametrize("keys", [{}, {"ENCRYPTION_KEYS": "x"}])
def test_rekey_needs_keys(bot, installed, keys):
    done = bot("rekey", DATABASE_URL=installed[0], **keys)

    assert done.code == 2
    assert done.err.startswith("ENCRYPTION_KEYS ")


def test_the_manifest_for_many_can_be_asked_for_or_follows_from_the_settings(bot):
    one = bot("manifest", "--http", "https://bot.example.org")
    many = bot("manifest", "--http", "https://bot.example.org", "--many")
    by_setting = bot("manifest", "--http", "https://bot.example.org", SLACK_CLIENT_ID="1.2")

    assert "redirect_urls" not in one.out
    assert "https://bot.example.org/slack/oauth_redirect" in many.out
    assert by_setting.out == many.out
