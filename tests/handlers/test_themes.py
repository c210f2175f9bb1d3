"""Themes as people meet them: leads make and answer them, everybody reads them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.models import Cycle, ThemeSource
from tests.giving_feedback import add, give
from tests.stage import Stage


@pytest.fixture
def running(stage: Stage) -> Stage:
    """A partnership of three in an open check-in, in which Ben named a challenge."""
    stage.set_up()
    stage.ana.closes()
    add(stage, stage.cara)
    with stage.database.reading(stage.workspace_id) as session:
        stage.clock.now = session.scalars(select(Cycle.opens_at)).one()
    stage.tick()
    stage.ben.clicks("Check in", stage.room)
    stage.ben.fills({"Challenges": "The bus was cut."})
    stage.ben.submits()
    stage.ben.closes()
    return stage


def test_a_challenge_becomes_a_theme_and_its_author_hears_of_the_answer(running):
    ana = running.ana
    ana.types("/partner themes", running.room)
    ana.clicks("From a challenge")
    ana.clicks("Make a theme", under="The bus was cut.")
    ana.fills({"Where it stands": "Planned"})
    ana.submits()
    assert "say in a sentence what you will do about it" in ana.sees()
    ana.fills({"Our answer": "We ask the city."})
    ana.submits()
    assert "*Planned:* We ask the city." in ana.sees()
    running.tick()
    assert "We ask the city." in running.ben.sees("dm")
    ana.clicks("From a challenge")
    assert "no challenge that is not already in a theme" in ana.sees()


def test_several_pieces_feed_one_theme(running):
    for person, words in ((running.cara, "Buses!"), (running.ben, "No bus on Fridays.")):
        give(person, running.room, words)
        person.closes()
    running.tick()
    ana = running.ana
    ana.types("/partner feedback", running.room)
    ana.clicks("Read", under="Buses!")
    ana.clicks("Make a theme")
    assert "Buses!" in ana.sees()
    ana.fills({"What was said": "Buses"})
    ana.submits()
    ana.closes(everything=True)
    ana.types("/partner feedback", running.room)
    ana.clicks("Read", under="No bus on Fridays.")
    ana.clicks("Make a theme")
    ana.fills({"It belongs to": "Buses"})
    ana.submits()
    assert "from 2 sources" in ana.sees()
    with running.database.reading(running.workspace_id) as session:
        assert len(session.scalars(select(ThemeSource)).all()) == 2


def test_everybody_reads_and_only_leads_change(running):
    ana, cara = running.ana, running.cara
    ana.types("/partner themes", running.room)
    assert "No themes yet" in ana.sees()
    ana.clicks("New theme")
    ana.fills({"What was said": "Labs are hard to find"})
    ana.submits()
    ana.closes()
    running.advance(days=43)
    cara.clicks("Details", running.room)
    cara.clicks("You said → we did")
    assert "heard 6 weeks ago, no answer yet" in cara.sees()
    assert "New theme" not in cara.sees()
    ana.types("/partner themes", running.room)
    ana.clicks("Answer", under="Labs are hard to find")
    ana.fills({"Where it stands": "Not now", "Our answer": "The building is being rebuilt."})
    ana.submits()
    ana.clicks("History")
    assert "*Heard*" in ana.sees()
    assert "*Not now*" in ana.sees()


def test_a_theme_nobody_answers_ages_in_the_digest(running):
    ana = running.ana
    ana.types("/partner themes", running.room)
    ana.clicks("New theme")
    ana.fills({"What was said": "Labs are hard to find"})
    ana.submits()
    ana.closes()
    with running.database.reading(running.workspace_id) as session:
        digest_at = session.scalars(select(Cycle.digest_at)).one()
    running.clock.now = digest_at + timedelta(minutes=1)
    running.tick()
    [digest] = [one.text for one in running.room.messages if one.text.startswith("Digest of")]
    assert digest.splitlines()[1] == (
        "*You said:* Labs are hard to find, heard 2 weeks ago, no answer yet"
    )
