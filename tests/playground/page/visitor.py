"""A browser's side of the page, as far as the server sees it."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.playground import Channel, Message, Person

Json = dict[str, Any]
HERE = {"Origin": "http://localhost"}


class Visitor:
    """Somebody at the page, acting as one person."""

    def __init__(self, browser: FlaskClient, person: Person) -> None:
        self.browser = browser
        self.person = person

    def sees(self, place: str = "home", shown: int = 40) -> Json:
        asked = {"place": place, "shown": shown}
        answer = self.browser.get(f"/api/people/{self.person.id}", query_string=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def tries(self, deed: str, **asked: Any) -> TestResponse:
        return self.browser.post(f"/api/people/{self.person.id}/{deed}", json=asked, headers=HERE)

    def does(self, deed: str, **asked: Any) -> Json:
        answer = self.tries(deed, **asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def writes(self, text: str, channel: Channel) -> None:
        self.does("write", channel=channel.id, text=text)

    def opens_form(self, channel: Channel) -> Json:
        """Run the command that opens a form, and return the form."""
        self.writes("/form", channel)
        return dict(self.sees()["modals"][-1])


def at(message: Message) -> Json:
    """How the page says which message it means."""
    return {"channel": message.channel_id, "ts": message.ts}
