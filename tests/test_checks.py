"""What the check finds: each finding is fine, or says what to do."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot import manifest
from bot.checks import Finding, findings
from bot.playground import Playground
from bot.rules.vocabulary import MessageStatus
from bot.services import coordinators
from storage import failures, installations, ticks, workspaces
from storage.encryption import Keys
from storage.installations import Granted
from storage.models import OutboxMessage, Person
from storage.sealing import Seal
from tests.factories import NOW, WORKSPACE, make_partnership, make_workspace


@pytest.fixture
def slack():
    with Playground(manifest=manifest.read()) as playground:
        yield playground


@pytest.fixture
def check(surroundings, slack, database_url):
    """Look at everything that is not fine."""
    surroundings(
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_APP_TOKEN=slack.app_token,
        SLACK_API_URL=slack.api_url,
        DATABASE_URL=database_url,
    )

    def run(late: timedelta = timedelta()) -> list[Finding]:
        found = findings(lambda: datetime.now(UTC) + late)
        return [finding for finding in found if not finding.fine]

    return run


def queue(database, status: MessageStatus, **columns) -> None:
    now = datetime.now(UTC)
    with database.unit_of_work(WORKSPACE) as session:
        session.add(
            OutboxMessage(
                **{
                    "key": f"{status}:{len(columns)}",
                    "method": "chat.postMessage",
                    "channel": "C1",
                    "payload": {},
                    "status": status,
                    "attempts": 1,
                    "due_at": now,
                    "best_before": now + timedelta(days=1),
                    "last_error": "",
                    "created_at": now,
                    **columns,
                }
            )
        )


def test_nothing_to_do(check, database):
    make_workspace(database)
    queue(database, MessageStatus.SENT, finished_at=datetime.now(UTC))
    queue(database, MessageStatus.PENDING)

    assert check() == []


@pytest.mark.parametrize(
    ("key", "said"),
    [("", "no SEALING_KEY"), (Seal.new_key(), "answers can be kept anonymous")],
    ids=["without", "with"],
)
def test_it_says_whether_anything_can_be_anonymous(check, surroundings, key, said):
    surroundings(SEALING_KEY=key)

    assert check() == [], "it is no problem to be without"
    [finding] = [one for one in findings(lambda: datetime.now(UTC)) if one.about == "sealing"]
    assert said in finding.sentence


def test_missing_scopes_are_named(check, slack):
    slack.scopes.remove("groups:read")

    [finding] = check()

    assert finding.about == "scopes"
    assert "groups:read" in finding.sentence


def test_a_clock_that_is_off_is_told(check):
    [finding] = check(late=timedelta(minutes=10))

    assert finding.about == "clock"
    assert "seconds off from Slack's" in finding.sentence


def test_a_dead_token_ends_the_look_at_slack_only(check, slack):
    slack.uninstall()

    [finding] = check()

    assert finding.about == "token"
    assert "SLACK_BOT_TOKEN" in finding.sentence


def test_a_clock_that_does_not_tick_is_told(check, database):
    now = datetime.now(UTC)
    with database.across_workspaces() as session:
        ticks.remember(session, "deliver messages", now - timedelta(hours=1))
    [finding] = check()

    assert finding.about == "timetable"
    assert finding.sentence.startswith("The clock last ticked ")

    with database.across_workspaces() as session:
        ticks.remember(session, "open cycles", now)
    assert check() == [], "an hour between two ticks may be right for a job"


def test_messages_that_are_stuck_are_counted_with_an_example(check, database):
    make_workspace(database)
    now = datetime.now(UTC)
    queue(database, MessageStatus.PENDING, due_at=now - timedelta(hours=2))
    queue(database, MessageStatus.UNCERTAIN, last_error="http_502")
    queue(
        database, MessageStatus.REJECTED, last_error="not_in_channel", finished_at=now, attempts=2
    )

    late, uncertain, refused = check()

    assert late.sentence.startswith("1 has been late since ")
    assert "http_502" in uncertain.sentence
    assert "not_in_channel" in refused.sentence


def test_partnerships_that_nobody_coordinates_are_told(check, database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        ana = make_partnership(session).ana

    [finding] = check()
    assert finding.about == "coordinator"
    assert "Riverside School District" in finding.sentence
    assert "coordinator add T1/USER" in finding.sentence

    with database.unit_of_work(WORKSPACE) as session:
        coordinators.begin_with(session, ana, now=NOW)
    assert check() == []
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, ana.id).is_deactivated = True
    assert [one.about for one in check()] == ["coordinator"]


def test_a_workspace_that_shut_the_bot_out_is_named_with_slacks_word(check, database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        workspaces.shut_out(session, because="token_revoked", now=datetime.now(UTC))

    [finding] = check()

    assert finding.about == "workspace"
    assert "Riverside School District has locked the bot out since" in finding.sentence
    assert "token_revoked" in finding.sentence


def test_a_workspace_that_took_the_bot_out_has_to_install_it_again(check, database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        workspaces.uninstalled(session, because="app_uninstalled", now=datetime.now(UTC))

    [finding] = check()

    assert finding.about == "workspace"
    assert "uninstalled the bot" in finding.sentence
    assert "app_uninstalled" in finding.sentence
    assert "installs it again" in finding.sentence
    assert "by itself" not in finding.sentence


def test_rows_that_a_job_fails_for_are_named(check, database):
    make_workspace(database)
    now = datetime.now(UTC)
    with database.unit_of_work(WORKSPACE) as session:
        failures.remember(session, "open cycles", 12, error="ZoneInfoNotFoundError", now=now)
    [finding] = check()
    assert finding.about == "rows"
    assert finding.sentence.startswith("“open cycles” failed once for row 12 (ZoneInfoNot")

    with database.unit_of_work(WORKSPACE) as session:
        for row_id in range(12, 20):
            failures.remember(session, "open cycles", row_id, error="KeyError", now=now)
    *named, more = check()
    assert named[0].sentence.startswith("“open cycles” failed 2 times for row 12 (KeyError)")
    assert len(named) == 5
    assert "3 more" in more.sentence


@dataclass(frozen=True)
class ManyChecks:
    """Looks at everything, with the Slack and the keys of a bot that many install."""

    slack: Playground
    keys: Keys

    def __call__(self, late: timedelta = timedelta()) -> dict[str, list[Finding]]:
        found = [*findings(lambda: datetime.now(UTC) + late)]
        return {one.about: [two for two in found if two.about == one.about] for one in found}


@pytest.fixture
def check_many(surroundings, database_url):
    """Look at everything, with a bot that workspaces install by themselves."""
    key = Seal.new_key()
    with Playground(manifest=manifest.read(), installed=False) as slack:
        surroundings(
            SLACK_CLIENT_ID="1.2",
            SLACK_CLIENT_SECRET="shh",
            SLACK_SIGNING_SECRET="shh",
            ENCRYPTION_KEYS=key,
            PUBLIC_URL="https://bot.example.org",
            SLACK_API_URL=slack.api_url,
            DATABASE_URL=database_url,
        )
        yield ManyChecks(slack, Keys([key]))


def let_in(database, keys: Keys, installation_id: str, *scopes: str) -> None:
    granted = Granted(
        id=installation_id,
        enterprise_id=None,
        name=f"Workspace {installation_id}",
        bot_user_id="UBOT",
        token=keys.encrypt("xoxb-1"),
        scopes=frozenset(scopes or manifest.scopes()),
        installed_by="UANA",
    )
    with database.unit_of_work(installation_id) as session:
        installations.save(session, granted, now=datetime.now(UTC))


def test_many_workspaces_are_counted(check_many, database):
    let_in(database, check_many.keys, "T1")
    let_in(database, check_many.keys, "T2")

    found = check_many()

    assert "token" not in found
    assert [one.fine for one in found["slack"] + found["clock"] + found["installed"]] == [True] * 3
    assert found["installed"][0].sentence == (
        "2 workspaces or organizations have installed the bot,"
        " at https://bot.example.org/slack/install"
    )
    assert not check_many(late=timedelta(minutes=10))["clock"][0].fine


def test_who_has_to_allow_more_and_whose_key_is_missing_is_named(check_many, database):
    let_in(database, check_many.keys, "T1", "commands")
    let_in(database, Keys([Seal.new_key()]), "T2")

    scopes, key = check_many()["installed"]

    assert not scopes.fine
    assert scopes.sentence.startswith("Workspace T1 has not allowed channels:read, chat:write, ")
    assert scopes.sentence.endswith("https://bot.example.org/slack/install?team=T1")
    assert not key.fine
    assert key.sentence == "The token of Workspace T2 needs a key that is not in ENCRYPTION_KEYS."


def test_that_slack_does_not_answer_is_told(check_many):
    check_many.slack.trouble.down()

    found = check_many()

    assert [one.fine for one in found["slack"]] == [False]
    assert "Slack does not answer at " in found["slack"][0].sentence
    assert "clock" not in found
