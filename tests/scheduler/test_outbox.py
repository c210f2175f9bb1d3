"""Delivery from the rows to Slack's people, through every trouble on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from threading import Event, Thread
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from bot.playground import Channel, Playground
from bot.rules import delivery
from bot.rules.pacing import AT_ONCE, Pace, Rate
from bot.rules.vocabulary import MessageStatus
from bot.slack.gateway import Gateway, Sent
from scheduler.outbox import Delivery
from storage import failures, outbox, workspaces
from storage.database import Database
from storage.models import Workspace
from tests import messages
from tests.factories import NOW
from tests.gateways import Everywhere
from tests.messages import later

REFUSES_CHARTS = ("data_visualization", "message")


class Post:
    """A workspace with rooms, its outbox, and a clock that stands until it is moved."""

    def __init__(self, database: Database, slack: Playground) -> None:
        self.now = NOW
        self.database = database
        self.slack = slack
        self.client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.gateway = Gateway(self.client)
        self.ana = slack.person("Ana Ruiz")
        self.room = slack.channel("riverside-mercy", self.ana)
        self.add_workspace(slack.team_id)

    def add_workspace(self, workspace_id: str) -> None:
        with self.database.across_workspaces() as session:
            workspaces.remember(session, workspace_id, name="", bot_user_id="UBOT", now=NOW)

    def queue(self, key: str, channel: Channel | None = None, **more: Any) -> None:
        where = (channel or self.room).id
        more = {"workspace_id": self.slack.team_id, "payload": {"text": key}} | more
        messages.queue(self.database, key, where, **more)

    def deliver(self, **how: Any) -> int:
        how = {"pace": AT_ONCE} | how
        return Delivery(self.database, Everywhere(self.gateway), lambda: self.now, **how).run()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def row(self, key: str) -> Any:
        return messages.row(self.database, key, self.slack.team_id)

    def status(self, key: str) -> MessageStatus:
        return self.row(key).status  # type: ignore[no-any-return]

    def texts(self, channel: Channel | None = None) -> list[str]:
        return [m.text for m in (channel or self.room).messages if m.bot_id]

    def calls(self, method: str = outbox.POST) -> int:
        return len(self.slack.records.calls(method))


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


@pytest.fixture
def office(database: Database) -> Iterator[Post]:
    with Playground() as slack:
        yield Post(database, slack)


def test_what_is_queued_arrives_once_and_in_order(office):
    for number in range(5):
        office.queue(f"m{number}")

    assert office.deliver() == 5
    assert office.deliver() == 0
    assert office.texts() == ["m0", "m1", "m2", "m3", "m4"]
    assert office.slack.repeats == []
    assert office.row("m0").slack_ts == office.room.messages[-5].ts
    assert office.row("m0").finished_at == NOW


def test_a_channel_gets_about_one_message_a_second(office):
    for number in range(3):
        office.queue(f"m{number}")
    arrived = []
    for _ in range(30):
        arrived.append(office.deliver(pace=Pace()))
        office.wait(0.1)

    assert sum(arrived) == 3
    assert [tick for tick, count in enumerate(arrived) if count] == [0, 11, 22]


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
    office.now += delivery.LEASE
    assert office.deliver() == 1
    assert office.texts() == ["digest"]


def test_a_record_that_nothing_can_write_leaves_the_message_to_the_next_try(office):
    office.queue("digest")
    with refusing(office.database, DataError):
        assert office.deliver() == 1

    assert office.status("digest") is MessageStatus.SENDING
    office.now += delivery.LEASE
    assert office.deliver() == 1
    assert office.texts() == ["digest"]
    assert office.status("digest") is MessageStatus.SENT
    assert office.row("digest").uncertain_at == NOW + delivery.LEASE


def test_a_record_that_waits_for_the_database_is_written_when_it_is_back(office):
    office.queue("digest")
    sending = Delivery(
        office.database, Everywhere(office.gateway), lambda: office.now, pace=AT_ONCE
    )
    with refusing(office.database, OperationalError):
        assert sending.run() == 1
        office.now += delivery.LEASE
        assert sending.run() == 0, "it is known to be sent, though the lease lapsed"
    assert office.status("digest") is MessageStatus.SENDING

    assert sending.run() == 0
    assert office.status("digest") is MessageStatus.SENT
    assert office.row("digest").uncertain_at is None
    assert office.calls() == 1


def test_what_cannot_be_recorded_together_is_recorded_one_by_one(office):
    def refuse_many(_connection, _cursor, statement, parameters, _context, many):
        if many and len(parameters) > 1 and statement.startswith("UPDATE outbox_messages SET"):
            raise DataError(statement, parameters, Exception("one of them is bad"))

    for number in range(8):
        office.queue(f"m{number}", office.slack.channel(f"room-{number}", office.ana))
    event.listen(office.database.engine, "before_cursor_execute", refuse_many)
    assert office.deliver() == 8
    event.remove(office.database.engine, "before_cursor_execute", refuse_many)

    assert {office.status(f"m{number}") for number in range(8)} == {MessageStatus.SENT}


@contextmanager
def refusing(database: Database, error: type[DBAPIError]) -> Iterator[None]:
    """Let no outcome be written for a while."""

    def refuse(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("UPDATE outbox_messages SET") and "slack_ts" in statement:
            raise error(statement, parameters, Exception("the disk is full"))

    event.listen(database.engine, "before_cursor_execute", refuse)
    yield
    event.remove(database.engine, "before_cursor_execute", refuse)


def test_a_database_that_is_gone_is_told_after_what_is_in_hand(office):
    office.queue("digest")
    gone = Event()
    looks = iter(range(1000))

    def refuse(_connection, _cursor, statement, parameters, _context, _many):
        if gone.is_set() and statement.startswith("SELECT"):
            raise OperationalError(statement, parameters, Exception("gone"))

    event.listen(office.database.looks, "before_cursor_execute", refuse)
    office.slack.trouble.next(outbox.POST, delay=0.2)

    def clock() -> datetime:
        # The third look at the clock comes when the message is in hand.
        if next(looks) == 2:
            gone.set()
        return NOW

    with pytest.raises(OperationalError):
        Delivery(office.database, Everywhere(office.gateway), clock, pace=AT_ONCE).run()
    event.remove(office.database.looks, "before_cursor_execute", refuse)

    assert office.status("digest") is MessageStatus.SENT


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


def test_a_reminder_that_comes_too_late_is_not_sent(office):
    office.queue("reminder", best_before=later(60))
    office.wait(60)

    assert office.deliver() == 0
    assert office.status("reminder") is MessageStatus.EXPIRED
    assert office.texts() == []


def test_details_go_into_the_thread_and_a_card_is_changed_in_place(office):
    office.queue("digest")
    office.queue("details", after_key="digest")
    office.queue("changed", after_key="digest", method=outbox.UPDATE)

    assert office.deliver() == 3
    digest, details = (m for m in office.room.messages if m.bot_id)
    assert digest.text == "changed"
    assert details.thread_ts == digest.ts


def test_a_thread_in_a_direct_message(office):
    messages.queue(office.database, "dm", office.ana.id, workspace_id=office.slack.team_id)
    messages.queue(
        office.database, "more", office.ana.id, workspace_id=office.slack.team_id, after_key="dm"
    )

    assert office.deliver() == 2
    assert office.row("more").slack_channel.startswith("D")


def test_a_workspace_that_refuses_charts_reads_the_table_and_is_not_asked_for_a_day(office):
    words = [{"type": "section", "text": {"type": "plain_text", "text": "Up by 4"}}]
    chart = {
        "type": "data_visualization",
        "title": "Attendance",
        "chart": {"type": "pie", "segments": [{"label": "Present", "value": 9}]},
    }
    payload = {"text": "Up by 4", "blocks": [*words, chart], outbox.FALLBACK: words}
    office.slack.slack.refused_blocks.add(REFUSES_CHARTS)
    office.queue("first", payload=payload, best_before=later(10**6))
    office.queue("second", payload=payload, best_before=later(10**6))

    assert office.deliver() == 2
    assert office.calls() == 3, "the second did not ask"
    assert [len(m.blocks) for m in office.room.messages if m.bot_id] == [1, 1]

    office.slack.slack.refused_blocks.clear()
    office.now += delivery.CHARTS_REST
    office.queue("third", payload=payload, best_before=later(10**6))
    assert office.deliver() == 1
    assert len(office.room.messages[-1].blocks) == 2


def test_blocks_that_are_wrong_without_charts_too_are_refused(office):
    wrong = [{"type": "section"}]
    office.queue("wrong", payload={"text": "x", "blocks": wrong, outbox.FALLBACK: wrong})

    assert office.deliver() == 0
    assert office.row("wrong").last_error == "invalid_blocks"
    office.queue("fine")
    office.deliver()
    with office.database.reading(office.slack.team_id) as session:
        assert session.get_one(Workspace, office.slack.team_id).charts_refused_until is None


def test_a_large_workspace_does_not_keep_a_small_one_waiting(office):
    office.add_workspace("TSMALL")
    for number in range(60):
        office.queue(f"m{number}", office.slack.channel(f"room-{number}", office.ana))
    small = office.slack.channel("small", office.ana)
    for number in range(2):
        office.queue(f"s{number}", small, workspace_id="TSMALL")

    office.deliver(senders=1)

    wire = [e.request["text"] for e in office.slack.records.calls(outbox.POST)]
    assert {wire.index("s0"), wire.index("s1")} <= {0, 1, 2, 3}
    assert len(wire) == 62


def test_two_processes_send_each_message_once_and_keep_the_pace(office):
    rooms = [office.slack.channel(f"room-{number}", office.ana) for number in range(6)]
    for number in range(30):
        office.queue(f"m{number}", rooms[number % 6])
    pace = Pace(workspace=Rate(timedelta(0)), methods={})
    counts: list[int] = []

    def run() -> None:
        other = Database(office.database.engine.url.render_as_string(hide_password=False))
        counts.append(
            Delivery(
                other, Everywhere(office.gateway), lambda: office.now, pace=pace, senders=4
            ).run()
        )
        other.close()

    for second in range(5):
        threads = [Thread(target=run) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(len(office.texts(room)) <= second + 1 for room in rooms)
        office.wait(1.1)

    assert sum(counts) == 30
    assert office.slack.repeats == []
    for number, room in enumerate(rooms):
        assert office.texts(room) == [f"m{n}" for n in range(number, 30, 6)]


def test_after_being_asked_to_stop_nothing_new_is_begun(office):
    office.queue("m0")
    stopping = Event()
    stopping.set()

    assert office.deliver(stopping=stopping) == 0
    assert office.status("m0") is MessageStatus.PENDING
    assert office.row("m0").attempts == 0


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
