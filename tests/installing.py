"""A Slack of several workspaces that install one bot, each by a person's browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import SecretStr
from werkzeug.test import Client, Cookie, TestResponse

import bot.manifest
from bot.app import build
from bot.playground import Channel, Person, Playground, Workspace
from bot.playground.delivery import encoded
from bot.rules.pacing import AT_ONCE
from bot.running import prepare
from bot.settings import Settings
from bot.transports import EVENTS_PATH
from storage.base import Base
from storage.database import Database
from storage.models import Installation
from storage.sealing import Seal
from tests.stage import Clock

COOKIE = "touchstone-install"
PUBLIC = "https://bot.example.org"


class Town:
    """Two organisations with a Slack workspace each, people in them, and one bot for both."""

    # A channel of the first that the second is in, where a test has made one.
    shared: Channel

    def __init__(self, database: Database, slack: Playground, clock: Clock) -> None:
        self.clock, self.slack, self.database = clock, slack, database
        self.key = Seal.new_key()
        self.district = slack.home
        self.hospital = slack.workspace("Mercy Hospital")
        slack.oauth.redirect_urls = [f"{PUBLIC}/slack/oauth_redirect"]
        self.ana = slack.person("Ana Ruiz")
        self.cara = slack.person("Cara Lind")
        self.ben = slack.person("Ben Okafor", self.hospital)
        self.dev = slack.person("Dev Patel", self.hospital)
        self.open()
        slack.deliveries.in_process = self._deliver

    def rows(self, kind: type[Base] = Installation) -> list[Any]:
        """Return all rows of a table, of every workspace."""
        with self.database.reading_across_workspaces() as session:
            return session.query(kind).order_by(*kind.__mapper__.primary_key).all()

    def open(self, keys: str = "") -> None:
        """Start the bot, or start it anew with other keys."""
        settings = Settings(
            slack_client_id=self.slack.oauth.client_id,
            slack_client_secret=SecretStr(self.slack.oauth.client_secret),
            slack_signing_secret=SecretStr(self.slack.signing_secret),
            encryption_keys=SecretStr(keys or self.key),
            public_url=PUBLIC,
            slack_api_url=self.slack.api_url,
            database_url=SecretStr(self.database.engine.url.render_as_string(hide_password=False)),
            _env_file=None,
        )
        self.settings = settings
        application = build(settings, self.database, None, self.clock, pace=AT_ONCE)
        self.application = application
        self.web = application.web_application()

    def begins_anew(self) -> None:
        """Start the bot as its operator does."""
        prepare(self.settings, with_clock=False, clock=self.clock)

    def browser(self) -> "Browser":
        return Browser(Client(self.web))

    def installs(self, person: Person, **how: Any) -> TestResponse:
        """Let somebody install the bot, in a browser of their own."""
        browser = self.browser()
        there = browser.starts()
        return browser.visits(person.allows(there, **how))

    def room(self, name: str, *people: Person, **more: Any) -> Channel:
        """A channel of the first person's workspace, with its bot."""
        workspace = self.slack.world.workspaces[people[0].team_id]
        return self.slack.channel(name, *people, workspace=workspace, **more)

    def sets_up(self, lead: Person, partner: Person, room: Channel, name: str) -> None:
        """Let somebody set up a partnership."""
        lead.types("/partner setup", room)
        lead.fills(
            {
                "Partnership name": name,
                "School or district": "Riverside School District",
                "Kind of school organization": "School district",
                "School lead": lead,
                "Partner organization": "Mercy Hospital",
                "Kind of partner": "Hospital",
                "Partner lead": partner,
            }
        )
        lead.submits()
        self.tick()

    def tick(self) -> None:
        """Let the clock do all that is due."""
        for _round in range(5):
            if not self.application.runner.run_all_once():
                return
        raise AssertionError("the clock finds something to do again and again")

    def passes(self, **time: float) -> None:
        """Let time pass, and the clock tick."""
        self.clock.now += timedelta(**time)
        self.tick()

    def private_words(self, person: Person) -> list[str]:
        """What the bot wrote to somebody alone."""
        return [message.text for message in person.direct_messages]

    def _deliver(self, kind: str, payload: dict[str, Any]) -> tuple[int, str, str]:
        body, content_type = encoded(kind, payload)
        headers = self.slack.deliveries.signed_headers(body)
        answer = Client(self.web).post(
            EVENTS_PATH, data=body, headers=headers, content_type=content_type
        )
        return answer.status_code, answer.text, answer.content_type or ""


class Browser:
    """A browser that keeps its cookies."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def starts(self, query: str = "") -> str:
        """Open the page where installing begins, and return where it leads."""
        answer = self.visits(f"{PUBLIC}/slack/install{query}")
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    @property
    def cookie(self) -> Cookie | None:
        """The word that it has to bring back."""
        return self._client.get_cookie(COOKIE, urlsplit(PUBLIC).hostname or "")

    def keeps(self, value: str) -> None:
        """Have the cookie, whatever it was told since."""
        self._client.set_cookie(COOKIE, value, domain=urlsplit(PUBLIC).hostname or "")

    def asks(self, method: str, path: str, query: str = "") -> TestResponse:
        """Ask in any way."""
        return self._client.open(path, method=method, query_string=query, base_url=PUBLIC)

    def visits(self, address: str) -> TestResponse:
        parts = urlsplit(address)
        return self._client.get(
            parts.path, query_string=dict(parse_qsl(parts.query)), base_url=PUBLIC
        )


@contextmanager
def town(database: Database, **options: Any) -> Iterator[Town]:
    """Build a town, and tear it down."""
    clock = Clock()
    with Playground(
        clock,
        manifest=bot.manifest.over_http(PUBLIC, for_many=True),
        team="Riverside School District",
        installed=False,
        **options,
    ) as slack:
        yield Town(database, slack, clock)


__all__ = ["PUBLIC", "Browser", "Town", "Workspace", "town"]
