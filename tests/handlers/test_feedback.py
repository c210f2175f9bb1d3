"""Feedback as people meet it: where it is offered, who is let in, and what goes wrong."""

import pytest
from sqlalchemy import select

from storage.models import Feedback, FeedbackNote, Membership, Person
from tests.giving_feedback import WORDS, add, give, next_morning, of_eight
from tests.handlers.test_forged import Forger
from tests.stage import Stage


def notes(stage: Stage) -> list[FeedbackNote]:
    with stage.database.reading(stage.workspace_id) as session:
        return list(session.scalars(select(FeedbackNote).order_by(FeedbackNote.id)))


def remove(stage: Stage, user_id: str) -> None:
    with stage.database.unit_of_work(stage.workspace_id) as session:
        seat = session.scalars(
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.user_id == user_id, Membership.ended_at.is_(None))
        ).one()
        seat.ended_at = stage.now


@pytest.fixture
def small(stage: Stage) -> Stage:
    """A partnership of three: two leads and Cara."""
    stage.set_up()
    stage.ana.closes()
    add(stage, stage.cara)
    return stage


def test_in_a_partnership_of_three_it_has_a_name_and_says_why(small):
    small.cara.types("/feedback", small.room)
    assert "fewer than five people in this partnership are not leads" in small.cara.sees()
    with pytest.raises(AssertionError):
        small.cara.fills({"How": "Without my name"})
    small.cara.fills({"What I want to say": WORDS})
    small.cara.submits()
    assert "They see your name." in small.cara.sees()
    small.tick()
    for lead in (small.ana, small.ben):
        assert f"from @Cara Lind\n{WORDS}" in lead.sees("dm").replace("  ", "")


def test_anonymous_by_a_forged_form_is_refused_where_it_is_not_offered(small):
    with small.database.reading(small.workspace_id) as session:
        partnership = session.scalars(select(Membership.partnership_id).limit(1)).one()
    forged = Forger(small, small.cara).submits(
        "feedback.form",
        f'{{"partnership": {partnership}, "once": "{"0" * 32}"}}',
        said=WORDS,
        how="anonymous",
    )
    assert "can no longer be kept anonymous" in forged
    assert notes(small) == []


def test_a_message_can_be_what_it_is_about(small):
    message = small.ben.types("The bus was cut again.", small.room)
    small.cara.uses_shortcut("Give feedback", message)
    assert "About" in small.cara.sees()
    small.cara.fills({"What I want to say": "This is the third time."})
    small.cara.submits()
    small.tick()
    at = message.ts.replace(".", "")
    assert f"/archives/{small.room.id}/p{at}|this message>" in small.ana.direct_messages[-1].text


def test_of_several_partnerships_one_is_chosen_and_the_link_is_kept(small):
    other = small.slack.channel("lincoln", small.ana, small.ben, small.cara)
    small.set_up(other, **{"Partnership name": "Lincoln grows"})
    small.ana.closes()
    add_to = small.slack.channel("elsewhere", small.ana, small.cara)
    message = small.ana.types("What about the summer?", add_to)
    small.ana.uses_shortcut("Give feedback", message)
    small.ana.clicks("Choose", under="Lincoln grows")
    assert "About" in small.ana.sees()
    small.ana.fills({"What I want to say": "Let us talk about it."})
    small.ana.submits()
    with small.database.reading(small.workspace_id) as session:
        [given] = session.scalars(select(Feedback))
    assert add_to.id in given.link


def test_slack_refuses_the_message_and_it_is_found_by_button(small):
    small.slack.trouble.next("chat.postMessage", error="cannot_dm_bot", channel=small.ana.id)
    give(small.cara, small.room)
    small.tick()
    small.ana.types("/partner feedback", small.room)
    assert WORDS in small.ana.sees()
    small.ana.clicks("Read")
    small.ana.clicks("Follow up")
    small.ana.fills({"What I want to ask or say": "Which bus?"})
    small.ana.submits()
    assert "Which bus?" in small.ana.sees()
    small.cara.closes()
    small.cara.clicks("Details", small.room)
    small.cara.clicks("Feedback so far")
    small.cara.clicks("Read")
    assert "Which bus?" in small.cara.sees()


def test_after_closing_nothing_more_is_said(small):
    give(small.cara, small.room)
    small.cara.closes()
    small.tick()
    small.ana.clicks("Follow up", "dm")
    small.ana.fills({"What I want to ask or say": "Which bus?"})
    small.ben.clicks("Close conversation", "dm")
    assert "is closed" in small.ben.sees("dm")
    small.ana.submits()
    assert "This conversation is closed" in small.ana.sees()
    small.ana.closes()
    small.tick()
    assert "@Ben Okafor closed the conversation" in small.cara.sees("dm")
    small.ana.clicks("Follow up", "dm")
    assert "This conversation is closed" in small.ana.sees("dm")
    assert [one.said for one in notes(small)] == [WORDS, ""]


def test_either_end_closes_in_the_conversation(small):
    give(small.cara, small.room)
    small.cara.closes()
    small.cara.types("/partner feedback", small.room)
    small.cara.clicks("Read")
    small.cara.clicks("Close conversation")
    assert "closed it" in small.cara.sees()
    small.tick()
    assert "closed it" in small.ana.sees("dm")


def test_who_is_removed_with_the_form_open_says_nothing(small):
    small.cara.clicks("Give feedback", small.room)
    small.cara.fills({"What I want to say": WORDS})
    remove(small, small.cara.id)
    small.cara.submits()
    assert "not one of your partnerships" in small.cara.sees()
    assert notes(small) == []


def test_who_was_removed_is_not_answered_and_the_lead_sees_no_difference(stage):
    of_eight(stage)
    stage.advance(hours=1)
    give(stage.dev, stage.room, anonymous=True)
    stage.dev.closes()
    next_morning(stage)
    remove(stage, stage.dev.id)
    stage.ana.clicks("Follow up", "dm")
    stage.ana.fills({"What I want to ask or say": "Which bus?"})
    stage.ana.submits()
    assert "Which bus?" in stage.ana.sees()
    stage.tick()
    assert "Which bus?" not in stage.dev.sees("dm")


def test_ids_of_others_open_nothing(small):
    stranger = small.slack.person("Eli Moss")
    small.ana.invites(stranger, small.room)
    give(small.cara, small.room)
    small.tick()
    [note] = notes(small)
    for person in (stranger, small.dev):
        forger = Forger(small, person)
        for button in ("feedback.read", "feedback.say", "feedback.close", "themes.from_feedback"):
            shown = forger.presses(button, str(note.feedback_id))
            assert "not one of your partnerships" in shown
            assert WORDS not in shown
    [note] = notes(small)
    assert not note.closes


def test_a_form_that_lost_its_name_is_not_taken_twice(small):
    with small.database.reading(small.workspace_id) as session:
        partnership = session.scalars(select(Membership.partnership_id).limit(1)).one()
    for metadata in (f'{{"partnership": {partnership}}}', "{}"):
        shown = Forger(small, small.cara).submits("feedback.form", metadata, said=WORDS)
        assert "errors" in shown
    assert notes(small) == []
