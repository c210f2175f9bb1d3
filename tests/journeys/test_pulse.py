"""A pulse from the question to the results: with names where few are asked, sealed where many."""

from datetime import timedelta

import pytest

from tests.asking import answers, crowd, fill, statements


@pytest.fixture
def small(stage):
    """Two leads, who are too few to be anonymous."""
    stage.set_up()
    stage.ana.closes()
    return stage


def test_too_few_are_told_first_and_answer_with_their_names(small):
    ana, ben, room = small.ana, small.ben, small.room
    ana.types("/partner pulse", room)
    assert "has not had a pulse yet" in ana.sees()
    ana.clicks("Ask now")
    assert "cannot be anonymous: you are 2 people" in ana.sees()
    assert "Nobody has been asked yet" in ana.sees()
    assert "How is Riverside and Mercy doing?" not in ben.sees(room)

    ana.clicks("Ask with names")
    ana.closes(everything=True)
    small.tick()
    assert "see your answers with your name" in ben.sees(room)
    answers(ben, room, 4, words="More time together.")
    assert "Until the pulse ends you can change them" in ben.sees()
    ben.closes()
    answers(ben, room, 2, words="More time together.")
    ben.closes()

    small.goes_to(small.now + timedelta(days=20))
    assert "1 of 2 people answered" in ben.sees(room)
    assert "More time" not in ben.sees(room)
    ana.types("/partner pulse", room)
    assert "More time together." in ana.sees()
    assert "@Ben Okafor 2" in ana.sees()
    assert not small.slack.refusals


def test_many_answer_sealed_and_everybody_hears_what_came_of_it(stage):
    school, partner = crowd(stage, 6, 6)
    stage.ana.types("/partner pulse", stage.room)
    stage.ana.clicks("Ask now")
    stage.tick()
    assert "only when at least 5 people answered it" in stage.ben.sees(stage.room)

    for person in school:
        answers(person, stage.room, 4, words=f"More time, says one of {len(school)}.")
        assert "nobody can find them" in person.sees()
        person.closes()
    for person in partner:
        answers(person, stage.room, 2)
        person.closes()
    school[0].clicks("Answer the pulse", stage.room)
    assert "You have already answered" in school[0].sees()
    school[0].closes()

    stage.goes_to(stage.now + timedelta(days=20))
    shown = stage.ben.sees(stage.room)
    assert "12 of 12 people answered." in shown
    assert "School side 4, partner side 2: a gap of about 2" in shown
    assert shown.count("More time, says one of 6.") == 6
    assert not stage.slack.refusals
    assert not stage.slack.failures


def test_the_partner_lead_does_all_of_it_by_buttons(small):
    ben, room = small.ben, small.room
    ben.clicks("Details", room)
    ben.clicks("Pulse")
    ben.clicks("Questions")
    ben.clicks("Add a question")
    ben.fills({"Statement": "We laugh together.", "What it is about": "Openness"})
    ben.submits()
    assert "We laugh together." in ben.sees()
    ben.clicks("Retire", under="We laugh together.")
    ben.clicks("Use again", under="We laugh together.")
    ben.closes(everything=True)

    ben.clicks("Details", room)
    ben.clicks("Pulse")
    ben.clicks("How it is asked")
    ben.fills({"If too few people are asked for it to be anonymous": "With names, for the leads"})
    ben.submits()
    ben.clicks("Details", room)
    ben.clicks("Pulse")
    ben.clicks("Ask now")
    assert "The channel is being asked." in ben.sees()
    ben.closes(everything=True)
    small.tick()

    ben.clicks("Answer the pulse", room)
    assert "We laugh together." in statements(ben)
    fill(ben, 5)
    ben.submits()
    assert "your answers with your name" in ben.sees()
    ben.closes()
    assert not small.slack.refusals
    assert not small.slack.failures


def test_home_says_what_can_be_answered(small):
    ana = small.ana
    ana.types("/partner pulse", small.room)
    ana.clicks("Ask now")
    ana.clicks("Ask with names")
    ana.closes(everything=True)
    ana.opens_home()
    assert "Pulse* of Riverside and Mercy" in ana.sees("home")
    ana.clicks("Answer the pulse", "home")
    fill(ana, 5)
    ana.submits()
    ana.closes(everything=True)
    ana.opens_home()
    assert "Pulse* of" not in ana.sees("home")
