"""Somebody without Slack, who has nothing but a link and a browser without scripts."""

import re
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import urlsplit

from werkzeug.test import Client, TestResponse

from bot.transports import WebApplication
from tests.installing import PUBLIC, Town


class Read(HTMLParser):
    """What a page says, and what is in its form, by the labels that people read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.ids: set[str] = set()
        self._label: str | None = None
        self._box: str | None = None
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        name = has.get("name", "")
        self.ids.add(has.get("id", ""))
        if tag == "label":
            self._label = has["for"]
        elif tag == "input" and has.get("type") != "checkbox":
            self.values[name] = has.get("value", "")
        elif tag == "textarea":
            self._box = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
            self.values[name] = ""
        elif tag == "option" and "selected" in has and self._select:
            self.values[self._select] = has["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label = None
        elif tag == "textarea":
            self._box = None

    def handle_data(self, data: str) -> None:
        if self._label is not None:
            self.labels[self._label] = self.labels.get(self._label, "") + data
        if self._box is not None:
            self.values[self._box] += data.removeprefix("\n")


class Place(Protocol):
    """Where the bot answers browsers."""

    web: WebApplication


class Guest:
    """A browser at one link."""

    def __init__(self, place: Place, link: str) -> None:
        self.client = Client(place.web)
        self.path = urlsplit(link).path
        self.read = Read("")

    def opens(self, **how: Any) -> TestResponse:
        answer = self.client.get(self.path, base_url=PUBLIC, **how)
        self.read = Read(answer.text)
        return answer

    def sends(self, *ticked: str, **typed: str) -> TestResponse:
        """Send the form that is open; fields by their names, ticks by what stands beside them."""
        ticks = {at: "yes" for at, label in self.read.labels.items() if label in ticked}
        return self.posts({**self.read.values, **typed, **ticks})

    def posts(self, data: Any, **how: Any) -> TestResponse:
        answer = self.client.post(self.path, base_url=PUBLIC, data=data, **how)
        self.read = Read(answer.text)
        return answer


def open_check_in(place: Town) -> Any:
    """Let a district and a hospital share a channel, and their first check-in open."""
    place.installs(place.ana)
    room = place.room("riverside-mercy", place.ana, place.ben, shared_with=[place.hospital])
    place.sets_up(place.ana, place.ben, room, "Riverside and Mercy")
    place.ana.closes(everything=True)
    place.passes(days=1)
    return room


def link_for(place: Town, room: Any, name: str = "Ida Moss", lead: Any = None) -> str:
    """Let a lead make a link, and return it as it is shown."""
    lead = lead or place.ana
    lead.clicks("Details", room)
    lead.clicks("People")
    lead.clicks("Send a link")
    known = "Or somebody new" in lead.sees()
    lead.fills({"Or somebody new: their name" if known else "Who is it for?": name})
    lead.submits()
    link = link_in(lead)
    lead.closes(everything=True)
    return link


def link_in(lead: Any) -> str:
    """Return the link that a lead sees."""
    link: str
    (link,) = re.findall(rf"{PUBLIC}/answer/[\w.-]+", lead.sees())
    return link
