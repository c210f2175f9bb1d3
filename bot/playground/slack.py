"""One Slack, put together: the world, the app's settings and the books that every method needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.app_config import AppConfig
from bot.playground.ratelimits import RateLimits
from bot.playground.records import Records
from bot.playground.response_urls import ResponseUrlBook
from bot.playground.triggers import TriggerBook
from bot.playground.troubles import Troubles
from bot.playground.world import Channel, Installation, User, World


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
    site: str = ""
    """The address of this server without a path: `http://127.0.0.1:port`."""

    def installation(self, token: str) -> Installation | None:
        for installation in self.world.installations.values():
            if installation.bot_token == token:
                return installation
        return None


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
