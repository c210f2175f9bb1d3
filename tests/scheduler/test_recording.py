"""What became of a message is written down, or the message is tried again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from bot.rules import retries
from bot.rules.pacing import AT_ONCE
from bot.rules.vocabulary import MessageStatus
from scheduler.outbox import Delivery
from storage import outbox
from storage.database import Database
from tests.factories import NOW
from tests.gateways import Everywhere


def test_a_record_that_nothing_can_write_leaves_the_message_to_the_next_try(office):
    office.queue("digest")
    with refusing(office.database, DataError):
        assert office.deliver() == 1

    assert office.status("digest") is MessageStatus.SENDING
    office.now += retries.LEASE
    assert office.deliver() == 1
    assert office.texts() == ["digest"]
    assert office.status("digest") is MessageStatus.SENT
    assert office.row("digest").uncertain_at == NOW + retries.LEASE


def test_a_record_that_waits_for_the_database_is_written_when_it_is_back(office):
    office.queue("digest")
    sending = Delivery(
        office.database, Everywhere(office.gateway), lambda: office.now, pace=AT_ONCE
    )
    with refusing(office.database, OperationalError):
        assert sending.run() == 1
        office.now += retries.LEASE
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
