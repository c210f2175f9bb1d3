"""Queueing once, and finding what got stuck, on both databases."""

import pytest

from bot.rules.vocabulary import MessageStatus
from storage import outbox
from storage.database import Database
from storage.models import OutboxMessage
from storage.outbox import Outgoing
from storage.tries import Outcome
from tests.factories import NOW, WORKSPACE, make_workspace
from tests.messages import claim, later, queue, record


@pytest.fixture(autouse=True)
def _home(database: Database) -> None:
    make_workspace(database)


def test_the_same_key_is_queued_once(database):
    queue(database, "card")
    queue(database, "card", payload={"text": "another"})

    with database.reading(WORKSPACE) as session:
        (row,) = session.query(OutboxMessage).all()
        assert row.payload["text"] == "card"


def test_another_workspace_may_use_the_same_key(database):
    make_workspace(database, "T2")
    queue(database, "card")
    queue(database, "card", workspace_id="T2")

    with database.reading_across_workspaces() as session:
        assert session.query(OutboxMessage).count() == 2


def test_many_are_queued_in_their_order_and_each_once(database):
    queue(database, "m:1")
    told = [
        Outgoing(f"m:{number}", f"C{number}", {"text": "new"}, later(60)) for number in (0, 1, 2, 2)
    ]

    with database.unit_of_work(WORKSPACE) as session:
        outbox.enqueue_many(session, told, now=NOW)
        outbox.enqueue_many(session, [], now=NOW)

    with database.reading(WORKSPACE) as session:
        rows = session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    assert [(row.key, row.payload["text"]) for row in rows] == [
        ("m:1", "m:1"),
        ("m:0", "new"),
        ("m:2", "new"),
    ]


def test_a_message_is_queued_with_the_fact_or_not_at_all(database):
    def fail_after_queueing() -> None:
        with database.unit_of_work(WORKSPACE) as session:
            outbox.enqueue(
                session, key="card", channel="C1", payload={}, now=NOW, best_before=later(60)
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_queueing()

    assert claim(database) == []


def test_not_delivered_is_what_people_should_have_got_and_have_not(database):
    for number, key in enumerate(["sent", "refused", "uncertain", "superseded"]):
        queue(database, key, f"C{number}")
    sent, refused, uncertain, superseded = claim(database)
    record(database, sent, Outcome(MessageStatus.SENT, channel="C0", ts="1.0"))
    record(database, refused, Outcome(MessageStatus.REJECTED, "is_archived"))
    record(database, uncertain, Outcome(MessageStatus.UNCERTAIN, "http_500", try_at=later(30)))
    record(database, superseded, Outcome(MessageStatus.EXPIRED, outbox.SUPERSEDED))
    queue(database, "waits", "C5")

    with database.reading_across_workspaces() as session:
        found = {one.key: one.last_error for one in outbox.not_delivered(session)}

    assert found == {"refused": "is_archived", "uncertain": "http_500", "waits": ""}
