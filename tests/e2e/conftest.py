"""The real page before a real browser; a machine that has none says so."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, expect

from bot.demo import district, open_house
from bot.demo.theatre import Theatre
from bot.playground import Playground
from tests import browser as browsers
from tests.e2e.visitor import PATIENCE, Visitor

DESK = {"width": 1200, "height": 800}


@dataclass(frozen=True)
class House:
    """What is open, and where."""

    slack: Playground
    address: str


class Visit(Protocol):
    """Comes to a house, with a screen of some kind (options of a browser's context)."""

    def __call__(self, house: House, **screen: Any) -> Visitor: ...


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if browsers.CHROMIUM is None:
        pytest.skip(browsers.NO_BROWSER)
    expect.set_options(timeout=PATIENCE)
    with browsers.opened() as browser:
        yield browser


@pytest.fixture
def house(browser: Browser) -> Iterator[House]:
    """A channel of two workspaces, and nothing said in it yet."""
    with _open(_invite) as house:
        yield house


@pytest.fixture(scope="module")
def district_house(browser: Browser) -> Iterator[House]:
    """The small district after its year; it is the same one for all tests of a file."""
    with _open(district.seed) as house:
        yield house


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Comes to a house with a browser window of its own; nothing may go wrong on the page."""
    visitors: list[Visitor] = []
    with ExitStack() as windows:

        def come(house: House, **screen: Any) -> Visitor:
            # A modal that was left open is the person's, not the window's.
            for person in house.slack.people:
                if person.modal is not None:
                    person.closes(everything=True)
            window = browser.new_context(**{"viewport": DESK, **screen})
            windows.callback(window.close)
            visitors.append(Visitor(window.new_page(), house.address))
            return visitors[-1]

        yield come
        assert [visitor.complaints for visitor in visitors] == [[]] * len(visitors)


@pytest.fixture
def visitor(visit: Visit, house: House) -> Visitor:
    """Somebody who finds a channel that has no partnership yet."""
    return visit(house)


@pytest.fixture
def late_visitor(visit: Visit, district_house: House) -> Visitor:
    """Somebody who comes to the district after its year."""
    return visit(district_house)


@contextmanager
def _open(furnish: Callable[[Theatre], object]) -> Iterator[House]:
    with open_house.opened(None, port=None, furnish=furnish) as (opened, address):
        slack = opened.theatre.slack
        yield House(slack, address)
        assert slack.refusals == []
        assert slack.failures == []


def _invite(theatre: Theatre) -> None:
    slack = theatre.slack
    mercy = slack.workspace("Mercy Hospital")
    ana, ben = slack.person("Ana Ruiz"), slack.person("Ben Okafor", mercy)
    slack.channel("riverside-mercy", ana, ben, shared_with=[mercy], bot=False)
    theatre.clock.move(district.OPENING)
