"""Digests as people meet them: in the channel, in its thread, late, privately, or not at all."""

from sqlalchemy import select

from bot.rules.vocabulary import PartnershipStatus
from storage.models import Cycle, Partnership
from tests.checking_in import GOAL, goes_to, one_row


def _checks_in(stage, person, **other):
    person.clicks("Check in", stage.room)
    person.fills(
        {
            f"{GOAL}: value now": "75",
            f"{GOAL}: confidence": "On track",
            "Wins": "Two clinics at the school.",
            **other,
        }
    )
    person.submits()
    person.closes(everything=True)
    stage.tick()


def _digest(stage):
    words = ("sides are in", "sides is in", "No check-in yet")
    [digest] = [one for one in stage.room.messages if any(word in one.text for word in words)]
    return digest


def test_the_channel_gets_one_digest_with_a_chart_and_every_answer_in_its_thread(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ana)
    _checks_in(stage, stage.ben, **{f"{GOAL}: value now": "76", "Challenges": "Buses & trains"})
    goes_to(stage, one_row(stage, Cycle).digest_at)
    digest = _digest(stage)
    seen = stage.ben.sees(digest)
    assert "Both sides are in" in seen
    assert "from 70% to 76%" in seen
    assert any(block["type"] == "data_visualization" for block in digest.blocks)
    thread = [
        one for one in stage.room.messages if one.thread_ts == digest.ts and one is not digest
    ]
    assert len(thread) == 1
    assert "Buses & trains" in stage.ana.sees(thread[0])
    count = len(stage.room.messages)
    stage.advance(hours=3)
    stage.tick()
    assert len(stage.room.messages) == count
    assert stage.slack.refusals == []


def test_a_workspace_that_refuses_charts_gets_a_table(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ana)
    stage.slack.refuse_blocks("data_visualization", "message")
    goes_to(stage, one_row(stage, Cycle).digest_at)
    kinds = [block["type"] for block in _digest(stage).blocks]
    assert "table" in kinds
    assert "data_visualization" not in kinds


def test_a_late_answer_and_an_edit_change_the_digest_in_place(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ana)
    goes_to(stage, one_row(stage, Cycle).digest_at)
    digest = _digest(stage)
    assert "1 of 2 sides is in" in stage.ana.sees(digest)
    count = len(stage.room.messages)
    stage.advance(hours=1)
    _checks_in(stage, stage.ben, **{f"{GOAL}: value now": "80", "Wins": "A late bus"})
    seen = stage.ana.sees(_digest(stage))
    assert "Both sides are in" in seen
    assert ", late" in seen
    assert "from 70% to 80%" in seen
    stage.advance(hours=1)
    _checks_in(stage, stage.ben, **{f"{GOAL}: value now": "81", "Wins": "A later bus"})
    seen = stage.ana.sees(stage.room)
    assert "from 70% to 81%" in stage.ana.sees(_digest(stage))
    assert "A later bus" in seen
    assert "A late bus" not in seen
    assert len(stage.room.messages) - count <= 2


def test_nothing_happened_so_only_the_leads_hear_and_one_pauses(open_stage):
    stage = open_stage
    before = len(stage.room.messages)
    goes_to(stage, one_row(stage, Cycle).digest_at)
    stage.advance(hours=3)
    stage.tick()
    assert len(stage.room.messages) == before
    for lead in (stage.ana, stage.ben):
        assert "Would you like to pause it for a while?" in lead.sees("dm")
    assert "pause it for a while" not in stage.cara.sees()
    stage.ana.clicks("Keep going", "dm")
    assert "continues as planned" in stage.ana.sees("dm")
    stage.ben.clicks("Pause it", "dm")
    assert "is paused" in stage.ben.sees("dm")
    with stage.database.reading(stage.workspace_id) as session:
        assert session.scalars(select(Partnership.status)).one() is PartnershipStatus.PAUSED


def test_anybody_in_it_sees_it_alone_at_any_time(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ben)
    count = len(stage.room.messages)
    stage.ana.types("/partner digest", stage.room)
    whisper = stage.ana.ephemerals[-1]
    assert "1 of 2 sides is in" in stage.ana.sees(whisper)
    assert any(block["type"] == "data_visualization" for block in whisper.blocks)
    stage.ana.clicks("Every answer")
    assert "Two clinics at the school." in stage.ana.sees()
    assert len(stage.room.messages) == count
    assert stage.slack.refusals == []


def test_alone_too_a_table_takes_the_place_of_a_refused_chart(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ben)
    stage.slack.refuse_blocks("data_visualization", "message")
    stage.ana.types("/partner digest", stage.room)
    whisper = stage.ana.ephemerals[-1]
    assert "table" in [block["type"] for block in whisper.blocks]


def test_the_button_shows_the_digest_in_a_modal(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ben)
    stage.ana.clicks("Details", stage.room)
    stage.ana.clicks("Digest")
    assert "1 of 2 sides is in" in stage.ana.sees()
    assert stage.slack.refusals == []


def test_before_the_first_check_in_one_kind_sentence(stage):
    stage.set_up()
    stage.ana.types("/partner digest", stage.room)
    assert "There is nothing to sum up yet" in stage.ana.sees()


def test_who_is_in_several_partnerships_chooses_first(open_stage):
    stage = open_stage
    _checks_in(stage, stage.ana)
    other = stage.slack.channel("riverside-library", stage.ana, stage.cara)
    stage.set_up(other, partner_lead=stage.cara, **{"Partnership name": "Riverside and Library"})
    elsewhere = stage.slack.channel("general", stage.ana)
    stage.ana.types("/partner digest", elsewhere)
    assert "Riverside and Library" in stage.ana.sees()
    stage.ana.clicks("Choose", under="Riverside and Mercy")
    assert "1 of 2 sides is in" in stage.ana.sees()
    assert stage.slack.refusals == []
