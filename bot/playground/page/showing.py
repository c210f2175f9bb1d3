"""What one person has on the screen, as JSON: their channels, one of them in full, open modals."""

from __future__ import annotations

from collections.abc import Iterable

from bot.playground.forms import message_state, view_state
from bot.playground.looking import NotPossible
from bot.playground.page.marks import Marks
from bot.playground.people import Person
from bot.playground.playground import Playground
from bot.playground.world import Channel, Json, Message, User, View

PAGE = 40
"""How many messages are shown at first, and how many more when somebody asks for earlier ones."""


class Showing:
    """Reads the world for the page; holds its lock while it does."""

    def __init__(self, slack: Playground, marks: Marks) -> None:
        self._slack = slack
        self._world = slack.world
        self._marks = marks

    def to(self, person: Person, place: str, shown: int) -> Json:
        """Everything on this person's screen, with the last `shown` messages of `place`."""
        with self._world.lock:
            channels = [c for c in self._world.channels_of(person.id) if not c.is_im]
            found: Json = {
                "version": self._world.version,
                "now": self._world.now().timestamp(),
                "me": self._me(person),
                "acting": [self._who(p.user) for p in self._slack.people if not p.user.deleted],
                "people": {u.id: self._who(u) for u in self._world.users.values()},
                "names": {c.id: c.name for c in self._world.channels.values() if not c.is_im},
                "channels": [
                    self._channel(person, c) for c in sorted(channels, key=lambda c: c.name)
                ],
                "app": self._app(person),
                "modals": [view_json(v) for v in self._world.stacks.get(person.id, [])],
            }
            if place == "home":
                found["home"] = view_json(person.home) if person.home else None
            else:
                found["place"] = self._in(person, place, shown)
            return found

    def _me(self, person: Person) -> Json:
        return self._who(person.user) | {
            "zone": person.user.tz,
            "outsider": person.is_external,
            "locale": person.user.locale,
        }

    def _who(self, user: User) -> Json:
        workspace = self._world.workspaces[user.team_id]
        return {
            "id": user.id,
            "name": user.real_name,
            "handle": user.name,
            "workspace": workspace.name,
            "bot": user.is_bot,
            "elsewhere": user.team_id != self._slack.home.id,
            "guest": user.is_restricted,
        }

    def _app(self, person: Person) -> Json:
        config = self._slack.app
        direct = self._direct(person)
        return {
            "name": config.display_name,
            "dm": direct and self._channel(person, direct),
            "readOnly": config.composer_hidden,
            "hasHome": config.home_enabled,
            "commands": [] if person.is_external else [
                {"name": c.name, "about": c.description, "hint": c.usage_hint}
                for c in config.commands.values()
            ],
            "shortcuts": [] if person.is_external else [
                {"id": s.callback_id, "name": s.name, "about": s.description,
                 "onMessage": s.on_message}
                for s in config.shortcuts
            ],
        }  # fmt: skip

    def _direct(self, person: Person) -> Channel | None:
        try:
            return person.dm
        except NotPossible:
            return None

    def _channel(self, person: Person, channel: Channel) -> Json:
        unread = self._marks.unread(person.id, channel)
        bots = {i.bot_user_id for i in self._world.installations.values()}
        return {
            "id": channel.id,
            "name": channel.name,
            "private": channel.is_private,
            "direct": channel.is_im,
            "archived": channel.is_archived,
            "hasBot": bool(bots & channel.members),
            "unread": len(unread),
            "forMe": sum(channel.is_im or person.id in m.text for m in unread),
            "members": sorted(channel.members - bots),
            "workspaces": sorted(self._world.workspaces[t].name for t in channel.teams()),
        }

    def _in(self, person: Person, place: str, shown: int) -> Json | None:
        channel = self._world.channel(place)
        if channel is None or person.id not in channel.members:
            return None
        own = [m for m in channel.ephemerals if m.ephemeral_to == person.id]
        top = [m for m in channel.messages if not m.thread_ts or m.thread_ts == m.ts]
        rows = sorted([*top, *own], key=lambda m: m.ts)
        return {
            **self._channel(person, channel),
            "earlier": max(0, len(rows) - shown),
            "messages": [self._message(m, _replies(channel, m)) for m in rows[-shown:]],
        }

    def _message(self, message: Message, replies: Iterable[Message] = ()) -> Json:
        return {
            "ts": message.ts,
            "channel": message.channel_id,
            "user": message.user_id,
            "text": message.text,
            "blocks": message.blocks,
            "attachments": message.attachments,
            "state": message_state(message),
            "mine": message.ephemeral_to is not None,
            "thread": message.thread_ts,
            "broadcast": message.broadcast,
            "edited": message.edited_ts is not None,
            "replies": [self._message(reply) for reply in replies],
        }


def _replies(channel: Channel, message: Message) -> list[Message]:
    return [] if message.ephemeral_to else channel.replies(message.ts)


def view_json(view: View) -> Json:
    """A modal or Home, with what stands in its inputs and what is wrong with them."""
    definition = view.definition
    return {
        "id": view.id,
        "hash": view.hash,
        "kind": view.kind,
        "title": view.title,
        "submit": (definition.get("submit") or {}).get("text"),
        "close": (definition.get("close") or {}).get("text"),
        "disabled": bool(definition.get("submit_disabled")),
        "blocks": view.blocks,
        "state": view_state(view),
        "errors": dict(view.errors),
        "trouble": view.trouble,
    }
