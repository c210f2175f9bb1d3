"""The composition root: settings in, everything wired together out; it decides nothing."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import SecretStr
from slack_bolt import App
from slack_sdk import WebClient

from bot import manifest, transports
from bot.rules import retention, retries
from bot.rules.answer_links import Signer
from bot.rules.pacing import Pace, a_minute
from bot.settings import Settings
from bot.slack.gateways import Gateways, OneToken, Tokens
from bot.slack.identity import Identity
from handlers.answer_page import AnswerPages
from handlers.authorizing import StoredTokens
from handlers.bolt import bolt_app
from handlers.installing import INSTALL_PATH, Installing
from handlers.interaction import House
from scheduler.runner import Runner
from storage.database import Database
from storage.encryption import Keys

# A trigger lives three seconds; a modal that would open later does not open at all.
_ANSWER_SECONDS = 2.5
_CALL_SECONDS = 20


class Clients:
    """The Web API clients of one process, which share one TLS context."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.slack_api_url
        # Making a context reads every root certificate: 24 ms of CPU, each time.
        self.tls = ssl.create_default_context()
        self.headers: dict[str, str] = {}
        """What every client sends along that is made from now on."""

    def answering(self, token: str | None) -> WebClient:
        """Make a client for whoever waits for an answer."""
        return self._client(token, _ANSWER_SECONDS)

    def calling(self, token: str | None) -> WebClient:
        """Make a client for the clock, which has more time."""
        return self._client(token, _CALL_SECONDS)

    def _client(self, token: str | None, seconds: float) -> WebClient:
        return WebClient(
            token,
            base_url=self._address,
            timeout=seconds,  # type: ignore[arg-type]  # a fraction of a second is fine too
            ssl=self.tls,
            # The stock client posts once more when an answer is lost, and so posts twice.
            retry_handlers=[],
            headers=self.headers,
        )


@dataclass(frozen=True)
class Application:
    """One Touchstone, whole but still: not connected to Slack, and its clock not started."""

    settings: Settings
    database: Database
    clients: Clients
    house: House
    bolt: App
    runner: Runner
    clock: Callable[[], datetime]
    pages: Installing | None = None
    forms: AnswerPages | None = None

    def socket_mode(self) -> transports.SocketMode:
        """Return the connection over which Slack's payloads come, to be opened."""
        client = self.clients.calling(_revealed(self.settings.slack_bot_token))
        return transports.SocketMode(self.bolt, _revealed(self.settings.slack_app_token), client)

    def web_application(self) -> transports.WebApplication:
        """Return the WSGI application to which Slack's payloads come."""
        return transports.web_application(
            self.bolt,
            _revealed(self.settings.slack_signing_secret),
            self.clock,
            None if self.pages is None else self.pages.answer,
            None if self.forms is None else self.forms.answer,
        )


def build(
    settings: Settings,
    database: Database,
    identity: Identity | None,
    clock: Callable[[], datetime],
    *,
    pace: Pace | None = None,
    lease: timedelta = retries.LEASE,
) -> Application:
    """Wire up a Touchstone for the workspace that its token belongs to, at the pace it may have.

    Without an identity it serves whoever installs it. `lease` is how long a message that is being
    sent is left to whoever sends it.
    """
    pace = pace or Pace(workspace=a_minute(settings.messages_per_minute))
    clients = Clients(settings)
    tokens = _tokens(settings, database, identity)
    signer = _signer(settings)
    house = House(
        database=database,
        tokens=tokens,
        gateways=Gateways(tokens, clients.answering, clients.calling, _install_page(settings)),
        clock=clock,
        api_host=_api_host(settings),
        signer=signer,
    )
    return Application(
        settings=settings,
        database=database,
        clients=clients,
        house=house,
        bolt=bolt_app(clients.answering(None), house),
        runner=Runner(
            database,
            house.gateways,
            clock,
            pace=pace,
            lease=lease,
            periods=retention.periods(settings.days_kept),
        ),
        clock=clock,
        pages=_installing(settings, database, clients, clock),
        forms=None if signer is None else AnswerPages(database, signer, clock),
    )


def _tokens(settings: Settings, database: Database, identity: Identity | None) -> Tokens:
    if identity is None:
        return StoredTokens(database, Keys.from_setting(_revealed(settings.encryption_keys)))
    return OneToken(identity.workspace_id, _revealed(settings.slack_bot_token))


def _installing(
    settings: Settings, database: Database, clients: Clients, clock: Callable[[], datetime]
) -> Installing | None:
    if settings.slack_client_id is None:
        return None
    return Installing(
        database=database,
        keys=Keys.from_setting(_revealed(settings.encryption_keys)),
        client=clients.calling(None),
        clock=clock,
        client_id=settings.slack_client_id,
        client_secret=_revealed(settings.slack_client_secret),
        public_url=settings.public_url or "",
        # Slack's for governments is elsewhere, and so is one for trials.
        authorize_url=settings.slack_api_url.removesuffix("api/") + "oauth/v2/authorize",
        scopes=manifest.scopes(),
    )


def _install_page(settings: Settings) -> str:
    return (settings.public_url or "") + INSTALL_PATH if settings.for_many else ""


def _signer(settings: Settings) -> Signer | None:
    """Return what makes links to the bot's own pages, where people can reach it."""
    if settings.over_socket or settings.public_url is None:
        return None
    return Signer.from_secret(settings.public_url, _revealed(settings.slack_signing_secret))


def _api_host(settings: Settings) -> str:
    """Return where else than on Slack's hosts people may be answered: where the Web API is."""
    parts = urlsplit(settings.slack_api_url)
    return "" if parts.hostname == "slack.com" else parts.netloc


def _revealed(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
