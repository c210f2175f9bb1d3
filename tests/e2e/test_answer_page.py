"""The page behind a link in a real browser: on a phone, without JavaScript, by keyboard alone."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select

from bot.rules.vocabulary import PartnershipStatus
from storage.database import Database
from storage.models import CheckIn, Partnership
from tests.factories import WORKSPACE
from tests.linking import Desk, desk

PHONE: ViewportSize = {"width": 360, "height": 740}
_OF_ITSELF = re.compile("favicon|status of (422|503)")


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: the address is the key."""


@dataclass
class Found:
    """A page that is open, and the record behind it."""

    page: Page
    desk: Desk

    def check_ins(self) -> list[CheckIn]:
        with self.desk.database.reading(WORKSPACE) as session:
            return list(session.scalars(select(CheckIn)))


# What it looks like has nothing to do with the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def found(browser: Browser, database: Database) -> Iterator[Found]:
    place = desk(database)

    def answers(environ: Any, start_response: Any) -> Any:
        # Where it answers is known only when it listens.
        return place.web(environ, start_response)

    server = make_server("127.0.0.1", 0, answers, handler_class=_Silent)
    place.serves_at(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    window = browser.new_context(
        java_script_enabled=False, viewport=PHONE, has_touch=True, is_mobile=True
    )
    complaints: list[str] = []
    try:
        page = window.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on(
            "request",
            lambda asked: None if "/answer/" in asked.url else complaints.append(asked.url),
        )
        page.goto(place.link_for())
        yield Found(page, place)
        # It asks for an icon of every page by itself, and tells of forms that came back.
        assert [one for one in complaints if not _OF_ITSELF.search(one)] == []
    finally:
        window.close()
        server.shutdown()
        server.server_close()


def _ensure_fits(page: Page) -> None:
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= PHONE["width"]
    for one in page.locator("input:visible, textarea, select, button").all():
        at = one.bounding_box()
        assert at is not None
        assert at["x"] >= 0
        assert at["x"] + at["width"] <= PHONE["width"]


def test_it_is_answered_on_a_phone_without_a_script(found):
    page = found.page
    _ensure_fits(page)
    page.get_by_label("Wins").fill("Two clinics at the school.")
    page.get_by_label("Value now (%)").fill("many")
    page.get_by_label("Action: what").fill("Call the bus company")
    page.get_by_role("button", name="Send").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing is saved yet")
    expect(page.get_by_label("Wins")).to_have_value("Two clinics at the school.")
    alert.get_by_role("link", name="Action: by when").click()
    expect(page.get_by_label("Action: by when")).to_be_in_viewport()
    expect(page.get_by_label("Action: by when")).to_have_accessible_description(
        "Please choose by when."
    )
    _ensure_fits(page)
    page.get_by_label("Action: by when").fill("2026-10-01")
    page.get_by_label("Value now (%)").fill("75")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name="Change what I said").click()
    expect(page.get_by_label("Wins")).to_have_value("Two clinics at the school.")
    expect(page.get_by_label("Value now (%)")).to_have_value("75")


def test_it_is_answered_with_the_keyboard_alone(found):
    page, keys = found.page, found.page.keyboard
    for _field in range(12):
        keys.press("Tab")
        if page.locator("#wins:focus").count():
            break
    keys.type("Two clinics at the school.")
    for _field in range(12):
        keys.press("Tab")
        if page.locator("button:focus").count():
            break
    keys.press("Enter")

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (said,) = found.check_ins()
    assert (said.wins, said.via_link) == ("Two clinics at the school.", True)


def test_what_could_not_be_saved_can_be_read_and_copied(found):
    page = found.page
    page.get_by_label("Wins").fill(f"Two clinics.\n\n{'x' * 300}")
    with found.desk.database.unit_of_work(WORKSPACE) as session:
        paused = session.get_one(Partnership, found.desk.cast.partnership.id)
        paused.status = PartnershipStatus.PAUSED
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="What you wrote", level=2)).to_be_visible()
    said = page.locator(".said")
    assert said.inner_text() == f"Two clinics.\n\n{'x' * 300}"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert found.check_ins() == []


def test_everything_to_use_has_a_name(found):
    for one in found.page.locator("input:visible, textarea, select, button").all():
        assert one.evaluate("one => one.labels?.length || one.textContent.trim().length")
