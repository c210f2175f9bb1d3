"""What the check finds: each finding is fine, or says what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import manifest
from bot.checks import Finding, findings
from bot.playground import Playground
from bot.rules.vocabulary import MessageStatus
from bot.settings import Settings
from storage import failures, ticks, workspaces
from storage.models import OutboxMessage
from tests.factories import WORKSPACE, make_workspace


@pytest.fixture
def slack():
    with Playground(manifest=manifest.read()) as playground:
        yield playground


@pytest.fixture
def check(monkeypatch, tmp_path, slack, database_url):
    """Look at everything that is not fine."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("DATABASE_URL", database_url)

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


def test_missing_scopes_are_named(check, slack):
    slack.scopes.remove("groups:read")

    [finding] = check()

    assert finding.about == "scopes"
    assert "groups:read" in finding.sentence


def test_a_clock_that_is_off_is_told(check):
    [finding] = check(late=timedelta(minutes=10))

    assert finding.about == "clock"
    assert "seconds from Slack's" in finding.sentence


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

    assert late.sentence.startswith("1 is late, since ")
    assert "http_502" in uncertain.sentence
    assert "not_in_channel" in refused.sentence


def test_a_workspace_that_shut_the_bot_out_is_named_with_slacks_word(check, database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        workspaces.shut_out(session, because="token_revoked", now=datetime.now(UTC))

    [finding] = check()

    assert finding.about == "workspace"
    assert "Riverside School District lets the bot do nothing since" in finding.sentence
    assert "token_revoked" in finding.sentence


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
