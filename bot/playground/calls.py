"""One call of the Web API: its arguments as typed values, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.slack import Slack
from bot.playground.world import Channel, Installation, Json, User, World


class Refused(Exception):
    """Slack's `ok: false` with an error code, pointers into the payload, and further fields."""

    def __init__(self, error: str, *pointers: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.pointers = pointers
        self.extra = extra


@dataclass(frozen=True)
class Call:
    """A call that may be carried out: the method and token are good, the arguments known."""

    slack: Slack
    method: str
    installation: Installation
    arguments: Mapping[str, Any]

    @property
    def world(self) -> World:
        return self.slack.world

    @property
    def team_id(self) -> str:
        return self.installation.team_id

    @property
    def bot(self) -> User:
        return self.world.users[self.installation.bot_user_id]

    def text(self, name: str, default: str = "") -> str:
        value = self.arguments.get(name)
        if value is None:
            return default
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        raise Refused("invalid_arguments", f"[ERROR] must be a string [json-pointer:/{name}]")

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.arguments.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("1", "true"):
            return True
        if str(value).lower() in ("0", "false", ""):
            return False
        raise Refused("invalid_arguments", f"[ERROR] must be a boolean [json-pointer:/{name}]")

    def number(self, name: str, default: int, most: int) -> int:
        try:
            value = int(self.text(name, str(default)))
        except ValueError:
            value = -1
        if not 0 < value <= most:
            raise Refused("invalid_limit", f"[ERROR] must be 1 to {most} [json-pointer:/{name}]")
        return value

    def json(self, name: str, otherwise: str) -> Any:
        """A structured argument, sent as JSON or as a string of JSON; `otherwise` is the error."""
        value = self.arguments.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value) if value else None
            except ValueError:
                raise Refused(otherwise) from None
        return value

    def channel(self, name: str = "channel") -> Channel:
        """The channel of this id that the app's workspace can see."""
        channel = self.world.channel(self.text(name))
        if channel is None or self.team_id not in channel.teams():
            raise Refused("channel_not_found")
        hidden = channel.is_private and self.installation.bot_user_id not in channel.members
        if hidden:
            raise Refused("channel_not_found")
        return channel

    def user(self, name: str = "user") -> User:
        """The person of this id, of this workspace or met in a shared channel."""
        user = self.world.users.get(self.text(name))
        if user is None:
            raise Refused("user_not_found")
        known = user.team_id == self.team_id
        if not (known or self.world.shares_a_channel(user.id, self.installation.bot_user_id)):
            raise Refused("user_not_visible")
        return user

    def page(self, rows: list[Any], default: int = 100, most: int = 1000) -> tuple[list[Any], Json]:
        """One page of `rows` by `limit` and `cursor`, and the `response_metadata` for the next."""
        limit = self.number("limit", default, most)
        cursor = self.text("cursor")
        if cursor and not cursor.removeprefix("row:").isdigit():
            raise Refused("invalid_cursor")
        start = int(cursor.removeprefix("row:")) if cursor else 0
        following = f"row:{start + limit}" if start + limit < len(rows) else ""
        return rows[start : start + limit], {"next_cursor": following}


@dataclass(frozen=True)
class Method:
    """A Web API method: what it takes, which scopes it needs (any one of them), how often."""

    name: str
    run: Callable[[Call], Json]
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()
    tier: int = 4


def method(
    name: str,
    run: Callable[[Call], Json],
    required: str = "",
    optional: str = "",
    scopes: tuple[str, ...] = (),
    tier: int = 4,
) -> Method:
    """A row of a method table; argument names are separated by spaces."""
    return Method(name, run, frozenset(required.split()), frozenset(optional.split()), scopes, tier)
