"""What this Slack remembers: workspaces, people, channels, messages, open views."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass
class Workspace:
    """One organisation's Slack; `enterprise_id` is set when it belongs to an Enterprise."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None
    locale: str = "en-US"
    enterprise_name: str = ""


@dataclass
class User:
    """A person or a bot; `team_id` is the workspace they are at home in."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str = "America/Chicago"
    locale: str = "en-US"
    is_bot: bool = False
    bot_id: str = ""
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_admin: bool = False
    status_text: str = ""
    status_emoji: str = ""
    # Seconds since 1970; 0 for no end.
    status_expiration: int = 0
    # Of people of an Enterprise, what Slack names instead where they press and submit something,
    # and where it is asked who they are: another workspace of it, or the Enterprise itself.
    named_pressing: str = ""
    named_asked: str = ""


@dataclass
class Message:
    """One message; `ephemeral_to` names the only person who sees it."""

    ts: str
    channel_id: str
    user_id: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str = ""
    team_id: str = ""
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    client_msg_id: str | None = None
    ephemeral_to: str | None = None
    edited_ts: str | None = None
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    """What people chose in the message's own inputs, by (block id, action id)."""


@dataclass
class Channel:
    """A channel or a direct message; `team_id` hosts it, `shared_with` are the other workspaces."""

    id: str
    name: str
    team_id: str
    creator: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    topic: str = ""
    members: set[str] = field(default_factory=set)
    shared_with: set[str] = field(default_factory=set)
    previous_names: list[str] = field(default_factory=list)
    created: int = 0
    messages: list[Message] = field(default_factory=list)
    """Everything posted, oldest first, without ephemeral and deleted messages."""
    ephemerals: list[Message] = field(default_factory=list)
    by_client_msg_id: dict[str, Message] = field(default_factory=dict)

    @property
    def is_shared(self) -> bool:
        return bool(self.shared_with)

    def teams(self) -> set[str]:
        return {self.team_id, *self.shared_with}

    def find(self, ts: str) -> Message | None:
        for message in reversed(self.messages):
            if message.ts == ts:
                return message
        return None

    def replies(self, ts: str) -> list[Message]:
        return [m for m in self.messages if m.thread_ts == ts and m.ts != ts]


class FieldErrors(dict[str, str]):
    """What is wrong with which field: kept by block id, readable by the field's label too."""

    def __init__(self, errors: dict[str, str], labels: dict[str, str]) -> None:
        super().__init__(errors)
        self._block_of = {label: block_id for block_id, label in labels.items()}

    def __missing__(self, label: str) -> str:
        if label not in self._block_of:
            raise KeyError(f"no error on {label!r}; errors: {dict(self)}")
        return super().__getitem__(self._block_of[label])

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._block_of

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


@dataclass
class View:
    """A modal or Home as one person has it before them."""

    id: str
    user_id: str
    installed_team_id: str
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: FieldErrors = field(default_factory=lambda: FieldErrors({}, {}))
    trouble: str | None = None
    """What Slack's client says in the modal when the bot's answer could not be used."""

    @property
    def kind(self) -> str:
        return str(self.definition["type"])

    @property
    def title(self) -> str:
        return str((self.definition.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.definition.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.definition.get("private_metadata", ""))

    @property
    def blocks(self) -> list[Json]:
        return list(self.definition["blocks"])


@dataclass
class Installation:
    """The app in one workspace: its token, its bot user and what it may do."""

    team_id: str
    bot_token: str
    bot_user_id: str
    bot_id: str
    scopes: set[str]
    dead: str = ""
    """The error every call gets once the installation is gone, such as `token_revoked`."""
    org_wide: bool = False
    """Whether it is but a part of the installation of a whole Enterprise organisation."""


@dataclass
class File:
    """A file that was, or is being, uploaded."""

    id: str
    name: str
    length: int
    alt_text: str = ""
    content: bytes | None = None
    title: str = ""
    shared_in: list[str] = field(default_factory=list)


class World:
    """All of it; hold `lock` while reading more than one thing or changing any."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 0
        """How often something has changed."""
        self.workspaces: dict[str, Workspace] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.installations: dict[str, Installation] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.files: dict[str, File] = {}
        self._dms: dict[tuple[str, str], Channel] = {}
        self._count = 0

    def new_id(self, prefix: str, name: str = "") -> str:
        """An id such as `U04ANA`: never repeated, and a reader of a log sees whose it is."""
        self._count += 1
        slug = re.sub(r"[^A-Z0-9]", "", name.upper())[:10]
        return f"{prefix}{self._count:03d}{slug}"

    def new_ts(self) -> str:
        """A message's `ts`: the playground's own second and a number that is never used twice."""
        self._count += 1
        return f"{int(self.now().timestamp())}.{self._count:06d}"

    def notify(self) -> None:
        """Wake whoever waits for something to happen."""
        with self.lock:
            self.version += 1
            self.changed.notify_all()

    def channel(self, channel_id: str) -> Channel | None:
        return self.channels.get(channel_id)

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def dm(self, bot_user_id: str, user_id: str) -> Channel:
        """The direct message between a bot and a person, opened when it is not there yet."""
        key = (bot_user_id, user_id)
        if key not in self._dms:
            user = self.users[user_id]
            team_id = self.users[bot_user_id].team_id
            self._dms[key] = self.add_channel(
                Channel(
                    self.new_id("D", user.name),
                    "directmessage",
                    team_id,
                    is_private=True,
                    is_im=True,
                    members={bot_user_id, user_id},
                    created=int(self.now().timestamp()),
                )
            )
        return self._dms[key]

    def shares_a_channel(self, first: str, second: str) -> bool:
        return any({first, second} <= c.members for c in self.channels.values() if not c.is_im)

    def channels_of(self, user_id: str) -> Iterator[Channel]:
        return (c for c in self.channels.values() if user_id in c.members)

    def installation_of_bot(self, user_id: str) -> Installation | None:
        for installation in self.installations.values():
            if installation.bot_user_id == user_id:
                return installation
        return None

    def view(self, view_id: str) -> View | None:
        for stack in self.stacks.values():
            for view in stack:
                if view.id == view_id:
                    return view
        return next((v for v in self.homes.values() if v.id == view_id), None)

    def view_by_external_id(self, team_id: str, external_id: str) -> View | None:
        everyone = [v for stack in self.stacks.values() for v in stack]
        for view in [*everyone, *self.homes.values()]:
            found = view.definition.get("external_id") == external_id
            if external_id and found and view.installed_team_id == team_id:
                return view
        return None

    def top_view(self, user_id: str) -> View | None:
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None
