"""Who sends which message when, on both databases."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from bot.rules import retries
from bot.rules.pacing import AT_ONCE, Pace, Rate
from bot.rules.vocabulary import MessageStatus
from storage import deliveries, lanes, outbox, workspaces
from storage.database import Database
from storage.deliveries import Claimed
from storage.tries import Outcome
from tests.factories import NOW, WORKSPACE, make_workspace
from tests.messages import SENT, claim, keys, later, queue, record, row, settle, status


@pytest.fixture
def home(database: Database) -> Database:
    make_workspace(database)
    return database


def test_a_claim_takes_the_oldest_of_each_channel(home):
    queue(home, "a1", "CA")
    queue(home, "a2", "CA")
    queue(home, "b1", "CB")

    assert keys(claim(home)) == ["a1", "b1"]
    assert claim(home) == []
    assert status(home, "a1") is MessageStatus.SENDING
    assert status(home, "a2") is MessageStatus.PENDING


def test_what_is_due_later_stays(home):
    queue(home, "tomorrow", due_at=NOW + timedelta(days=1), best_before=NOW + timedelta(days=2))

    assert claim(home) == []
    assert keys(claim(home, NOW + timedelta(days=1))) == ["tomorrow"]


def test_a_channel_is_held_until_its_message_is_recorded_and_then_for_a_second(home):
    queue(home, "first")
    queue(home, "second")
    (first,) = claim(home)

    assert claim(home, later(20)) == []

    record(home, first, SENT, later(0.3))
    assert claim(home, later(1.0)) == []
    assert keys(claim(home, later(1.1))) == ["second"]


def test_a_lapsed_lease_is_claimed_again_as_the_same_message(home):
    queue(home, "lost")
    (first,) = claim(home)

    assert claim(home, NOW + retries.LEASE - timedelta(seconds=1)) == []
    (again,) = claim(home, NOW + retries.LEASE)

    assert (again.id, again.key, again.attempts) == (first.id, "lost", 2)


def test_who_lost_the_lease_changes_nothing_but_a_sent_message_is_sent(home):
    queue(home, "slow")
    (first,) = claim(home)
    (second,) = claim(home, NOW + retries.LEASE)

    record(home, first, Outcome(MessageStatus.REJECTED, "is_archived"), later(61))
    assert status(home, "slow") is MessageStatus.SENDING
    assert claim(home, later(62)) == [], "the channel is held by the second"

    record(home, first, SENT, later(62))
    record(home, second, Outcome(MessageStatus.UNCERTAIN, "TimeoutError", try_at=later(90)))
    assert status(home, "slow") is MessageStatus.SENT
    assert row(home, "slow").slack_ts == "1.0"


def test_a_message_that_can_be_tried_again_comes_back_at_its_time(home):
    queue(home, "again")
    (first,) = claim(home)
    record(home, first, Outcome(MessageStatus.UNCERTAIN, "http_500", try_at=later(5)))

    assert row(home, "again").last_error == "http_500"
    assert claim(home, later(4)) == []
    (second,) = claim(home, later(5))
    assert second.attempts == 2

    uncounted = Outcome(MessageStatus.PENDING, "ratelimited", try_at=later(10), counts=False)
    record(home, second, uncounted, later(5))
    assert row(home, "again").attempts == 1


def test_a_retry_never_waits_beyond_the_end_of_the_message(home):
    queue(home, "short", best_before=later(30))
    (first,) = claim(home)
    record(home, first, Outcome(MessageStatus.UNCERTAIN, "http_500", try_at=later(900)))

    settle(home, later(30))

    assert status(home, "short") is MessageStatus.EXPIRED
    assert row(home, "short").last_error == "http_500"


def test_what_comes_too_late_is_never_sent(home):
    queue(home, "reminder", best_before=NOW)

    assert claim(home) == []
    settle(home)

    assert status(home, "reminder") is MessageStatus.EXPIRED
    assert row(home, "reminder").finished_at == NOW


def test_a_reply_waits_for_its_message_and_goes_into_its_thread(home):
    queue(home, "reply", after_key="digest", channel="UANA")
    queue(home, "digest", channel="UANA")
    (digest,) = claim(home, pace=AT_ONCE)
    assert digest.key == "digest"
    record(home, digest, Outcome(MessageStatus.SENT, channel="D7", ts="12.5"))

    (reply,) = claim(home, later(2))

    assert (reply.channel, reply.thread_ts, reply.ts) == ("D7", "12.5", None)
    assert reply.lane == "UANA"


def test_an_update_learns_which_message_to_change(home):
    queue(home, "card")
    queue(home, "card:paused", after_key="card", method=outbox.UPDATE)
    (card,) = claim(home)
    record(home, card, Outcome(MessageStatus.SENT, channel="C1", ts="12.5"))

    (change,) = claim(home, later(2))

    assert (change.channel, change.thread_ts, change.ts) == ("C1", None, "12.5")


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome(MessageStatus.REJECTED, "is_archived"), "is_archived"),
        (Outcome(MessageStatus.UNCERTAIN, "http_500", try_at=later(5)), "http_500"),
    ],
)
def test_what_follows_a_message_that_was_not_sent_ends_with_it(home, outcome, reason):
    queue(home, "digest", best_before=later(60))
    queue(home, "details", after_key="digest")
    queue(home, "more", "C2", after_key="details")
    (digest,) = claim(home)
    record(home, digest, outcome)

    settle(home, later(60))
    settle(home, later(60))
    settle(home, later(60))

    assert status(home, "details") is MessageStatus.REJECTED
    assert row(home, "details").last_error == f"what it follows was not sent: {reason}"
    assert status(home, "more") is MessageStatus.REJECTED
    assert claim(home, later(60)) == []


def test_of_several_changes_of_a_message_only_the_newest_goes_out(home):
    queue(home, "card")
    (card,) = claim(home)
    record(home, card, SENT)
    for change in ("paused", "resumed"):
        queue(home, change, after_key="card", method=outbox.UPDATE)
    queue(home, "reply", after_key="card")

    assert keys(claim(home, later(2))) == ["resumed"]
    settle(home, later(2))

    assert status(home, "paused") is MessageStatus.EXPIRED
    assert row(home, "paused").last_error == outbox.SUPERSEDED
    assert status(home, "reply") is MessageStatus.PENDING


def test_an_older_change_never_comes_back_after_a_newer_one(home):
    queue(home, "card")
    (card,) = claim(home)
    record(home, card, SENT)
    queue(home, "paused", after_key="card", method=outbox.UPDATE)
    (paused,) = claim(home, later(2))
    record(home, paused, Outcome(MessageStatus.UNCERTAIN, "http_500", try_at=later(300)), later(2))
    queue(home, "resumed", after_key="card", method=outbox.UPDATE)
    (resumed,) = claim(home, later(10))
    record(home, resumed, SENT, later(10))

    assert claim(home, later(300)) == []
    settle(home, later(300))
    assert status(home, "paused") is MessageStatus.EXPIRED


def test_the_workspace_has_a_bucket_of_its_own(home):
    for number in range(5):
        queue(home, f"m{number}", f"C{number}")
    pace = Pace(workspace=Rate(timedelta(seconds=1), burst=2), methods={})

    assert keys(claim(home, pace=pace)) == ["m0", "m1"]
    assert claim(home, later(0.9), pace=pace) == []
    assert keys(claim(home, later(1), pace=pace)) == ["m2"]
    assert keys(claim(home, later(59), pace=pace)) == ["m3", "m4"]


def test_changes_have_a_bucket_besides(home):
    for number in range(3):
        queue(home, f"card{number}", f"C{number}")
        (card,) = claim(home)
        record(home, card, SENT)
        queue(
            home, f"change{number}", f"C{number}", after_key=f"card{number}", method="chat.update"
        )
    queue(home, "post", "C9")
    pace = Pace(methods={"chat.update": Rate(timedelta(seconds=1.2), burst=2)})

    assert keys(claim(home, later(5), pace=pace)) == ["change0", "change1", "post"]


def test_a_pause_of_a_method_leaves_the_others_alone(home):
    queue(home, "card")
    (card,) = claim(home)
    record(home, card, SENT)
    queue(home, "post", "C2")
    queue(home, "change", after_key="card", method=outbox.UPDATE)
    with home.unit_of_work(WORKSPACE) as session:
        lanes.hold(session, {outbox.POST: later(30)})

    assert keys(claim(home, later(2))) == ["change"]
    assert keys(claim(home, later(30))) == ["post"]


def test_a_hold_is_never_made_shorter_by_another(home):
    with home.unit_of_work(WORKSPACE) as session:
        lanes.hold(session, {})
        lanes.hold(session, {"C1": later(30), "C2": later(5)})
        lanes.hold(session, {"C1": later(10), "C2": later(10)})

        assert lanes.read(session, ["C1", "C2", "C3"]) == {"C1": later(30), "C2": later(10)}


def test_only_workspaces_that_may_be_written_to_are_waiting(home):
    make_workspace(home, "T2")
    make_workspace(home, "T3")
    for workspace_id in (WORKSPACE, "T2"):
        queue(home, "hello", workspace_id=workspace_id)
    with home.unit_of_work("T2") as session:
        lanes.hold(session, {lanes.WORKSPACE: later(30)})

    with home.looking_across_workspaces() as look:
        assert deliveries.workspaces_with_due(look, NOW) == [WORKSPACE]
        assert deliveries.workspaces_with_due(look, later(30)) == [WORKSPACE, "T2"]


def test_workspaces_do_not_see_each_others_keys(home):
    make_workspace(home, "T2")
    queue(home, "card")
    (card,) = claim(home)
    record(home, card, SENT)
    queue(home, "reply", after_key="card", workspace_id="T2")

    assert claim(home, later(2), workspace_id="T2") == []


def test_a_workspace_that_refused_charts_gets_the_other_blocks_for_a_day(home):
    chart, words = [{"type": "data_visualization"}], [{"type": "section"}]
    payload = {"text": "digest", "blocks": chart, outbox.FALLBACK: words}
    queue(home, "digest", payload=payload)
    queue(home, "second", "C2", payload=payload)
    queue(home, "third", "C3", payload=payload, best_before=NOW + timedelta(days=3))

    (digest,) = claim(home, limit=1)
    assert digest.payload == {"text": "digest", "blocks": chart}
    assert digest.fallback_blocks == words

    with home.unit_of_work(WORKSPACE) as session:
        workspaces.refuse_charts(session, NOW + retries.CHARTS_REST)
    (second,) = claim(home, limit=1)
    assert second.payload == {"text": "digest", "blocks": words}
    assert second.fallback_blocks is None

    (third,) = claim(home, NOW + retries.CHARTS_REST)
    assert third.key == "third", "the others came too late"
    assert third.fallback_blocks == words


def test_claimers_who_race_share_the_work_and_never_a_channel(home):
    for number in range(40):
        queue(home, f"m{number}", f"C{number % 20}")
    taken: list[list[Claimed]] = []
    start = Barrier(4)

    def work() -> None:
        start.wait()
        mine: list[Claimed] = []
        for _ in range(10):
            mine += claim(home, limit=3)
        taken.append(mine)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [one for mine in taken for one in mine] + claim(home)

    assert sorted(one.lane for one in everything) == sorted(f"C{n}" for n in range(20))
    assert len({one.id for one in everything}) == 20


def test_a_claim_that_fails_leaves_everything_as_it_was(home):
    queue(home, "a")

    def fail_after_claiming() -> None:
        with home.unit_of_work(WORKSPACE) as session:
            assert deliveries.claim(session, now=NOW, limit=1, pace=Pace())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_claiming()

    assert keys(claim(home)) == ["a"]


def test_a_message_that_somebody_began_to_send_and_never_ended_was_uncertain(home):
    queue(home, "digest")
    queue(home, "stale", "C2", best_before=later(30))
    (digest, _stale) = claim(home)
    assert row(home, "digest").uncertain_at is None

    again = NOW + retries.LEASE
    settle(home, again)
    assert keys(claim(home, again)) == ["digest"]
    record(home, digest, SENT, again)

    assert row(home, "digest").uncertain_at == again
    assert row(home, "digest").status is MessageStatus.SENT
    assert row(home, "stale").status is MessageStatus.EXPIRED
    assert row(home, "stale").uncertain_at == again


def test_what_was_uncertain_stays_known_when_it_is_sent_and_nothing_else_was(home):
    queue(home, "digest")
    queue(home, "card", "C2")
    digest, card = claim(home)
    record(home, card, SENT)
    record(home, digest, Outcome(MessageStatus.UNCERTAIN, "http_500", try_at=later(5)))
    (digest,) = claim(home, later(5))
    record(home, digest, SENT, later(5))

    assert row(home, "digest").uncertain_at == NOW
    assert row(home, "card").uncertain_at is None


def test_a_lease_can_be_shorter_and_what_is_in_hand_is_not_taken_again(home):
    queue(home, "digest")
    (digest,) = claim(home, lease=timedelta(seconds=2))

    assert claim(home, later(1)) == []
    assert claim(home, later(2), in_hand=[digest.id]) == []
    assert keys(claim(home, later(2))) == ["digest"]
