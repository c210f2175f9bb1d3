"""The open house: a page in front of the real bot, whose clock visitors move."""

import json
import socket
import threading
import urllib.request
from datetime import timedelta
from urllib.error import URLError

import pytest

from bot.demo import exhibit, open_house
from bot.demo.open_house import RunningClock
from bot.demo.play import OPENING
from bot.demo.theatre import Theatre
from bot.samples import ORDINARY, SAMPLES
from bot.starting import CannotStart
from bot.views.kit import Message


def get(address: str, path: str):
    page = address.partition("#")[0]
    with urllib.request.urlopen(page + path, timeout=10) as answer:  # noqa: S310  # loopback
        return json.load(answer)


def furnish(theatre: Theatre) -> None:
    """One partnership, set up by its form, which is still open when visitors come."""
    slack = theatre.slack
    theatre.clock.move(OPENING)
    ana, ben = slack.person("Ana Ruiz"), slack.person("Ben Okafor")
    room = slack.channel("riverside-mercy", ana, ben)
    ana.types("/partner setup", room)
    ana.fills(
        {
            "Partnership name": "Riverside and Mercy",
            "School or district": "Riverside School District",
            "Kind of school organization": "School district",
            "School lead": ana,
            "Partner organization": "Mercy Hospital",
            "Kind of partner": "Hospital",
            "Partner lead": ben,
        }
    )
    ana.submits()
    theatre.settle()
    ben.types("/partner details", room)


@pytest.fixture
def house():
    with open_house.opened(None, port=0, furnish=furnish) as opened:
        yield opened


def test_visitors_find_the_people_and_no_form_left_open(house):
    _house, address = house
    people = get(address, "api/begin")["people"]

    screens = [get(address, f"api/people/{person}") for person in people]

    assert [screen["me"]["name"] for screen in screens] == ["Ana Ruiz", "Ben Okafor"]
    assert [screen["modals"] for screen in screens] == [[], []]


def test_time_passes_as_far_as_visitors_let_it(house):
    opened, _address = house
    before = opened.theatre.clock()

    opened.pass_by(timedelta(hours=1))

    assert timedelta(hours=1) <= opened.theatre.clock() - before < timedelta(hours=2)


def test_the_next_event_is_something_that_is_said(house):
    opened, _address = house
    slack = opened.theatre.slack
    before = slack.posted

    there = opened.pass_to_next()

    assert there is not None
    assert slack.posted > before
    assert slack.refusals == []


def test_a_port_that_is_taken_is_said_to_be():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        house = open_house.opened(None, port=port, furnish=lambda _theatre: None)
        with pytest.raises(CannotStart, match=f"port {port}"), house:
            raise AssertionError("it opened")


def test_all_of_it_ends_with_the_house():
    before = threading.active_count()

    with open_house.opened(None, port=0, furnish=lambda _theatre: None) as (_house, address):
        pass

    assert threading.active_count() <= before
    with pytest.raises(URLError):
        get(address, "api/begin")


def test_the_clock_stands_until_it_is_set_going():
    clock = RunningClock(OPENING)
    stood = clock()
    clock.run()
    clock.move(OPENING + timedelta(days=1))

    assert stood == OPENING
    assert OPENING + timedelta(days=1) <= clock() < OPENING + timedelta(days=1, minutes=1)


def test_the_clock_never_goes_back():
    clock = RunningClock(OPENING)
    clock.run()
    clock.move(OPENING - timedelta(days=1))

    assert clock() >= OPENING


@pytest.mark.parametrize("name", ["partnerships.card", "setup.form", "home.home"])
def test_a_message_a_modal_and_a_home_can_be_exhibited(name):
    shown = SAMPLES[name](ORDINARY)

    with exhibit.opened(shown) as address:
        person, place = address.partition("#/")[2].split("/")
        screen = get(address, f"api/people/{person}?place={place}")

    if isinstance(shown, Message):
        assert len(screen["place"]["messages"][0]["blocks"]) == len(shown.blocks)
    elif shown["type"] == "home":
        assert len(screen["home"]["blocks"]) == len(shown["blocks"])
    else:
        assert screen["modals"][0]["title"] == shown["title"]["text"]
