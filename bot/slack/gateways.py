"""The ways to Slack of every workspace, each with the token of its own installation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from slack_sdk import WebClient

from bot.slack.directory import Directory
from bot.slack.gateway import Gateway

MakeClient = Callable[[str | None], WebClient]
"""Makes a client that carries a token, or none."""


@dataclass(frozen=True)
class Access:
    """What lets the bot act in one workspace."""

    workspace_id: str
    token: str = field(repr=False)
    # The organisation whose installation lets it in, when that is heard of for the first time.
    new_in: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where a request says it comes from, as far as that decides whose installation it is for."""

    team_id: str | None
    # The organisation of that same workspace; nothing when the request names that of another.
    enterprise_id: str | None = None
    # Whether the app was let in by all of that organisation at once.
    org_wide: bool = False
    # The workspaces that it may be from, the likeliest first, where only the organisation is sure:
    # it is from the first that the organisation's installation is known to serve.
    perhaps: tuple[str, ...] = ()


class Tokens(Protocol):
    """Knows which token is whose; asked anew each time, since tokens come and go."""

    def of(self, workspace_id: str) -> str | None:
        """Return the token that works in a workspace, or nothing."""

    def access(self, origin: Origin) -> Access | None:
        """Return the installation that a request is for, or nothing."""


@dataclass(frozen=True)
class OneToken:
    """A bot with a single token, which was set by hand and belongs to one workspace."""

    workspace_id: str
    token: str = field(repr=False)

    def of(self, workspace_id: str) -> str | None:
        return self.token if workspace_id == self.workspace_id else None

    def access(self, origin: Origin) -> Access | None:  # noqa: ARG002  # there is but one
        return Access(self.workspace_id, self.token)


@dataclass(frozen=True)
class Ways:
    """What the bot can do with one token: answer who waits, look people up, and post."""

    token: str = field(repr=False)
    client: WebClient
    directory: Directory
    gateway: Gateway


class Gateways:
    """The ways to every workspace: made when first needed, and anew when its token changes."""

    def __init__(
        self, tokens: Tokens, answering: MakeClient, calling: MakeClient, install_page: str = ""
    ) -> None:
        """`answering` makes clients with a short time-out, `calling` those for the clock.

        `install_page` is where workspaces let the bot in, if they do that by themselves.
        """
        self._tokens = tokens
        self._answering = answering
        self._calling = calling
        self._install_page = install_page
        self._known: dict[str, Ways] = {}
        self._stranger = Gateway(calling(None))

    def of(self, workspace_id: str) -> Gateway | None:
        """Return the way to post in a workspace, or nothing while no token works there."""
        ways = self._look_up(workspace_id)
        return None if ways is None else ways.gateway

    def directory_of(self, workspace_id: str) -> Directory | None:
        """Return the way to look people of a workspace up, or nothing as above."""
        ways = self._look_up(workspace_id)
        return None if ways is None else ways.directory

    def with_access(self, access: Access) -> Ways:
        """Return the ways to a workspace whose token was just looked up."""
        known = self._known.get(access.workspace_id)
        if known is None or known.token != access.token:
            client = self._answering(access.token)
            gateway = Gateway(self._calling(access.token))
            directory = Directory(client, access.workspace_id, self._install_page)
            known = Ways(access.token, client, directory, gateway)
            self._known[access.workspace_id] = known
        return known

    def time(self) -> datetime | None:
        """Ask Slack what time it is, which takes no token; nothing when it does not say."""
        return self._stranger.time()

    def _look_up(self, workspace_id: str) -> Ways | None:
        token = self._tokens.of(workspace_id)
        if token is None:
            self._known.pop(workspace_id, None)
            return None
        return self.with_access(Access(workspace_id, token))
