"""The composition root: settings in, everything wired together out; it decides nothing."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import SecretStr
from slack_bolt import App
from slack_sdk import WebClient

from bot import transports
from bot.rules import delivery
from bot.rules.pacing import Pace, a_minute
from bot.settings import Settings
from bot.slack.directory import Directory
from bot.slack.gateway import Gateway
from bot.slack.identity import Identity
from handlers.bolt import Installation, bolt_app
from handlers.interaction import Tools
from scheduler.runner import Runner
from storage.database import Database

# A trigger lives three seconds; a modal that would open later does not open at all.
_ANSWER_SECONDS = 2.5
_CALL_SECONDS = 20


class Clients:
    """The Web API clients of one process, which share one TLS context."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.slack_api_url
        # Making a context reads every root certificate: 24 ms of CPU, each time.
        self._tls = ssl.create_default_context()
        token = settings.slack_bot_token.get_secret_value()
        self.answering = self._client(token, _ANSWER_SECONDS)
        self.calling = self._client(token, _CALL_SECONDS)
        # Bolt fills in the token of the installation that a request is for.
        self.for_bolt = self._client(None, _ANSWER_SECONDS)

    def _client(self, token: str | None, seconds: float) -> WebClient:
        return WebClient(
            token,
            base_url=self._address,
            timeout=seconds,  # type: ignore[arg-type]  # a fraction of a second is fine too
            ssl=self._tls,
            # The stock client posts once more when an answer is lost, and so posts twice.
            retry_handlers=[],
        )


@dataclass(frozen=True)
class Application:
    """One Touchstone, whole but still: not connected to Slack, and its clock not started."""

    settings: Settings
    database: Database
    clients: Clients
    tools: Tools
    bolt: App
    runner: Runner
    clock: Callable[[], datetime]

    def socket_mode(self) -> transports.SocketMode:
        """Return the connection over which Slack's payloads come, to be opened."""
        return transports.SocketMode(
            self.bolt, _revealed(self.settings.slack_app_token), self.clients.calling
        )

    def web_application(self) -> transports.WebApplication:
        """Return the WSGI application to which Slack's payloads come."""
        return transports.web_application(
            self.bolt, _revealed(self.settings.slack_signing_secret), self.clock
        )


def build(
    settings: Settings,
    database: Database,
    identity: Identity,
    clock: Callable[[], datetime],
    *,
    pace: Pace | None = None,
    lease: timedelta = delivery.LEASE,
) -> Application:
    """Wire up a Touchstone for the workspace that its token belongs to, at the pace it may have.

    `lease` is how long a message that is being sent is left to whoever sends it.
    """
    pace = pace or Pace(workspace=a_minute(settings.messages_per_minute))
    clients = Clients(settings)
    tools = Tools(
        database=database,
        directory=Directory(clients.answering),
        clock=clock,
        client=clients.answering,
        api_host=_api_host(settings),
    )
    installation = Installation(
        team_id=identity.workspace_id,
        team_name=identity.workspace_name,
        bot_id=identity.bot_id,
        bot_user_id=identity.bot_user_id,
        token=settings.slack_bot_token.get_secret_value(),
    )
    return Application(
        settings=settings,
        database=database,
        clients=clients,
        tools=tools,
        bolt=bolt_app(clients.for_bolt, installation, tools),
        runner=Runner(
            database, Gateway(clients.calling), tools.directory, clock, pace=pace, lease=lease
        ),
        clock=clock,
    )


def _api_host(settings: Settings) -> str:
    """Return where else than on Slack's hosts people may be answered: where the Web API is."""
    parts = urlsplit(settings.slack_api_url)
    return "" if parts.hostname == "slack.com" else parts.netloc


def _revealed(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
