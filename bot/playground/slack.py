"""One Slack, put together: the world, the app's settings and the books that every method needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground.app_config import AppConfig
from bot.playground.ratelimits import RateLimits
from bot.playground.records import Records
from bot.playground.response_urls import ResponseUrlBook
from bot.playground.triggers import TriggerBook
from bot.playground.troubles import Troubles
from bot.playground.world import Channel, Installation, User, World

if TYPE_CHECKING:
    from bot.playground.oauth import OAuthBook


@dataclass
class Slack:
    """What the HTTP server, the Web API, the deliveries and the people share."""

    app: AppConfig
    world: World
    app_token: str
    signing_secret: str
    records: Records
    troubles: Troubles
    rate_limits: RateLimits
    triggers: TriggerBook
    response_urls: ResponseUrlBook
    drop_repeats: bool = True
    refused_blocks: set[tuple[str, str]] = field(default_factory=set)
    """(block type, surface) pairs that this Slack does not take yet, as during a roll-out."""
    socket_url: Callable[[], str] = lambda: ""
    bot_joined: Callable[[User, Channel], None] = lambda *_: None
    """Told when a call of the bot's own brought it into a channel."""
    oauth: OAuthBook | None = None
    site: str = ""
    """The address of this server without a path: `http://127.0.0.1:port`."""

    def installation(
        self, token: str, arguments: Mapping[str, Any] | None = None
    ) -> Installation | None:
        """Whose token this is; of one that serves an organisation, the workspace that is meant."""
        found = [i for i in self.world.installations.values() if i.bot_token == token]
        meant = self._teams_of(arguments or {}) if len(found) > 1 else set()
        return next((i for i in found if i.team_id in meant), found[0] if found else None)

    def _teams_of(self, arguments: Mapping[str, Any]) -> set[str]:
        """The workspaces of the channel, person, view or trigger that a call is about."""
        world, teams = self.world, set[str]()
        for name in ("channel", "user", "user_id", "users", "view_id", "trigger_id"):
            value = str(arguments.get(name) or "")
            channel, user, view = world.channel(value), world.users.get(value), world.view(value)
            teams |= channel.teams() if channel else set()
            teams |= {user.team_id} if user else set()
            teams |= {view.installed_team_id} if view else set()
            teams |= self.triggers.teams(value)
        return teams


def new_slack(app: AppConfig, now: Callable[[], datetime]) -> Slack:
    """An empty Slack that knows the app and nobody else."""
    return Slack(
        app=app,
        world=World(now),
        app_token=f"xapp-1-{app.id}-0001-playground",
        signing_secret="8f742231b10e8888abcd99yyyzzz85a5",  # noqa: S106 - made up, for loopback only
        records=Records(),
        troubles=Troubles(),
        rate_limits=RateLimits(now),
        triggers=TriggerBook(),
        response_urls=ResponseUrlBook(app.id),
    )
