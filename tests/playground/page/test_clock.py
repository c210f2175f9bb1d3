"""The page moves the clock by what it was given for that, and tells of every change."""

from datetime import datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bot.playground.page import PageServer, web_application
from tests.playground.page.visitor import HERE


class Hands:
    """What moves the test's clock."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.next: datetime | None = None

    def pass_by(self, time: timedelta) -> None:
        self.clock.advance(seconds=time.total_seconds())

    def pass_to_next(self) -> datetime | None:
        return self.next


@pytest.fixture
def hands(clock) -> Hands:
    return Hands(clock)


@pytest.fixture
def moved(slack, hands):
    return web_application(slack, hands)[0].test_client()


def move(browser, **asked):
    return browser.post("/api/clock", json=asked, headers=HERE)


@pytest.mark.parametrize("hours", [1, 24])
def test_an_hour_and_a_day_pass(moved, clock, hours):
    before = clock()

    answer = move(moved, hours=hours)

    assert clock() == before + timedelta(hours=hours)
    assert answer.get_json() == {"there": clock().timestamp()}


def test_the_next_thing_that_happens_is_gone_to(moved, hands, clock):
    hands.next = clock()

    assert move(moved, to="next").get_json() == {"there": clock().timestamp()}


def test_nothing_more_may_happen(moved):
    assert move(moved, to="next").get_json() == {"there": None}


@pytest.mark.parametrize("hours", [-1, 0, 100000, "1", None])
def test_time_passes_in_no_other_steps(moved, clock, hours):
    before = clock()

    assert move(moved, hours=hours).status_code == 409
    assert clock() == before


def test_a_page_without_hands_has_a_clock_that_stays(browser):
    assert browser.get("/api/begin").get_json()["movable"] is False
    assert move(browser, hours=1).status_code == 409


def test_news_come_as_they_happen_and_end_with_the_page(slack, room):
    with PageServer(slack) as page:
        parts = urlsplit(page.address)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        connection.request("GET", "/api/news")
        answer = connection.getresponse()
        first = answer.readline()
        answer.readline()
        slack.world.notify()
        second = answer.readline()

    assert first.startswith(b"data: ")
    assert int(second.split()[1]) == int(first.split()[1]) + 1
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    answer.read()
    connection.close()
