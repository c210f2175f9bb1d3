"""A colleague from the partner's workspace turns up in the channel and wants to take part."""

import pytest

from bot.playground import Person
from tests.stage import Stage


@pytest.fixture
def eve(stage: Stage) -> Person:
    """Somebody in the channel of a partnership in which nobody has put her."""
    stage.set_up()
    stage.ana.closes()
    eve = stage.slack.person("Eve Stone", stage.hospital)
    eve.joins(stage.room)
    return eve


def test_somebody_new_presses_a_button_and_a_lead_says_where_they_belong(stage, eve):
    eve.clicks("Goals", stage.room)
    assert "I have asked its leads" in eve.sees(eve.ephemerals[-1])
    stage.tick()

    question = stage.ben.dm
    assert "@Eve Stone pressed a button" in stage.ben.sees(question)
    stage.ben.clicks("For the partner side", question)
    assert "@Eve Stone is in it now" in stage.ben.sees(question)
    stage.tick()
    assert "You are in *Riverside and Mercy* now" in eve.sees(eve.dm)
    eve.clicks("Goals", stage.room)
    assert eve.modal is not None
    assert stage.slack.refusals == []


def test_a_lead_may_say_no_and_they_are_told_nothing(stage, eve):
    eve.clicks("Check in", stage.room)
    stage.tick()
    stage.ana.clicks("Not in this partnership", stage.ana.dm)
    stage.tick()
    assert eve.direct_messages == []
    eve.clicks("Check in", stage.room)
    assert "not one of your partnerships" in eve.sees(eve.ephemerals[-1])


def test_who_cannot_be_written_to_hears_of_the_yes_in_the_channel(stage, eve):
    eve.clicks("Goals", stage.room)
    stage.tick()
    stage.slack.trouble.next("chat.postMessage", error="cannot_dm_bot", channel=eve.id)
    stage.ben.clicks("For the partner side", stage.ben.dm)
    stage.tick()

    call = stage.room.messages[-1]
    assert f"<@{eve.id}>, I have something for you" in call.text
    eve.clicks("Show it only to me", call)
    assert "Mercy Hospital" in eve.sees()


def calls(stage):
    return [one for one in stage.room.messages if "I have something for you" in one.text]


def test_a_lead_who_cannot_be_written_to_is_asked_in_the_thread_and_answers_there(stage, eve):
    stage.slack.trouble.next("chat.postMessage", error="channel_not_found", channel=stage.ben.id)
    eve.clicks("Goals", stage.room)
    stage.tick()

    [call] = calls(stage)
    assert call.text.startswith(f"<@{stage.ben.id}>")
    assert call.thread_ts is not None
    assert "Eve" not in call.text
    eve.clicks("Show it only to me", call)
    assert "Which side do they stand for" not in eve.sees(eve.ephemerals[-1])
    stage.ben.clicks("Show it only to me", call)
    asked = stage.ben.ephemerals[-1]
    assert "@Eve Stone pressed a button" in stage.ben.sees(asked)
    stage.ben.clicks("For the partner side", asked)
    stage.ana.clicks("Show it only to me", call)
    assert "@Eve Stone is in it now" in stage.ana.sees(stage.ana.ephemerals[-1])
    stage.tick()
    assert "You are in *Riverside and Mercy* now" in eve.sees(eve.dm)
    assert stage.slack.refusals == []


def test_nobody_is_called_about_a_question_that_is_answered(stage, eve):
    eve.clicks("Goals", stage.room)
    stage.slack.trouble.next("chat.postMessage", error="ratelimited", channel=stage.ben.id)
    stage.tick()
    stage.ana.clicks("Not in this partnership", stage.ana.dm)
    stage.slack.trouble.next("chat.postMessage", error="channel_not_found", channel=stage.ben.id)
    stage.advance(minutes=5)
    stage.tick()
    assert calls(stage) == []


def test_a_lead_reads_what_has_to_be_allowed_before_somebody_can_be_added(stage, eve):
    eve.clicks("Goals", stage.room)
    stage.tick()
    stage.slack.scopes.remove("users:read")

    stage.ben.clicks("For the partner side", stage.ben.dm)
    assert "has not allowed me users:read" in stage.ben.sees(stage.ben.dm)
    assert "is in it now" not in stage.ben.sees(stage.ben.dm)
