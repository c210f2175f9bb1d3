"""Delivery through every trouble: of the network, of Slack, of the machine, of our own."""

from datetime import datetime, timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.rules import delivery, retries
from bot.rules.pacing import AT_ONCE
from bot.rules.vocabulary import MessageStatus
from bot.slack.gateway import Gateway, Sent
from scheduler.outbox import Delivery
from storage import failures, outbox, workspaces
from tests import messages
from tests.factories import NOW
from tests.gateways import Everywhere
from tests.messages import later


class Clumsy(Gateway):
    """A gateway with a fault of ours in it."""

    def send(self, method: str, channel: str, payload: dict[str, Any], **more: Any) -> Sent:
        if payload["text"] == "broken":
            raise ZeroDivisionError
        return super().send(method, channel, payload, **more)


class Slow(Gateway):
    """A gateway whose message `slow` takes until another one is through."""

    def __init__(self, client: WebClient, until: str) -> None:
        super().__init__(client)
        self._until = until
        self._through = Event()

    def send(self, method: str, channel: str, payload: dict[str, Any], **more: Any) -> Sent:
        if payload["text"] == "slow":
            assert self._through.wait(30)
        sent = super().send(method, channel, payload, **more)
        if payload["text"] == self._until:
            self._through.set()
        return sent


def test_a_lost_reply_is_asked_for_again_by_the_same_id_and_nobody_reads_it_twice(office):
    office.queue("digest")
    office.slack.trouble.next(outbox.POST, lose_reply=True)

    assert office.deliver() == 0
    assert office.status("digest") is MessageStatus.UNCERTAIN
    office.wait(5)
    assert office.deliver() == 1

    assert office.texts() == ["digest"]
    assert office.status("digest") is MessageStatus.SENT
    assert office.row("digest").slack_ts == office.room.messages[-1].ts
    assert len(office.slack.repeats) == 1


def test_a_process_that_died_while_sending_is_followed_by_another(office):
    office.queue("digest")
    (claimed,) = messages.claim(office.database, workspace_id=office.slack.team_id)
    office.gateway.send(
        claimed.method,
        claimed.channel,
        claimed.payload,
        client_msg_id=delivery.client_msg_id(claimed.workspace_id, claimed.key),
    )

    assert office.deliver() == 0, "the lease still runs"
    office.now += retries.LEASE
    assert office.deliver() == 1
    assert office.texts() == ["digest"]


def test_a_workspace_whose_rows_cannot_be_read_stops_no_other(office):
    def refuse_one(_connection, _cursor, statement, parameters, _context, _many):
        if "TBAD" in str(parameters) and statement.startswith("SELECT lanes"):
            raise OperationalError(statement, parameters, Exception("damaged"))

    office.add_workspace("TBAD")
    office.queue("unreadable", workspace_id="TBAD")
    office.queue("fine")
    event.listen(office.database.engine, "before_cursor_execute", refuse_one)
    with pytest.raises(OperationalError):
        office.deliver()
    event.remove(office.database.engine, "before_cursor_execute", refuse_one)

    assert office.texts() == ["fine"]


@pytest.mark.parametrize("trouble", [{"error": "internal_error"}, {"status": 503}, {"html": True}])
def test_a_hiccup_delays_a_channel_and_keeps_its_order(office, trouble):
    office.queue("first")
    office.queue("second")
    office.slack.trouble.next(outbox.POST, **trouble)

    assert office.deliver() == 0
    office.wait(5)
    assert office.deliver() == 2
    assert office.texts() == ["first", "second"]


def test_a_message_that_fails_for_long_does_not_silence_its_channel(office):
    office.queue("poison")
    office.queue("fine")
    office.slack.trouble.next(outbox.POST, error="internal_error", times=5)
    for _ in range(12):
        office.deliver()
        office.wait(15)

    assert office.texts() == ["fine"]
    office.wait(900)
    assert office.deliver() == 1
    assert office.texts() == ["fine", "poison"]


def test_a_refused_message_is_not_tried_again_and_stops_no_other(office):
    office.queue("refused")
    office.queue("details", after_key="refused")
    office.queue("fine")
    office.slack.trouble.next(outbox.POST, error="restricted_action")

    assert office.deliver() == 1
    assert office.deliver() == 0
    assert office.texts() == ["fine"]
    assert office.row("refused").last_error == "restricted_action"
    assert office.status("details") is MessageStatus.REJECTED


def test_a_message_that_breaks_our_own_code_is_left_and_stops_no_other(office):
    office.queue("broken")
    office.queue("fine", office.slack.channel("other", office.ana))

    office.gateway = Clumsy(office.client)

    assert office.deliver() == 1
    assert office.status("broken") is MessageStatus.UNCERTAIN
    assert office.row("broken").last_error == "ZeroDivisionError"


