"""Who reads along in a channel: organizations that come, and those that go."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.rules.vocabulary import PartnershipStatus, PauseReason
from storage.models import Cycle, Partnership
from tests.checking_in import one_row
from tests.stage import Stage


def private_words(stage: Stage) -> list[str]:
    people = (stage.ana, stage.ben)
    return [message.text for person in people for message in person.direct_messages]


def shares_further(stage: Stage) -> Any:
    clinic = stage.slack.workspace("Northside Clinic")
    stage.slack.share(stage.room, clinic)
    stage.tick()
    return clinic


def test_a_channel_shared_with_one_more_organization_rests_until_a_lead_agrees(stage):
    stage.set_up()
    stage.ana.closes()
    shares_further(stage)
    stage.slack.redeliver()
    stage.tick()
    assert one_row(stage, Partnership).paused_because == PauseReason.SHARED
    words = private_words(stage)
    assert sum("shared with one more organization" in one for one in words) == 2, words

    stage.ana.clicks("Details", stage.room)
    assert "one more organization can read the channel" in stage.ana.sees()
    stage.ana.clicks("Resume")
    stage.slack.redeliver()
    stage.tick()
    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
    assert not stage.slack.refusals


def test_a_lead_who_cannot_be_written_to_is_called_in_the_channel_that_rests(stage):
    stage.set_up()
    stage.ana.closes()
    stage.slack.trouble.next("chat.postMessage", error="channel_not_found", channel=stage.ben.id)
    shares_further(stage)

    call = stage.room.messages[-1]
    assert "I have something for you" in call.text
    stage.ben.clicks("Show it only to me", call)
    assert "one more organization can read the channel" in stage.ben.sees()
    stage.ben.clicks("Resume")
    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE


def test_the_organizations_that_were_there_at_set_up_are_not_asked_about(stage):
    stage.slack.share(stage.room, stage.slack.workspace("Northside Clinic"))
    stage.set_up()
    stage.goes_to(digest_moment(stage))
    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE


def digest_moment(stage: Stage) -> Any:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Cycle)).first().digest_at


def test_before_a_digest_it_is_looked_up_who_would_read_it(stage):
    stage.set_up()
    moment = digest_moment(stage)
    stage.goes_to(moment - timedelta(hours=3))
    # Nobody told the bot.
    stage.room.shared_with.add(stage.slack.workspace("Northside Clinic").id)
    stage.ben.clicks("Check in", stage.room)
    stage.ben.fills({"Wins": "Two clinics."})
    stage.ben.submits()
    stage.goes_to(moment + timedelta(minutes=1))
    assert one_row(stage, Partnership).paused_because == PauseReason.SHARED
    assert "Two clinics." not in stage.ana.sees(stage.room)


def test_when_slack_is_silent_about_the_channel_it_is_asked_again(stage):
    stage.set_up()
    stage.goes_to(digest_moment(stage) - timedelta(hours=3))
    stage.slack.trouble.next("conversations.info", error="internal_error")
    stage.advance(hours=1, minutes=5)
    stage.runner.run_all_once()
    assert one_row(stage, Partnership).channel_looked_at is None
    stage.tick()
    assert one_row(stage, Partnership).channel_looked_at is not None


def waiting_words(stage: Stage) -> int:
    return sum(
        "The digest of *Riverside and Mercy* is waiting" in one for one in private_words(stage)
    )


def checks_in(stage: Stage, wins: str) -> None:
    stage.ben.clicks("Check in", stage.room)
    stage.ben.fills({"Wins": wins})
    stage.ben.submits()
    stage.ben.closes(everything=True)


def test_a_digest_waits_as_long_as_nobody_knows_who_would_read_it(stage):
    stage.set_up()
    moment = digest_moment(stage)
    stage.goes_to(moment - timedelta(hours=3))
    checks_in(stage, "Two clinics.")
    stage.slack.trouble.next("conversations.info", error="internal_error", times=200)
    stage.goes_to(moment + timedelta(hours=3))
    assert waiting_words(stage) == 0
    stage.goes_to(moment + timedelta(hours=6))

    assert "Two clinics." not in stage.ana.sees(stage.room)
    assert waiting_words(stage) == 2, "each lead is told once"
    stage.ana.clicks("Digest", stage.ana.dm)
    assert "Two clinics." in stage.ana.sees()

    stage.slack.trouble.clear()
    stage.tick()
    assert "Two clinics." in stage.ana.sees(stage.room)


def test_after_an_outage_it_is_looked_up_who_reads_along_before_anything_is_posted(stage):
    stage.set_up()
    moment = digest_moment(stage)
    stage.goes_to(moment - timedelta(hours=3))
    checks_in(stage, "Two clinics.")
    stage.room.shared_with.add(stage.slack.workspace("Northside Clinic").id)
    stage.clock.now = moment + timedelta(days=2)
    stage.tick()

    assert one_row(stage, Partnership).paused_because == PauseReason.SHARED
    assert "Two clinics." not in stage.ana.sees(stage.room)


def test_when_one_sides_organization_is_gone_the_partnership_rests(stage):
    stage.set_up()
    stage.slack.unshare(stage.room, stage.hospital)
    stage.slack.redeliver()
    stage.tick()
    assert one_row(stage, Partnership).paused_because == PauseReason.UNSHARED
    assert any("no longer shared" in one.text for one in stage.ana.direct_messages)


def test_another_organization_that_leaves_changes_nothing(stage):
    clinic = shares_further(stage)
    stage.set_up()
    stage.slack.unshare(stage.room, clinic)
    stage.tick()
    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
    assert one_row(stage, Partnership).channel_teams == stage.hospital.id


def test_a_channel_without_a_partnership_may_be_shared_with_anybody(stage):
    clinic = shares_further(stage)
    stage.slack.unshare(stage.room, clinic)
    stage.tick()
    assert stage.room.messages == []


def test_who_is_new_while_a_lead_lets_it_rest_is_asked_about_all_the_same(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner pause", stage.room)
    shares_further(stage)

    assert one_row(stage, Partnership).paused_because == PauseReason.SHARED
    words = private_words(stage)
    assert sum("shared with one more organization" in one for one in words) == 2, words
    stage.ana.archives(stage.room)
    stage.ana.unarchives(stage.room)
    stage.ana.types("/partner pause", stage.room)
    assert one_row(stage, Partnership).paused_because == PauseReason.SHARED


def test_each_newcomer_is_asked_about(stage):
    stage.set_up()
    shares_further(stage)
    stage.advance(minutes=5)
    shares_further(stage)

    words = [one.text for one in stage.ana.direct_messages]
    assert sum("shared with one more organization" in one for one in words) == 2


def test_the_card_says_that_somebody_reads_along(stage):
    stage.set_up()
    shares_further(stage)

    seen = stage.ana.sees(stage.room.messages[0])
    assert "one more organization can read the channel" in seen
    assert "[Check in]" not in seen


def test_a_bot_that_comes_back_to_a_channel_with_a_newcomer_says_that_it_waits(stage):
    stage.set_up()
    stage.ana.closes()
    shares_further(stage)
    stage.ana.removes_bot(stage.room)
    stage.tick()
    stage.ana.invites_bot(stage.room)
    stage.tick()

    seen = stage.ana.sees(stage.room.messages[-1])
    assert "Thank you for having me back. *Riverside and Mercy* is paused" in seen
    assert "one more organization can read the channel" in seen
    assert "[Details]" in seen


def test_when_a_whole_organization_leaves_it_may_have_been_one_of_the_sides(stage):
    stage.set_up()
    stage.ana.closes()
    leaves(stage, "E0HEALTH")
    assert one_row(stage, Partnership).paused_because == PauseReason.UNSHARED
    assert one_row(stage, Partnership).channel_looked_at is None
    words = len(private_words(stage))
    leaves(stage, "E0HEALTH")
    assert len(private_words(stage)) == words


def leaves(stage: Stage, team_id: str) -> None:
    event = {
        "type": "channel_unshared",
        "channel": stage.room.id,
        "previously_connected_team_id": team_id,
        "is_ext_shared": False,
        "event_ts": "1.2",
    }
    whole = {"type": "event_callback", "team_id": stage.workspace_id, "event": event}
    deliver = stage.slack.deliveries.in_process
    assert deliver is not None
    deliver("events", {**whole, "event_id": "Ev1"})
    stage.advance(minutes=1)
    stage.tick()


def test_a_digest_that_could_not_go_out_waits_until_a_lead_agrees(stage):
    stage.set_up()
    stage.ana.closes()
    stage.goes_to(digest_moment(stage) - timedelta(hours=1))
    checks_in(stage, "Two clinics.")
    stage.slack.trouble.next("chat.postMessage", error="internal_error", times=5)
    stage.clock.now = digest_moment(stage)
    stage.tick()
    shares_further(stage)
    for _quarter in range(4):
        stage.advance(minutes=15)
        stage.tick()
    assert "Two clinics." not in stage.ana.sees(stage.room)

    stage.ana.clicks("Details", stage.room)
    stage.ana.clicks("Resume")
    stage.tick()
    assert "Two clinics." in stage.ana.sees(stage.room)


def test_who_came_while_the_bot_was_away_is_asked_about_when_it_is_back(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.removes_bot(stage.room)
    stage.tick()
    stage.room.shared_with.add(stage.slack.workspace("Northside Clinic").id)
    stage.ana.invites_bot(stage.room)
    stage.tick()

    assert one_row(stage, Partnership).paused_because == PauseReason.SHARED
    assert "one more organization can read the channel" in stage.ana.sees(stage.room.messages[-1])


def test_a_bot_that_is_back_goes_on_also_while_slack_is_silent_about_the_channel(stage):
    stage.set_up()
    stage.ana.removes_bot(stage.room)
    stage.slack.trouble.next("conversations.info", error="internal_error")
    stage.ana.invites_bot(stage.room)

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
    assert one_row(stage, Partnership).channel_looked_at is None
