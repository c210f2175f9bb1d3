"""The whole bot on a stage: a playground, a database, a clock that tests move, real dispatch."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import BoltRequest
from slack_sdk import WebClient

import bot.manifest
import storage.workspaces
from bot.playground import Channel, Person, Playground
from bot.rules.answer_links import Signer
from bot.rules.pacing import AT_ONCE
from bot.services import retention
from bot.slack.gateways import Gateways, OneToken
from handlers.bolt import bolt_app
from handlers.interaction import House
from scheduler.runner import Runner
from storage.database import Database

# A Tuesday, ten in the morning in Chicago.
OPENING_NIGHT = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = OPENING_NIGHT

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """The bot, its Slack and its people; nothing happens on a thread of its own."""

    def __init__(self, database: Database, slack: Playground, clock: Clock) -> None:
        self.clock = clock
        self.database = database
        self.slack = slack
        self.district = slack.home
        self.hospital = slack.workspace("Mercy Hospital")
        tokens = OneToken(slack.team_id, slack.bot_token)
        gateways = Gateways(tokens, self._client, self._client)
        self.runner = Runner(database, gateways, clock, pace=AT_ONCE, senders=1)
        api_host = urlsplit(slack.api_url).netloc
        self._remember_workspace()
        signer = Signer.from_secret("https://bot.example.org", slack.signing_secret)
        self.bolt = bolt_app(
            self._client(None),
            House(database, tokens, gateways, clock, api_host=api_host, signer=signer),
        )
        slack.deliveries.in_process = self._deliver
        self.ana = slack.person("Ana Ruiz")
        self.ben = slack.person("Ben Okafor", self.hospital)
        self.cara = slack.person("Cara Lind")
        self.dev = slack.person("Dev Patel", self.hospital)
        self.room = slack.channel(
            "riverside-mercy",
            self.ana,
            self.ben,
            self.cara,
            self.dev,
            shared_with=[self.hospital],
        )

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def workspace_id(self) -> str:
        return self.slack.team_id

    def set_up(
        self,
        channel: Channel | None = None,
        *,
        school_lead: Person | None = None,
        partner_lead: Person | None = None,
        **other: Any,
    ) -> None:
        """Let Ana set up a partnership in the usual way; `other` are more labels and values."""
        self.ana.types("/partner setup", channel or self.room)
        self.ana.fills(
            {
                "Partnership name": "Riverside and Mercy",
                "School or district": "Riverside School District",
                "Kind of school organization": "School district",
                "School lead": school_lead or self.ana,
                "Partner organization": "Mercy Hospital",
                "Kind of partner": "Hospital",
                "Partner lead": partner_lead or self.ben,
                **other,
            }
        )
        self.ana.submits()
        self.tick()

    def advance(self, **time: float) -> None:
        """Let time pass; nothing else happens until the next tick."""
        self.clock.now += timedelta(**time)

    def goes_to(self, moment: datetime) -> None:
        """Let time pass until a moment, with the bot's clock ticking every hour on the way."""
        while self.now + timedelta(hours=1) < moment:
            self.advance(hours=1)
            self.tick()
        self.clock.now = moment
        self.tick()

    def live_through(self, days: int) -> None:
        """Let days pass, with the bot's clock ticking late each morning."""
        for _day in range(days):
            self.advance(days=1)
            self.clock.now = self.now.replace(hour=17, minute=0)
            self.tick()

    def tick(self) -> None:
        """Let the clock do all that is due, and what follows from it, until nothing is left."""
        for _round in range(5):
            if not self.runner.run_all_once():
                return
        raise AssertionError("the clock finds something to do again and again")

    def _deliver(self, kind: str, payload: dict[str, Any]) -> tuple[int, str, str]:
        answer = self.bolt.dispatch(BoltRequest(mode="socket_mode", body=payload))
        content_type = answer.first_headers().get("content-type", "")
        return answer.status, answer.body, content_type

    def _client(self, token: str | None) -> WebClient:
        return WebClient(token, base_url=self.slack.api_url, timeout=5, retry_handlers=[])

    def _remember_workspace(self) -> None:
        with self.database.across_workspaces() as session:
            storage.workspaces.remember(
                session,
                self.slack.team_id,
                name=self.slack.home.name,
                bot_user_id=self.slack.bot_user_id,
                now=self.now,
            )
            # Nothing in a new workspace is over yet: that is looked for from tomorrow on.
            retention.take_turn(session, self.slack.team_id, now=self.now)


@contextmanager
def raised(database: Database, **options: Any) -> Iterator[Stage]:
    """Set the stage, and strike it."""
    clock = Clock()
    with Playground(
        clock, manifest=bot.manifest.read(), team="Riverside School District", **options
    ) as slack:
        yield Stage(database, slack, clock)
