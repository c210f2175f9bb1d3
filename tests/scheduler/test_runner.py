"""The clock of a process: starts, ticks, stops without dropping anything."""

from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.rules.pacing import AT_ONCE
from bot.rules.vocabulary import MessageStatus
from bot.slack.gateway import Gateway, Sent
from scheduler.runner import Record, Runner
from scheduler.timetable import Job
from storage import ticks
from storage.database import Database
from tests import messages
from tests.factories import NOW, WORKSPACE, make_workspace
from tests.gateways import Everywhere
from tests.messages import queue, status


class Held(Gateway):
    """A gateway that answers when it is let to."""

    def __init__(self) -> None:
        super().__init__(WebClient("xoxb-1", retry_handlers=[]))
        self.asked = Event()
        self.answer = Event()
        self.texts: list[str] = []

    def send(self, method: str, channel: str, payload: dict[str, Any], **_more: Any) -> Sent:
        self.asked.set()
        assert self.answer.wait(30)
        self.texts.append(payload["text"])
        return Sent(channel, "1.0")


@pytest.fixture
def gateway() -> Iterator[Held]:
    held = Held()
    yield held
    held.answer.set()


@pytest.fixture
def runner(database: Database, gateway: Held) -> Runner:
    make_workspace(database)
    return Runner(database, Everywhere(gateway), lambda: NOW, pace=AT_ONCE)


def test_the_names_of_the_jobs_are_different_and_sending_comes_last(runner):
    names = [job.name for job in runner.jobs]

    assert len(set(names)) == len(names)
    assert names[-1] == "deliver messages"


def test_what_fails_for_its_own_reasons_is_a_job_of_its_own(runner):
    names = {job.name for job in runner.jobs}

    assert {"look people up", "look at channels"} <= names
    assert {"mind requests to lead", "ask about what has nobody"} <= names


def test_all_jobs_run_once_and_their_time_is_remembered(database, gateway, runner):
    queue(database, "hello")
    gateway.answer.set()

    assert runner.run_all_once() == 1
    assert gateway.texts == ["hello"]
    assert runner.last_ticks == {job.name: NOW for job in runner.jobs}


def test_a_started_clock_ticks_and_stops_when_what_is_in_hand_is_done(database, gateway, runner):
    queue(database, "hello")
    queue(database, "later")
    runner.start()
    assert gateway.asked.wait(30)

    assert not runner.stop(0), "a message is in hand"
    gateway.answer.set()
    assert runner.stop(30)

    assert gateway.texts == ["hello"]
    assert status(database, "hello").value == "sent"
    assert status(database, "later").value == "pending"


def test_a_clock_that_was_never_started_stops_too(runner):
    assert runner.stop(0)


def test_a_failing_job_ends_neither_the_clock_nor_the_other_jobs(database, gateway, caplog):
    broken = Event()

    def clock() -> datetime:
        if broken.is_set():
            return NOW
        broken.set()
        raise ZeroDivisionError

    make_workspace(database)
    gateway.answer.set()
    runner = Runner(database, Everywhere(gateway), clock, pace=AT_ONCE)
    queue(database, "hello")
    runner.start(every=0.02)
    assert gateway.asked.wait(30)

    assert runner.stop(30)
    assert [line.error for line in caplog.records if line.msg == "job_failed"] == [
        "ZeroDivisionError"
    ]
    assert messages.row(database, "hello", WORKSPACE).status.value == "sent"


def test_a_pass_that_left_rows_behind_is_followed_by_the_next_at_once(runner):
    left = [2000, 700, 3]
    done = Event()

    def act(_database: Database, _now: datetime) -> int:
        acted = left.pop(0)
        if not left:
            done.set()
        return acted

    runner.jobs = (Job("much", 3600, act),)
    runner.records = {"much": Record()}
    runner.start()

    assert done.wait(30)
    assert runner.stop(30)
    assert runner.records["much"].runs == 3


def test_what_jobs_did_is_counted_and_their_ticks_are_kept(database, gateway, runner):
    queue(database, "hello")
    gateway.answer.set()
    runner.run_all_once()
    runner.run_all_once()

    assert {record.runs for record in runner.records.values()} == {2}
    assert runner.tries == {MessageStatus.SENT: 1}
    with database.reading_across_workspaces() as session:
        assert ticks.last(session) == {job.name: NOW for job in runner.jobs}
