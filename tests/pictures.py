"""Takes the pictures of README: the real page, a year into the small district."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ViewportSize, expect

from bot import logs
from bot.demo import agreements, district, open_house
from tests import browser as browsers
from tests.e2e.visitor import Visitor

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
_SCREEN: ViewportSize = {"width": 1240, "height": 820}
_SAID = {
    f"{agreements.LABS}: value now": "214",
    f"{agreements.LABS}: confidence": "On track",
    f"{agreements.LABS}: note": "All three labs are open again.",
}


def take(folder: Path) -> None:
    """Write channel.png, modal.png, home.png and digest.png into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _before_the_page() as visitor:
        visitor.acts_as("Ana Ruiz")
        _shoot(visitor, folder / "channel.png")
        visitor.goes_to("Touchstone Home")
        expect(visitor.main).to_contain_text("Your partnerships")
        _shoot(visitor, folder / "home.png")
        visitor.acts_as("Gus Lindqvist")
        digest = visitor.message("Digest of Lincoln grows")
        digest.evaluate("(digest) => digest.scrollIntoView()")
        _shoot(visitor, folder / "digest.png")
        visitor.acts_as("Ben Okafor")
        visitor.presses("Check in")
        visitor.fills(_SAID)
        visitor.modal.get_by_role("heading", name="Check-in").click()
        _shoot(visitor, folder / "modal.png")


@contextmanager
def _before_the_page() -> Iterator[Visitor]:
    with (
        open_house.opened(None, port=None, furnish=district.seed) as (_house, address),
        browsers.opened() as browser,
    ):
        window = browser.new_context(
            viewport=_SCREEN, color_scheme="light", reduced_motion="reduce"
        )
        yield Visitor(window.new_page(), address)


def _shoot(visitor: Visitor, file: Path) -> None:
    visitor.page.screenshot(path=file, caret="hide")


if __name__ == "__main__":
    if browsers.CHROMIUM is None:
        sys.exit(browsers.NO_BROWSER)
    logs.configure("error", "text")
    take(PICTURES)
