"""`python -m bot outbox`: what it prints, what it keeps to itself, and what it changes."""

import json
from functools import partial

import pytest

from bot.rules.vocabulary import MessageStatus
from tests import messages
from tests.factories import NOW, WORKSPACE, make_workspace
from tests.operating import Done

WHO_AND_WHY = ("--by", "Ana Ruiz", "--because", "the channel is back")


@pytest.fixture
def outbox(bot, database):
    make_workspace(database)
    return partial(bot, "outbox")


def queue(database, key: str, status: MessageStatus | None = None, **more) -> None:
    payload = {"text": "Amira said a secret thing", "blocks": []}
    messages.queue(database, key, payload=payload, **more)
    if status is not None:
        messages.change(
            database, key, status=status, finished_at=NOW, last_error="is_archived", attempts=2
        )


def keys(done: Done) -> list[str]:
    assert done.code == 0, done.err
    return [one["key"] for one in json.loads(done.out)]


def test_the_list_shows_what_is_there_and_no_word_of_it(outbox, database):
    queue(database, "cycle:1:digest")
    queue(database, "cycle:1:invitation", MessageStatus.REJECTED)

    done = outbox()

    assert done.code == 0
    for word in ("cycle:1:digest", "pending", "cycle:1:invitation", "rejected", "is_archived"):
        assert word in done.out
    assert "secret" not in done.out
    assert "secret" not in outbox("--json").out


def test_the_list_can_be_narrowed(outbox, database):
    make_workspace(database, "T9")
    queue(database, "cycle:1:digest")
    queue(database, "cycle:12:digest", MessageStatus.REJECTED)
    queue(database, "cycle:1:digest", workspace_id="T9")
    queue(database, "cycle_1", workspace_id="T9")

    digest, other = "cycle:1:digest", "cycle:12:digest"
    assert keys(outbox("--json")) == ["cycle_1", digest, other, digest]
    assert keys(outbox("--json", "--limit", "1")) == ["cycle_1"]
    assert keys(outbox("--json", "--status", "rejected")) == ["cycle:12:digest"]
    assert keys(outbox("--json", "--workspace", "T9")) == ["cycle_1", "cycle:1:digest"]
    assert keys(outbox("--json", "--key", "cycle:1:")) == ["cycle:1:digest"] * 2
    assert keys(outbox("--json", "--key", "cycle_")) == ["cycle_1"], "no wildcard"


def test_one_message_is_shown_with_its_words_only_when_asked_for(outbox, database):
    queue(database, "cycle:1:digest", MessageStatus.REJECTED)

    silent, whole = outbox("show", "cycle:1:digest"), outbox("show", "cycle:1:digest", "--json")
    assert "is_archived" in silent.out
    assert "secret" not in silent.out + whole.out
    assert "payload" not in json.loads(whole.out)

    assert "secret" in outbox("show", "cycle:1:digest", "--with-words").out
    told = json.loads(outbox("show", "cycle:1:digest", "--with-words", "--json").out)
    assert told["payload"]["text"] == "Amira said a secret thing"


def test_retried_messages_wait_again_and_the_reason_is_shown(outbox, database):
    queue(database, "card", MessageStatus.REJECTED)

    done = outbox("retry", "card", *WHO_AND_WHY)

    assert (done.code, done.out) == (0, "1 message changed.\n")
    assert messages.status(database, "card") is MessageStatus.PENDING
    shown = outbox("show", "card").out
    assert "retried by Ana Ruiz, because: the channel is back (it was rejected)" in shown


def test_all_of_a_status_can_be_retried_at_once(outbox, database):
    make_workspace(database, "T9")
    for number in range(150):
        queue(database, f"card:{number}", MessageStatus.REJECTED)
    queue(database, "over", MessageStatus.EXPIRED)
    queue(database, "elsewhere", workspace_id="T9")

    done = outbox("retry", "--status", "rejected", *WHO_AND_WHY)

    assert (done.code, done.out) == (0, "150 messages changed.\n")
    assert messages.status(database, "card:149") is MessageStatus.PENDING
    assert messages.status(database, "over") is MessageStatus.EXPIRED


def test_a_dropped_message_is_not_sent(outbox, database):
    queue(database, "card")

    assert outbox("drop", "card", *WHO_AND_WHY).code == 0
    assert messages.status(database, "card") is MessageStatus.DROPPED
    assert messages.claim(database) == []


def test_what_cannot_be_done_is_said_and_the_rest_is_done(outbox, database):
    queue(database, "sent", MessageStatus.SENT)
    queue(database, "card", MessageStatus.REJECTED)

    done = outbox("retry", "sent", "card", *WHO_AND_WHY)

    assert done.code == 1
    assert done.err == "sent: Slack already has it.\n"
    assert done.out == "1 message changed.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["retry", "card"],
        ["retry", "card", "--by", "Ana"],
        ["drop", "card", "--because", "old"],
        ["drop", *WHO_AND_WHY],
        ["retry", *WHO_AND_WHY],
        ["retry", "card", "--status", "rejected", *WHO_AND_WHY],
        ["retry", "card", "--by", " ", "--because", "old"],
    ],
)
def test_who_why_and_what_are_needed(outbox, database, arguments):
    queue(database, "card", MessageStatus.REJECTED)

    assert outbox(*arguments).code == 2
    assert messages.status(database, "card") is MessageStatus.REJECTED


def test_an_unknown_key_and_an_ambiguous_one_are_told(outbox, database):
    make_workspace(database, "T9")
    queue(database, "card")
    queue(database, "card", workspace_id="T9")

    assert outbox("show", "nothing").err == "There is no message nothing.\n"
    done = outbox("drop", "card", *WHO_AND_WHY)
    assert done.code == 1
    assert "T1, T9" in done.err
    assert outbox("drop", "card", "--workspace", WORKSPACE, *WHO_AND_WHY).code == 0


def test_a_database_that_is_not_there_is_not_made(outbox, tmp_path):
    assert outbox(DATABASE_URL="sqlite:///none.db").code == 1
    assert not (tmp_path / "none.db").exists()


def test_a_reason_that_names_a_pupil_is_not_kept(outbox, database):
    queue(database, "cycle:1:digest", MessageStatus.REJECTED)

    done = outbox("drop", "cycle:1:digest", "--by", "Ana Ruiz", "--because", "Student ID 4481223")

    assert done.code == 2
    assert "student number" in done.err
