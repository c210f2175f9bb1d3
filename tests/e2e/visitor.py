"""Somebody in front of the page, who sees what a browser shows and does what it lets them."""

import re
from collections.abc import Mapping

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect

# In milliseconds; two cores do the work of a browser, a bot and a Slack.
PATIENCE = 20_000


class Visitor:
    """Drives one page by what stands on it: names of links, buttons and labels."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        """What the browser's console said, and what went elsewhere: nothing should."""
        self.address = address
        page.set_default_timeout(PATIENCE)
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        page.on("request", self._on_request)
        page.goto(address)
        expect(self.messages).to_be_visible()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def messages(self) -> Locator:
        return self.main.get_by_role("list", name="Messages")

    @property
    def modal(self) -> Locator:
        return self.page.get_by_role("dialog")

    def message(self, words: str) -> Locator:
        """The newest message that says these words."""
        return self.messages.get_by_role("article").filter(has_text=words).last

    def acts_as(self, name: str) -> None:
        """Become somebody else, who begins in their first channel."""
        who = self.page.get_by_label("Act as")
        option = who.locator("option", has_text=re.compile(f"^{name} · "))
        who.select_option(value=option.get_attribute("value"))
        # Also where the list on the left is not shown.
        expect(self.page.locator("#side .me")).to_contain_text(name)

    def goes_to(self, place: str) -> None:
        """Follow a link on the left: a channel, the app's Home, the app's messages."""
        link = self.link(place)
        address = link.get_attribute("href")
        link.click()
        self.page.wait_for_url(f"**/{address}")

    def link(self, place: str) -> Locator:
        return self.page.get_by_role("navigation").get_by_role("link", name=place)

    def lets_pass(self, button: str) -> None:
        """Press a button of the clock, and wait until the time has passed."""
        pressed = self.page.get_by_role("group", name="The clock").get_by_role(
            "button", name=button
        )
        pressed.click()
        expect(pressed).not_to_have_attribute("aria-busy", "true")

    def types(self, words: str) -> None:
        """Write where one writes, and send it with Enter."""
        box = self.main.get_by_label("Message #")
        box.fill(words)
        box.press("Enter")

    def presses(self, label: str) -> None:
        """Press a button in the open modal, or else the newest one in what is shown."""
        within = self.modal if self.modal.count() else self.main
        within.get_by_role("button", name=label, exact=True).last.click()

    def fills(self, form: Mapping[str, str]) -> None:
        """Fill in the modal by its labels; a choice is made by what it says."""
        for label, said in form.items():
            field = self.field(label)
            if field.evaluate("(field) => field.tagName") == "SELECT":
                choice = field.locator("option", has_text=said).first
                field.select_option(value=choice.get_attribute("value"))
            else:
                field.fill(said)

    def field(self, label: str) -> Locator:
        """The input with this label; what says that it may stay empty is no part of it."""
        return self.modal.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def submits(self, label: str) -> None:
        """Press the button that sends the modal."""
        self.modal.get_by_role("button", name=label, exact=True).click()

    def leaves(self) -> None:
        """Close the modal with its button."""
        self.modal.get_by_role("button", name="Close").last.click()
        expect(self.modal).to_have_count(0)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A browser's console mentions every refusal; the page says it in words.
        if message.type in ("error", "warning") and "409 (CONFLICT)" not in message.text:
            self.complaints.append(message.text)

    def _on_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.complaints.append(f"asked elsewhere: {request.url}")
