"""My data: everything shown to the person, and the person erased, by button."""

import pytest
from sqlalchemy import select

from bot.rules.audit import Verb
from bot.rules.people import is_former
from bot.services import retention
from storage.models import AuditEvent, Draft, Person
from tests import factories


@pytest.fixture
def running(stage):
    stage.set_up()
    stage.ana.closes()
    return stage


def people(stage) -> list[Person]:
    with stage.database.reading(stage.workspace_id) as session:
        return list(session.scalars(select(Person).order_by(Person.id)))


def test_home_shows_all_of_it_and_keeps_that_it_was_shown(running):
    running.ana.opens_home()
    running.ana.clicks("My data", "home")
    running.ana.clicks("Show me everything")

    seen = running.ana.sees()
    assert "*seats in partnerships*" in seen
    assert "name: Ana Ruiz" in seen
    assert "Ben Okafor" not in seen
    with running.database.reading(running.workspace_id) as session:
        verbs = session.scalars(select(AuditEvent.verb)).all()
    assert verbs.count(Verb.EXPORTED) == 1
    assert running.slack.refusals == []


def test_many_words_come_on_several_pages_and_count_as_one_look(running):
    with running.database.unit_of_work(running.workspace_id) as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana Ruiz")).one()
        session.add_all(
            Draft(
                person_id=ana.id,
                form=f"check_in:{number}",
                typed={"wins": f"{number} " + "many words " * 900},
                saved_at=running.now,
            )
            for number in range(5)
        )
    running.ana.opens_home()
    running.ana.clicks("My data", "home")
    running.ana.clicks("Show me everything")
    running.ana.clicks("More")
    assert "Page 2 of 2" in running.ana.sees()
    running.ana.clicks("Back")
    assert "Page 1 of 2" in running.ana.sees()
    with running.database.reading(running.workspace_id) as session:
        verbs = session.scalars(select(AuditEvent.verb)).all()
    # The first page was asked for twice.
    assert verbs.count(Verb.EXPORTED) == 2
    assert running.slack.refusals == []


def test_somebody_of_another_workspace_erases_themself_from_the_details(running):
    running.ben.clicks("Details", running.room)
    running.ben.clicks("People")
    running.ben.clicks("Add a person")
    running.ben.fills({"Person": running.dev, "Side": "Partner side: Mercy Hospital"})
    running.ben.submits()
    running.ben.closes(everything=True)
    running.dev.clicks("Details", running.room)
    running.dev.clicks("My data")
    assert "You leave 1 partnership." in running.dev.sees()
    running.dev.clicks("Erase me")
    assert "You are erased" in running.dev.sees()
    assert [one.name for one in people(running) if is_former(one.user_id)] == [""]
    running.dev.closes(everything=True)
    running.dev.clicks("Details", running.room)
    assert "not in this channel's partnership yet" in running.dev.sees()
    assert running.slack.refusals == []


def test_the_only_lead_is_told_what_to_do_first(running):
    running.ben.clicks("Details", running.room)
    running.ben.clicks("My data")
    assert "Nobody else leads your side of Riverside and Mercy" in running.ben.sees()


def test_home_is_empty_after(running):
    running.ana.types("/partner people", running.room)
    running.ana.clicks("Add a person")
    running.ana.fills({"Person": running.cara, "Side": "School side: Riverside School District"})
    running.ana.submits()
    running.ana.closes(everything=True)
    running.cara.opens_home()
    running.cara.clicks("My data", "home")
    running.cara.clicks("Erase me")
    assert "Welcome to Touchstone" in str(running.cara.home)
    assert running.slack.refusals == []


def test_who_erases_themself_hears_what_has_to_be_kept_of_others(running):
    with running.database.unit_of_work(running.workspace_id) as session:
        farm = factories.make_partnership(session, suffix="2").partnership.id
        retention.hold(
            session, partnership_id=farm, by="Ben", because="a case in court", now=running.now
        )
    running.ana.opens_home()
    running.ana.clicks("My data", "home")

    assert "Records of others that must be kept for a legal reason" in running.ana.sees()
    assert running.slack.refusals == []


def test_whom_it_does_not_know_it_tells_so(running):
    eve = running.slack.person("Eve Stone")
    eve.types("/partner mydata", running.slack.channel("office", eve))
    assert "I know nothing about you" in eve.sees()
