"""What an operator may do about a message, what it changes, and what is kept of it."""

from datetime import timedelta

import pytest

from bot.rules.vocabulary import MessageStatus
from bot.services import outbox
from bot.services.outbox import Reason, Result
from storage import interventions
from storage.outbox import SUPERSEDED, UPDATE
from tests import messages
from tests.factories import NOW, WORKSPACE, make_workspace

REASON = Reason("Ana Ruiz", "the channel is back")


@pytest.fixture(autouse=True)
def workspace(database):
    make_workspace(database)


def step_in(database, act, *keys, now=NOW):
    ids = [messages.row(database, key).id for key in keys]
    with database.unit_of_work(WORKSPACE) as session:
        return act(session, ids, reason=REASON, now=now)


def end(database, key, status, **columns):
    messages.change(database, key, status=status, finished_at=NOW, **columns)


def test_a_refused_message_is_sent_again_as_if_for_the_first_time(database):
    messages.queue(database, "card", best_before=NOW + timedelta(hours=1))
    end(database, "card", MessageStatus.REJECTED, attempts=3, last_error="is_archived")
    later = NOW + timedelta(days=3)

    assert step_in(database, outbox.retry, "card", now=later) == [Result("card")]

    [claimed] = messages.claim(database, later)
    assert (claimed.key, claimed.attempts) == ("card", 1)
    assert claimed.best_before == later + timedelta(days=1)


def test_who_stepped_in_and_why_is_kept(database):
    messages.queue(database, "card")
    end(database, "card", MessageStatus.REJECTED, last_error="is_archived")

    step_in(database, outbox.retry, "card")
    step_in(database, outbox.drop, "card")

    with database.reading(WORKSPACE) as session:
        first, second = interventions.events_of(session, WORKSPACE, "card")
    assert (first.kind, first.by, first.because) == ("retried", *vars(REASON).values())
    assert (first.status, first.error, first.at) == ("rejected", "is_archived", NOW)
    assert (second.kind, second.status) == ("dropped", "pending")


@pytest.mark.parametrize("act", [outbox.retry, outbox.drop])
def test_what_slack_has_stays(database, act):
    messages.queue(database, "card")
    end(database, "card", MessageStatus.SENT)

    assert step_in(database, act, "card") == [Result("card", "Slack already has it.")]
    assert messages.status(database, "card") is MessageStatus.SENT


@pytest.mark.parametrize("act", [outbox.retry, outbox.drop])
def test_what_is_being_sent_is_left_to_whoever_sends_it(database, act):
    messages.queue(database, "card")
    messages.claim(database)

    [result] = step_in(database, act, "card")

    assert result.refusal == "It is being sent at this moment. Look again in a minute."


def test_what_a_process_that_died_was_sending_may_be_dropped(database):
    messages.queue(database, "card")
    messages.claim(database)
    later = NOW + timedelta(minutes=5)

    assert step_in(database, outbox.drop, "card", now=later) == [Result("card")]
    assert messages.claim(database, later) == []


def test_nothing_is_dropped_twice_and_what_was_dropped_can_come_back(database):
    messages.queue(database, "card")

    assert step_in(database, outbox.drop, "card") == [Result("card")]
    assert step_in(database, outbox.drop, "card") == [Result("card", "It was already dropped.")]
    assert step_in(database, outbox.retry, "card") == [Result("card")]
    assert messages.keys(messages.claim(database)) == ["card"]


def test_what_follows_a_dropped_message_is_given_up(database):
    messages.queue(database, "digest")
    messages.queue(database, "details", after_key="digest")

    step_in(database, outbox.drop, "digest")
    messages.settle(database)

    assert messages.status(database, "details") is MessageStatus.REJECTED


def test_a_message_is_not_retried_before_the_one_that_it_follows(database):
    messages.queue(database, "digest")
    messages.queue(database, "details", after_key="digest")
    for key in ("digest", "details"):
        end(database, key, MessageStatus.REJECTED)

    [refused] = step_in(database, outbox.retry, "details")
    assert refused.refusal == "It follows digest, which was not sent: retry that one first."

    assert step_in(database, outbox.retry, "details", "digest") == [
        Result("digest"),
        Result("details"),
    ]


def test_a_change_that_a_newer_one_replaced_is_not_made_again(database):
    messages.queue(database, "old", after_key="card", method=UPDATE)
    end(database, "old", MessageStatus.EXPIRED, last_error=SUPERSEDED)

    [refused] = step_in(database, outbox.retry, "old")

    assert refused.refusal == "A newer change took its place."


def test_what_nobody_knows_any_more_is_not_sent_empty(database):
    messages.queue(database, "card")
    end(database, "card", MessageStatus.REJECTED, last_error="is_archived", payload={})

    [result] = step_in(database, outbox.retry, "card")

    assert "no longer kept" in (result.refusal or "")
