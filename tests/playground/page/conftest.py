"""A page over a playground, asked without a port."""

import pytest
from flask.testing import FlaskClient

from bot.playground import Channel, Person, Playground
from bot.playground.page import web_application
from tests.playground.clerk import Clerk
from tests.playground.page.visitor import Visitor


@pytest.fixture
def browser(slack: Playground) -> FlaskClient:
    return web_application(slack)[0].test_client()


@pytest.fixture
def visitor(browser: FlaskClient, clerk: Clerk, ana: Person, room: Channel) -> Visitor:
    return Visitor(browser, ana)
