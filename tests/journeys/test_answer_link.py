"""A lead sends a link, somebody without Slack answers behind it, and the link is taken back."""

import pytest

from tests.answering_by_link import Guest, link_for, link_in, open_check_in
from tests.installing import town


@pytest.fixture
def place(database):
    with town(database) as built:
        yield built


def test_somebody_without_slack_checks_in(place):
    ana = place.ana
    room = open_check_in(place)
    ida = Guest(place, link_for(place, room))

    # The page says the partnership's name and the questions, and nothing else of it.
    page = ida.opens()
    assert page.status_code == 200
    assert "Check-in for Riverside and Mercy" in page.text
    assert "You are answering as Ida Moss" in page.text
    for name in ("Ana Ruiz", "Ben Okafor", "Mercy Hospital", "Riverside School District"):
        assert name not in page.text

    thanks = ida.sends(wins="Two clinics at the school.")
    assert thanks.status_code == 200
    assert "marked “via link”" in thanks.text
    place.tick()
    assert "1 of 2 sides in" in ana.sees(room)

    # The same link opens what she said, until the check-in closes.
    assert "You checked in on" in ida.opens().text
    assert ida.read.values["wins"] == "Two clinics at the school."
    assert ida.sends(wins="Three clinics at the school.").status_code == 200
    ana.types("/partner digest", room)
    assert "Ida Moss" in ana.sees()
    assert "via link" in ana.sees()
    assert "Three clinics" in ana.sees()
    ana.closes(everything=True)

    # In Slack she is a name and nobody who could be written to.
    ana.clicks("Details", room)
    ana.clicks("People")
    assert "Ida Moss" in ana.sees()
    ana.clicks("Send a link")
    assert "They checked in on" in ana.sees()
    ana.clicks("Revoke")
    assert "Made by" not in ana.sees()
    dead = ida.opens()
    assert dead.status_code == 410
    assert "Riverside" not in dead.text
    for _day in range(40):
        place.passes(days=1)
    assert not place.slack.refusals


def opens_links(lead, room):
    lead.closes(everything=True)
    lead.clicks("Details", room)
    lead.clicks("People")
    lead.clicks("Send a link")


def test_two_of_one_name_are_kept_apart_and_either_lead_reaches_them(place):
    ana, ben = place.ana, place.ben
    room = open_check_in(place)
    first = Guest(place, link_for(place, room, "Parent representative"))
    first.opens()
    first.sends(wins="The first one said this.")

    # The other lead, of another workspace, wants one for somebody of the school side.
    opens_links(ben, room)
    ben.fills(
        {
            "Or somebody new: their name": "parent  representative",
            "Somebody new answers for": "School side: Riverside School District",
        }
    )
    refused = ben.submits()
    assert "Choose them in the list if it is the same person" in refused.body
    ben.fills({"Or somebody new: their name": "Parent representative, grade 5"})
    ben.submits()
    assert "*Parent representative, grade 5*, school side" in ben.sees()
    second = Guest(place, link_in(ben))
    assert "The first one said this." not in second.opens().text
    assert first.opens().status_code == 200

    opens_links(ana, room)
    ana.fills({"Who is it for?": "Parent representative, school side"})
    ana.submits()
    again = Guest(place, link_in(ana))
    assert "The first one said this." in again.opens().text
    assert first.opens().status_code == 410
    assert not place.slack.refusals


def test_a_lead_makes_many_links_in_one_go(place):
    room, lead = open_check_in(place), place.ben
    opens_links(lead, room)
    lead.fills({"Who is it for?": "Parent 0"})
    lead.submits()
    for number in range(1, 5):
        lead.clicks("All links")
        lead.fills({"Or somebody new: their name": f"Parent {number}"})
        lead.submits()
    lead.clicks("All links")
    lead.clicks("Back")

    assert all(f"Parent {number}" in lead.sees() for number in range(5))
    assert not place.slack.refusals
