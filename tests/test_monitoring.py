"""What operators' tools are told of one process, over real HTTP on a port of its own."""

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Event

import pytest
from pydantic import SecretStr

from bot import app, monitoring
from bot.app import Application
from bot.monitoring import Monitoring
from bot.rules.vocabulary import MessageStatus
from bot.settings import Settings
from bot.slack.gateway import Gateway
from bot.slack.identity import Identity
from scheduler.runner import Runner
from storage.database import Database
from tests import messages
from tests.factories import NOW, WORKSPACE, make_workspace
from tests.gateways import Everywhere

NOBODY_THERE = "postgresql://nobody@127.0.0.1:9/none"
IDENTITY = Identity(
    workspace_id=WORKSPACE,
    workspace_name="Riverside School District",
    bot_id="B1",
    bot_user_id="UBOT",
    scopes=frozenset(),
    told_at=None,
)


@dataclass(frozen=True)
class Told:
    status: int
    text: str


class Tool:
    """Something that asks a process how it is."""

    def __init__(self, port: int) -> None:
        self.port = port

    def asks(self, path: str, method: str = "GET") -> Told:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
            line.request(method, path)
            answer = line.getresponse()
            return Told(answer.status, answer.read().decode())


def build(database: Database) -> Application:
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_app_token=SecretStr("xapp-1"),
        slack_api_url="http://127.0.0.1:9/api/",
    )
    return app.build(settings, database, IDENTITY, lambda: NOW)


@contextmanager
def watched(application: Application) -> Iterator[Tool]:
    beside = Monitoring(application, "127.0.0.1", 0)
    beside.start()
    try:
        yield Tool(beside.port)
    finally:
        beside.close()


@pytest.fixture
def application(database):
    make_workspace(database)
    return build(database)


@pytest.fixture
def tool(application):
    with watched(application) as asking:
        yield asking


def number(metrics: str, name: str) -> float:
    found = re.search(rf"^touchstone_{re.escape(name)} (\S+)$", metrics, re.M)
    assert found, f"no {name} in:\n{metrics}"
    return float(found[1])


def test_a_process_that_is_well_says_so(tool):
    assert tool.asks("/healthz") == Told(200, "ok\n")
    assert tool.asks("/readyz?verbose=1") == Told(200, "ok\n")
    assert tool.asks("/healthz", "HEAD") == Told(200, "")
    assert tool.asks("/").status == 404


def test_metrics_tell_what_waits_and_what_is_in_trouble(database, tool):
    late, lately = NOW - timedelta(hours=2), NOW - timedelta(minutes=1)
    messages.queue(database, "late", due_at=late)
    messages.queue(database, "due", due_at=lately)
    messages.queue(database, "future", due_at=NOW + timedelta(days=1))
    for key, status in (("no", MessageStatus.REJECTED), ("perhaps", MessageStatus.UNCERTAIN)):
        messages.queue(database, key)
        messages.change(
            database,
            key,
            status=status,
            finished_at=lately if status is MessageStatus.REJECTED else None,
        )

    told = tool.asks("/metrics").text

    assert number(told, "database_up") == 1
    assert number(told, "outbox_due") == 3
    assert number(told, "outbox_late") == 1
    assert number(told, "outbox_rejected") == 1
    assert number(told, "outbox_uncertain") == 1
    assert number(told, "outbox_lag_seconds") == timedelta(hours=2).total_seconds()


def test_metrics_tell_what_each_job_did(application, database, tool):
    messages.queue(database, "hello")
    application.runner.run_all_once()

    told = tool.asks("/metrics").text

    assert number(told, 'job_runs_total{job="deliver messages"}') == 1
    assert number(told, 'job_failures_total{job="deliver messages"}') == 0
    assert number(told, 'job_seconds_total{job="deliver messages"}') > 0
    assert number(told, 'tries_total{status="pending"}') == 1, "nobody listens there"
    ticked = 'last_tick_timestamp_seconds{job="open cycles"}'
    assert number(told, ticked) == NOW.timestamp()


def test_labels_are_jobs_and_statuses_and_nothing_else(application, database, tool):
    messages.queue(database, "hello", channel="CSECRET")
    application.runner.run_all_once()

    told = tool.asks("/metrics").text

    assert set(re.findall(r"touchstone_\w+{(\w+)=", told)) == {"job", "status"}
    for word in ("hello", "CSECRET", f'"{WORKSPACE}"', "Riverside"):
        assert word not in told


def test_without_its_database_a_process_is_there_but_not_ready():
    with closing(Database(NOBODY_THERE)) as away, watched(build(away)) as tool:
        assert tool.asks("/readyz") == Told(503, "the database does not answer\n")
        assert tool.asks("/healthz").status == 200
        told = tool.asks("/metrics").text

    assert number(told, "database_up") == 0
    assert "touchstone_outbox_due" not in told


def test_a_file_that_was_taken_away_is_a_database_that_is_gone(tmp_path):
    file = tmp_path / "touchstone.db"
    with closing(Database(f"sqlite:///{file}")) as database, watched(build(database)) as tool:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE workspaces (id TEXT)")
        assert tool.asks("/readyz").status == 200

        file.unlink()

        assert tool.asks("/readyz") == Told(503, "the database does not answer\n")


def test_a_process_that_stops_takes_nothing_new(application, tool):
    application.runner.stop(0)

    assert tool.asks("/readyz") == Told(503, "stopping\n")


def test_a_visitor_who_says_nothing_keeps_nobody_else_waiting(tool):
    silent = [socket.create_connection(("127.0.0.1", tool.port)) for _visitor in range(3)]
    try:
        assert tool.asks("/healthz").status == 200
    finally:
        for visitor in silent:
            visitor.close()


def test_too_many_visitors_are_sent_away(tool):
    silent = [socket.create_connection(("127.0.0.1", tool.port)) for _visitor in range(4)]
    try:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            tool.asks("/healthz")
    finally:
        for visitor in silent:
            visitor.close()


def test_only_a_clock_that_runs_can_stand_still(application):
    assert not monitoring.troubles(application)


def test_a_clock_that_stands_still_makes_it_unready(database, application):
    asked, go_on = Event(), Event()
    seconds = [0.0]

    def clock():
        asked.set()
        assert go_on.wait(30)
        return NOW

    client = application.clients.calling("xoxb-1")
    runner = Runner(database, Everywhere(Gateway(client)), clock, stopwatch=lambda: seconds[0])
    standing = replace(application, runner=runner)
    runner.start()
    try:
        assert asked.wait(30)
        assert not monitoring.troubles(standing)
        seconds[0] = 61
        assert monitoring.troubles(standing) == [
            "the clock has not ticked for a minute: deliver messages"
        ]
        seconds[0] = 121
        [said] = monitoring.troubles(standing)
        assert said.startswith("the clock has not ticked for a minute: ")
        assert said.endswith(" more")
    finally:
        go_on.set()
        assert runner.stop(30)
