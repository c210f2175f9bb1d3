"""What happens to channels: the bot comes and goes, they are archived, renamed, renumbered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

import storage.lanes
from bot.rules.vocabulary import PartnershipStatus, PauseReason
from storage.models import Cycle, Lane, OutboxMessage, Partnership
from tests.stage import Stage


def partnership(stage: Stage) -> Partnership:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Partnership)).one()


def private_words(stage: Stage) -> list[str]:
    people = (stage.ana, stage.ben)
    return [message.text for person in people for message in person.direct_messages]


def invitations(stage: Stage) -> int:
    return sum("the check-in for" in message.text for message in stage.room.messages)


def test_the_bot_greets_a_channel_it_is_invited_to_once(stage):
    lobby = stage.slack.channel("lobby", stage.ana)
    stage.ana.removes_bot(lobby)

    stage.ana.invites_bot(lobby)
    stage.slack.redeliver()
    stage.tick()

    (greeting,) = lobby.messages
    seen = stage.ana.sees(greeting)
    assert "Hello, I am Touchstone" in seen
    assert "[Set up a partnership] [What can I do here?]" in seen
    assert not stage.slack.refusals
    stage.ana.clicks("What can I do here?", lobby)
    assert "This channel has no partnership" in stage.ana.sees(stage.ana.ephemerals[-1])


def test_people_who_join_are_not_greeted(stage):
    newcomer = stage.slack.person("Eve Stone")

    newcomer.joins(stage.room)
    stage.tick()

    assert stage.room.messages == []


def test_an_archived_channel_pauses_and_tells_the_leads_once(stage):
    stage.set_up()
    stage.ana.archives(stage.room)
    stage.slack.redeliver()
    stage.tick()

    assert partnership(stage).paused_because == PauseReason.ARCHIVED
    words = private_words(stage)
    assert len(words) == 2
    assert "its channel was archived" in words[0]
    assert not stage.slack.refusals
    stage.advance(days=20)
    stage.tick()
    assert len(private_words(stage)) == 2


def test_an_unarchived_channel_goes_on_by_itself(stage):
    stage.set_up()
    stage.ana.archives(stage.room)
    stage.tick()
    stage.advance(days=3)

    stage.ana.unarchives(stage.room)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert "*Status* active" in stage.ana.sees(stage.room.messages[0])


def test_a_pause_that_a_lead_asked_for_outlives_the_archive(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner pause", stage.room)
    stage.ana.archives(stage.room)
    stage.ana.unarchives(stage.room)
    stage.tick()

    assert partnership(stage).paused_because == PauseReason.ASKED
    assert private_words(stage) == []


def test_a_lead_who_pauses_during_an_archive_keeps_it_paused(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner", stage.room)
    stage.ana.archives(stage.room)
    stage.ana.clicks("Pause")
    stage.ana.unarchives(stage.room)

    assert partnership(stage).paused_because == PauseReason.ASKED


def test_a_bot_that_was_removed_goes_on_when_it_is_invited_back(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.removes_bot(stage.room)
    stage.tick()
    assert partnership(stage).paused_because == PauseReason.REMOVED
    assert "I was removed from its channel" in stage.ana.direct_messages[0].text
    stage.ana.unarchives(stage.room)
    assert partnership(stage).status is PartnershipStatus.PAUSED

    stage.ana.invites_bot(stage.room)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert "Thank you for having me back" in stage.ana.sees(stage.room.messages[-1])
    stage.ana.clicks("Details", stage.room.messages[-1])
    assert "*Status* active" in stage.ana.sees()


def test_what_happens_to_other_channels_is_nobodys_business(stage):
    stage.set_up()
    other = stage.slack.channel("other", stage.ana)
    stage.ana.archives(other)
    stage.ana.unarchives(other)
    stage.ana.removes_bot(other)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.ACTIVE


def test_a_renamed_channel_breaks_nothing(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.renames(stage.room, "a-better-name")

    stage.ana.types("/partner pause", stage.room)
    stage.tick()

    assert "*Status* paused" in stage.ana.sees(stage.room.messages[0])
    assert not stage.slack.failures
    assert not stage.slack.refusals


def test_a_channel_with_a_new_id_is_followed_with_all_that_was_and_will_be_said(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner pause", stage.room)
    old = stage.room.id
    with stage.database.unit_of_work(stage.workspace_id) as session:
        storage.lanes.hold(session, {old: stage.now + timedelta(minutes=1)})

    new = stage.slack.change_id(stage.room)
    stage.slack.redeliver()

    with stage.database.reading(stage.workspace_id) as session:
        assert session.scalar(select(Lane.free_at).where(Lane.channel == new))
        for column in (OutboxMessage.channel, OutboxMessage.slack_channel):
            assert not session.scalar(select(func.count()).where(column == old))
    stage.advance(minutes=2)
    stage.tick()
    assert partnership(stage).channel_id == new
    assert "*Status* paused" in stage.ana.sees(stage.room.messages[0])
    stage.ana.types("/partner", stage.room)
    assert "is the partnership of this channel" in stage.ana.sees()


@pytest.mark.parametrize("event", ["group_archive", "group_left"])
def test_private_channels_are_the_same(stage, event):
    stage.set_up()
    stage.slack.deliveries.in_process(
        "events",
        {
            "type": "event_callback",
            "team_id": stage.workspace_id,
            "event_id": "Ev1",
            "event": {"type": event, "channel": stage.room.id, "event_ts": "1.2"},
        },
    )

    assert partnership(stage).status is PartnershipStatus.PAUSED


@pytest.mark.parametrize(
    ("error", "because"),
    [
        ("channel_not_found", PauseReason.UNREACHABLE),
        ("is_archived", PauseReason.ARCHIVED),
        ("not_in_channel", PauseReason.REMOVED),
    ],
)
def test_a_channel_that_was_lost_while_nobody_listened_is_noticed_by_sending(stage, error, because):
    stage.set_up()
    stage.advance(days=1)
    stage.slack.trouble.next("chat.postMessage", error=error, channel=stage.room.id, times=5)
    stage.slack.trouble.next("chat.update", error=error, channel=stage.room.id, times=5)
    stage.tick()

    assert partnership(stage).paused_because == because
    assert len(stage.ana.direct_messages) == 1
    assert "paused" in stage.ana.direct_messages[0].text


def test_a_private_message_that_is_refused_pauses_nothing(stage):
    stage.set_up()
    stage.slack.trouble.next("chat.postMessage", error="channel_not_found", channel=stage.ana.id)
    stage.ana.archives(stage.room)
    stage.ana.unarchives(stage.room)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.ACTIVE


def test_what_a_lost_channel_should_have_read_comes_when_it_is_back(stage):
    stage.set_up()
    stage.room.is_archived = True
    stage.goes_to(stage.now + timedelta(days=2))
    assert partnership(stage).paused_because == PauseReason.ARCHIVED
    assert invitations(stage) == 0

    stage.ana.unarchives(stage.room)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert invitations(stage) == 1


def test_a_new_id_that_is_told_late_makes_good_what_failed(stage):
    stage.set_up()
    late = stage.slack.deliveries.in_process
    told: list[tuple[str, dict[str, Any]]] = []

    def hold_back(kind: str, payload: dict[str, Any]) -> tuple[int, str, str]:
        told.append((kind, payload))
        return 200, "", ""

    stage.slack.deliveries.in_process = hold_back
    stage.slack.change_id(stage.room)
    stage.goes_to(stage.now + timedelta(days=2))
    assert partnership(stage).paused_because == PauseReason.UNREACHABLE

    for payload in told:
        late(*payload)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert partnership(stage).channel_id == stage.room.id
    assert invitations(stage) == 1


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
    assert partnership(stage).paused_because == PauseReason.SHARED
    words = private_words(stage)
    assert sum("shared with one more organization" in one for one in words) == 2, words

    stage.ana.clicks("Details", stage.room)
    assert "one more organization reads along" in stage.ana.sees()
    stage.ana.clicks("Resume")
    stage.slack.redeliver()
    stage.tick()
    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert not stage.slack.refusals


def test_the_organizations_that_were_there_at_set_up_are_not_asked_about(stage):
    stage.slack.share(stage.room, stage.slack.workspace("Northside Clinic"))
    stage.set_up()
    stage.goes_to(digest_moment(stage))
    assert partnership(stage).status is PartnershipStatus.ACTIVE


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
    assert partnership(stage).paused_because == PauseReason.SHARED
    assert "Two clinics." not in stage.ana.sees(stage.room)


def test_when_slack_is_silent_about_the_channel_it_is_asked_again(stage):
    stage.set_up()
    stage.goes_to(digest_moment(stage) - timedelta(hours=3))
    stage.slack.trouble.next("conversations.info", error="internal_error")
    stage.advance(hours=1, minutes=5)
    stage.runner.run_all_once()
    assert partnership(stage).channel_looked_at is None
    stage.tick()
    assert partnership(stage).channel_looked_at is not None


def waiting_words(stage: Stage) -> int:
    return sum("The digest of *Riverside and Mercy* waits" in one for one in private_words(stage))


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

    assert partnership(stage).paused_because == PauseReason.SHARED
    assert "Two clinics." not in stage.ana.sees(stage.room)


def test_when_one_sides_organization_is_gone_the_partnership_rests(stage):
    stage.set_up()
    stage.slack.unshare(stage.room, stage.hospital)
    stage.slack.redeliver()
    stage.tick()
    assert partnership(stage).paused_because == PauseReason.UNSHARED
    assert any("no longer shared" in one.text for one in stage.ana.direct_messages)


def test_another_organization_that_leaves_changes_nothing(stage):
    clinic = shares_further(stage)
    stage.set_up()
    stage.slack.unshare(stage.room, clinic)
    stage.tick()
    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert partnership(stage).channel_teams == stage.hospital.id


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

    assert partnership(stage).paused_because == PauseReason.SHARED
    words = private_words(stage)
    assert sum("shared with one more organization" in one for one in words) == 2, words
    stage.ana.archives(stage.room)
    stage.ana.unarchives(stage.room)
    stage.ana.types("/partner pause", stage.room)
    assert partnership(stage).paused_because == PauseReason.SHARED


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
    assert "one more organization reads along" in seen
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
    assert "one more organization reads along" in seen
    assert "[Details]" in seen


def test_when_a_whole_organization_leaves_it_may_have_been_one_of_the_sides(stage):
    stage.set_up()
    stage.ana.closes()
    leaves(stage, "E0HEALTH")
    assert partnership(stage).paused_because == PauseReason.UNSHARED
    assert partnership(stage).channel_looked_at is None
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

    assert partnership(stage).paused_because == PauseReason.SHARED
    assert "one more organization reads along" in stage.ana.sees(stage.room.messages[-1])


def test_a_bot_that_is_back_goes_on_also_while_slack_is_silent_about_the_channel(stage):
    stage.set_up()
    stage.ana.removes_bot(stage.room)
    stage.slack.trouble.next("conversations.info", error="internal_error")
    stage.ana.invites_bot(stage.room)

    assert partnership(stage).status is PartnershipStatus.ACTIVE
    assert partnership(stage).channel_looked_at is None
