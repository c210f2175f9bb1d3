"""What one person has before their eyes: channels, messages only for them, Home, the open modal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.playground.delivery import Deliveries
from bot.playground.events import Events
from bot.playground.finding import Place
from bot.playground.payloads import Payloads
from bot.playground.slack import Slack
from bot.playground.transcript import Transcript
from bot.playground.views import Modals
from bot.playground.world import Channel, Installation, Message, User, View

Where = Channel | Message | Literal["home", "dm"] | None
"""A place to look at; None means wherever the person looked last."""


class NotPossible(AssertionError):
    """Slack does not let this person do that."""


@dataclass(frozen=True)
class Backstage:
    """The parts of the playground that people act through."""

    slack: Slack
    payloads: Payloads
    deliveries: Deliveries
    events: Events
    modals: Modals


class Viewer:
    """One person, looking."""

    def __init__(self, backstage: Backstage, user: User) -> None:
        self._back = backstage
        self._world = backstage.slack.world
        self.user = user
        self.looking_at: Channel | Literal["home"] | None = None
        self.opened_links: list[str] = []

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def team_id(self) -> str:
        return self.user.team_id

    @property
    def name(self) -> str:
        return self.user.real_name

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    @property
    def is_external(self) -> bool:
        """Whether the app is not installed in this person's own workspace."""
        return self.user.team_id not in self._world.installations

    @property
    def modal(self) -> View | None:
        """The modal on top, or None."""
        return self._world.top_view(self.id)

    @property
    def home(self) -> View | None:
        """What the bot published on this person's Home; outsiders see Slack's placeholder."""
        return None if self.is_external else self._world.homes.get((self.team_id, self.id))

    @property
    def dm(self) -> Channel:
        """The direct message with the bot."""
        return self._world.dm(self._installation().bot_user_id, self.id)

    @property
    def direct_messages(self) -> list[Message]:
        """What was said in the direct message with the bot, oldest first."""
        return list(self.dm.messages)

    @property
    def ephemerals(self) -> list[Message]:
        """The messages only this person saw, oldest first."""
        found = [
            m for c in self._world.channels.values() for m in c.ephemerals
            if m.ephemeral_to == self.id
        ]  # fmt: skip
        return sorted(found, key=lambda m: m.ts)

    def sees(self, where: Where = None) -> str:
        """Readable text of a place: a channel, one message, "home", "dm"; None is what is in front
        of this person now, an open modal above the place looked at last."""
        words = Transcript(self._world, self.user)
        with self._world.lock:
            if where is None:
                place = self.looking_at
                below = self.sees(place) if place is not None else self._everything(words)
                modal = self.modal
                return f"{below}\n{words.view(modal)}" if modal else below
            if isinstance(where, Message):
                return words.message(where)
            if where == "home":
                return words.view(self.home) if self.home else "(This Home is still being set up.)"
            channel = self.dm if where == "dm" else where
            return words.channel(channel, self.id)

    def _everything(self, words: Transcript) -> str:
        channels = [c for c in self._world.channels_of(self.id) if c.messages or c.ephemerals]
        return "\n\n".join(words.channel(c, self.id) for c in channels)

    def _ensure_active(self) -> None:
        if self.user.deleted:
            raise NotPossible(f"{self.name}'s account is deactivated")

    def _installation(self) -> Installation:
        """The app this person has to do with: their own workspace's, or one met in a channel."""
        own = self._world.installations.get(self.team_id)
        if own is not None:
            return own
        for installation in self._world.installations.values():
            if self._world.shares_a_channel(self.id, installation.bot_user_id):
                return installation
        raise NotPossible(f"{self.name} shares no channel with the bot")

    def _places(self, where: Where) -> list[Place]:
        """Where to look for something to press: the open modal first, then newest first."""
        modal = self.modal
        if isinstance(where, Message):
            return [where]
        found: list[Place] = [modal] if modal else []
        if where is not None:
            return found + self._in(where)
        if self.looking_at is not None:
            found += self._in(self.looking_at)
        return found + self._messages(list(self._world.channels_of(self.id))) + self._in("home")

    def _in(self, where: Channel | Literal["home", "dm"]) -> list[Place]:
        if where == "home":
            home = self.home
            return [home] if home else []
        return self._messages([self.dm if where == "dm" else where])

    def _messages(self, channels: list[Channel]) -> list[Place]:
        """The bot's messages this person sees there, newest first."""
        whispers = [
            m for c in self._world.channels.values() for m in c.ephemerals
            if m.ephemeral_to == self.id and (c in channels or self.id not in c.members)
        ]  # fmt: skip
        visible = [m for c in channels if self.id in c.members for m in c.messages]
        shown: list[Message] = [*visible, *whispers]
        shown.sort(key=lambda m: int(m.ts.partition(".")[2]), reverse=True)
        return [*shown]