def test_when_slack_asks_to_wait_this_method_waits_and_nothing_is_counted(office):
    other = office.slack.channel("other", office.ana)
    office.queue("card", other)
    office.deliver()
    office.slack.trouble.next(outbox.POST, retry_after=30)
    office.queue("first")

    assert office.deliver() == 0
    office.queue("change", other, after_key="card", method=outbox.UPDATE)
    office.queue("second", other)
    assert office.deliver() == 1, "changes may go on"
    assert office.texts(other) == ["change"]

    office.wait(29)
    assert office.deliver() == 0
    office.wait(1)
    assert office.deliver() == 2
    assert office.row("first").attempts == 1


def test_a_revoked_token_pauses_the_workspace_and_counts_no_tries(office):
    for number in range(20):
        office.queue(f"m{number}", office.slack.channel(f"room-{number}", office.ana))
    office.slack.trouble.next(outbox.POST, error="token_revoked", times=100)
    for _ in range(10):
        assert office.deliver() == 0
        office.wait(30)

    assert office.calls() <= 8, "only what was in hand when it was first heard"
    assert {office.row(f"m{number}").attempts for number in range(20)} == {0}
    with office.database.reading_across_workspaces() as session:
        (shut,) = workspaces.those_shut_out(session)
        assert (shut.shut_out_at, shut.shut_out_because) == (NOW, "token_revoked")

    office.slack.trouble.clear()
    assert office.deliver() == 20


def test_when_slack_cannot_be_reached_everything_waits_and_comes_in_order(office):
    for number in range(3):
        office.queue(f"m{number}")
    there = office.gateway
    office.gateway = Gateway(
        WebClient("xoxb-1", base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    )
    assert office.deliver() == 0
    assert office.deliver() == 0
    assert office.status("m0") is MessageStatus.PENDING
    assert office.row("m0").attempts == 1

    office.gateway = there
    office.wait(5)
    assert office.deliver() == 3
    assert office.texts() == ["m0", "m1", "m2"]


def test_when_slack_answers_nothing_everything_keeps_its_place_and_little_is_asked(office):
    other = office.slack.channel("other", office.ana)
    for number in range(3):
        office.queue(f"m{number}", best_before=later(10**6))
        office.queue(f"o{number}", other, best_before=later(10**6))
    office.slack.trouble.down()
    for _ in range(60):
        assert office.deliver() == 0
        office.wait(60)
    assert office.calls() <= 2 * 60, "a message a channel and minute"

    office.slack.trouble.up()
    assert office.deliver() == 6
    assert office.texts() == ["m0", "m1", "m2"]
    assert office.texts(other) == ["o0", "o1", "o2"]


def test_what_was_claimed_before_a_sleep_is_not_sent_after_it(office):
    office.queue("reminder", best_before=later(3600))
    looks = count()

    def clock() -> datetime:
        # The lid is closed between the claim and the call.
        now: datetime = office.now
        return now if next(looks) == 0 else now + timedelta(hours=7)

    assert Delivery(office.database, Everywhere(office.gateway), clock, pace=AT_ONCE).run() == 0
    assert office.calls() == 0
    assert office.row("reminder").attempts == 0

    office.wait(7 * 3600)
    assert office.deliver() == 0
    assert office.status("reminder") is MessageStatus.EXPIRED


def test_a_slow_answer_holds_up_no_other_message(office):
    office.gateway = Slow(office.client, until="m19")
    office.queue("slow", office.slack.channel("slow", office.ana))
    for number in range(20):
        office.queue(f"m{number}")

    assert office.deliver(senders=2) == 21


@pytest.mark.parametrize("column", ["payload", "status"])
def test_a_message_that_cannot_be_read_holds_up_no_other_and_is_named(office, column):
    damage = {"payload": '"no message"', "status": "nonsense"}[column]
    office.queue("damaged", best_before=later(10**6))
    office.queue("fine")
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE outbox_messages SET {column} = '{damage}' WHERE key = 'damaged'"  # noqa: S608
        )

    assert office.deliver() == 1
    assert office.deliver() == 0
    assert office.texts() == ["fine"]
    with office.database.reading_across_workspaces() as session:
        (failure,) = failures.still(session, NOW)
        assert (failure.job, failure.try_after) == ("deliver messages", later(60))

    mended = {"payload": '{"text": "damaged"}', "status": "pending"}[column]
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE outbox_messages SET {column} = '{mended}' WHERE key = 'damaged'"  # noqa: S608
        )
    office.wait(60)
    assert office.deliver() == 1
    assert office.texts() == ["fine", "damaged"]
