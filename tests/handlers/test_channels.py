"""What happens to channels: the bot comes and goes, they are archived, renamed, renumbered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

import storage.lanes
from bot.rules.vocabulary import PartnershipStatus, PauseReason
from storage.models import Lane, OutboxMessage, Partnership
from tests.checking_in import one_row
from tests.stage import Stage


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

    assert one_row(stage, Partnership).paused_because == PauseReason.ARCHIVED
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

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
    assert "*Status* active" in stage.ana.sees(stage.room.messages[0])


def test_a_pause_that_a_lead_asked_for_outlives_the_archive(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner pause", stage.room)
    stage.ana.archives(stage.room)
    stage.ana.unarchives(stage.room)
    stage.tick()

    assert one_row(stage, Partnership).paused_because == PauseReason.ASKED
    assert private_words(stage) == []


def test_a_lead_who_pauses_during_an_archive_keeps_it_paused(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner", stage.room)
    stage.ana.archives(stage.room)
    stage.ana.clicks("Pause")
    stage.ana.unarchives(stage.room)

    assert one_row(stage, Partnership).paused_because == PauseReason.ASKED


def test_a_bot_that_was_removed_goes_on_when_it_is_invited_back(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.removes_bot(stage.room)
    stage.tick()
    assert one_row(stage, Partnership).paused_because == PauseReason.REMOVED
    assert "I was removed from its channel" in stage.ana.direct_messages[0].text
    stage.ana.unarchives(stage.room)
    assert one_row(stage, Partnership).status is PartnershipStatus.PAUSED

    stage.ana.invites_bot(stage.room)
    stage.tick()

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
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

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE


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
    assert one_row(stage, Partnership).channel_id == new
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

    assert one_row(stage, Partnership).status is PartnershipStatus.PAUSED


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

    assert one_row(stage, Partnership).paused_because == because
    assert len(stage.ana.direct_messages) == 1
    assert "paused" in stage.ana.direct_messages[0].text


def test_a_private_message_that_is_refused_pauses_nothing(stage):
    stage.set_up()
    stage.slack.trouble.next("chat.postMessage", error="channel_not_found", channel=stage.ana.id)
    stage.ana.archives(stage.room)
    stage.ana.unarchives(stage.room)
    stage.tick()

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE


def test_what_a_lost_channel_should_have_read_comes_when_it_is_back(stage):
    stage.set_up()
    stage.room.is_archived = True
    stage.goes_to(stage.now + timedelta(days=2))
    assert one_row(stage, Partnership).paused_because == PauseReason.ARCHIVED
    assert invitations(stage) == 0

    stage.ana.unarchives(stage.room)
    stage.tick()

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
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
    assert one_row(stage, Partnership).paused_because == PauseReason.UNREACHABLE

    for payload in told:
        late(*payload)
    stage.tick()

    assert one_row(stage, Partnership).status is PartnershipStatus.ACTIVE
    assert one_row(stage, Partnership).channel_id == stage.room.id
    assert invitations(stage) == 1
