"""People as drivers: what somebody does in Slack, in one sentence each."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from bot.playground.answers import Ack, take_command_answer
from bot.playground.looking import NotPossible
from bot.playground.touching import Toucher
from bot.playground.world import Channel, Installation, Json, Message, User

HANDLE = re.compile(r"(?<![\w<])@([a-z0-9._-]+)")


class Person(Toucher):
    """One person of the playground; `ana.types("/checkin", channel)` and so on."""

    def types(
        self, text: str, channel: Channel | None = None, *, thread: Message | None = None
    ) -> Ack | Message:
        """Write in a channel, or in the direct message with the bot; a leading `/` runs a command.

        Returns the bot's answer to a command, or the message that was posted. `@handle` becomes a
        mention.
        """
        place = channel or self.dm
        self._ensure_can_write(place)
        self.looking_at = place
        if text.startswith("/"):
            if thread is not None:
                raise NotPossible("Slack does not run an app's commands in threads")
            return self._runs(text, place)
        return self._says(text, place, thread)

    def uses_shortcut(self, name: str, message: Message | None = None) -> Ack:
        """Start a global shortcut, or one on a message, by its name or callback id."""
        self._ensure_member(f"the shortcut {name!r}")
        shortcut = self._back.slack.app.shortcut(name, message is not None)
        if shortcut is None:
            raise NotPossible(f"the app has no such shortcut: {name!r}")
        make = self._back.payloads
        with self._world.lock:
            if message is None:
                payload = make.shortcut(self.user, shortcut.callback_id)
            else:
                channel = self._world.channels[message.channel_id]
                payload = make.message_shortcut(self.user, channel, message, shortcut.callback_id)
        ack = self._deliver(payload, note_failure=True)
        self._back.deliveries.settle()
        return ack

    def allows(self, address: str, *, without: Collection[str] = (), org_wide: bool = False) -> str:
        """Allow an app to come in, on Slack's page at `address`; returns where that leads."""
        book = self._back.slack.oauth
        if book is None:
            raise NotPossible("this Slack lets no app in")
        return book.allow(self.user, address, without=without, org_wide=org_wide)

    def opens_home(self) -> None:
        """Open the bot's Home tab."""
        self._ensure_member("the app's Home")
        self.looking_at = "home"
        self._opens_app("home")

    def opens_messages(self) -> None:
        """Open the bot's Messages tab."""
        self.looking_at = self.dm
        self._opens_app("messages")

    def _opens_app(self, tab: Literal["home", "messages"]) -> None:
        event: Json = {"channel": self.dm.id, "tab": tab, "event_ts": self._world.new_ts()}
        if self.home is not None and tab == "home":
            event["view"] = self._back.payloads.view(self.home)
        self._back.events.home_opened(self.user, self._installation(), event)
        self._back.deliveries.settle()

    def joins(self, channel: Channel) -> None:
        """Walk into a channel."""
        self._comes_in(self.user, channel, None)

    def invites(self, person: Person, channel: Channel) -> None:
        """Bring somebody into a channel."""
        self._comes_in(person.user, channel, self.id)

    def invites_bot(self, channel: Channel) -> None:
        """Bring this workspace's bot into a channel."""
        self._comes_in(self._world.users[self._installation().bot_user_id], channel, self.id)

    def leaves(self, channel: Channel) -> None:
        """Walk out of a channel."""
        channel.members.discard(self.id)
        self._member_event("member_left_channel", self.user, channel, {})

    def removes(self, person: Person, channel: Channel) -> None:
        """Take somebody out of a channel."""
        person.leaves(channel)

    def removes_bot(self, channel: Channel) -> None:
        """Take the bot out of a channel."""
        installation = self._installation_in(channel)
        channel.members.discard(installation.bot_user_id)
        self._back.events.bot_left(channel, installation, self.id)
        self._back.deliveries.settle()

    def archives(self, channel: Channel) -> None:
        channel.is_archived = True
        self._channel_event("channel_archive", channel, {"channel": channel.id, "user": self.id})

    def unarchives(self, channel: Channel) -> None:
        channel.is_archived = False
        self._channel_event("channel_unarchive", channel, {"channel": channel.id, "user": self.id})

    def renames(self, channel: Channel, name: str) -> None:
        channel.previous_names.append(channel.name)
        channel.name = name
        shown = {"id": channel.id, "name": name, "created": channel.created}
        self._channel_event("channel_rename", channel, {"channel": shown})

    def deletes(self, channel: Channel) -> None:
        """Delete a channel for good."""
        self._channel_event(
            "channel_deleted", channel, {"channel": channel.id, "actor_id": self.id}
        )
        del self._world.channels[channel.id]

    def _runs(self, text: str, channel: Channel) -> Ack:
        name, _, rest = text.partition(" ")
        self._ensure_member(f"{name}: “{name} is not a valid command”. The command")
        command = self._back.slack.app.command(name)
        if command is None or "commands" not in self._installation().scopes:
            raise NotPossible(f"{name} is not a valid command")
        rest = rest.strip()
        if command.should_escape:
            rest = self._with_mentions(rest, named=True)
        with self._world.lock:
            payload = self._back.payloads.slash_command(self.user, channel, name, rest)
        ack = self._back.deliveries.send("slash_commands", payload)
        take_command_answer(self._back.slack, self.user, channel, name, ack)
        self._back.deliveries.settle()
        return ack

    def _says(self, text: str, channel: Channel, thread: Message | None) -> Message:
        text = self._with_mentions(text, named=False)
        message = Message(self._world.new_ts(), channel.id, self.id, text, team_id=self.team_id)
        message.thread_ts = (thread.thread_ts or thread.ts) if thread else None
        with self._world.lock:
            channel.messages.append(message)
        self._world.notify()
        event: Json = {
            "type": "message",
            "user": self.id,
            "team": self.team_id,
            "user_team": self.team_id,
            "text": text,
            "ts": message.ts,
            "channel": channel.id,
            "event_ts": message.ts,
            "client_msg_id": self._world.new_id("m"),
        }
        if message.thread_ts:
            event["thread_ts"] = message.thread_ts
        kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
        self._back.events.message(channel, {**event, "channel_type": kind})
        mentioned = [i for i in self._world.installations.values() if i.bot_user_id in text]
        if mentioned and not channel.is_im:
            self._back.events.in_channel("app_mention", channel, {**event, "type": "app_mention"})
        self._back.deliveries.settle()
        return message

    def _with_mentions(self, text: str, *, named: bool) -> str:
        def mention(found: re.Match[str]) -> str:
            for user in self._world.users.values():
                if user.name == found.group(1):
                    return f"<@{user.id}|{user.name}>" if named else f"<@{user.id}>"
            return found.group(0)

        return HANDLE.sub(mention, text)

    def _ensure_can_write(self, channel: Channel) -> None:
        self._ensure_active()
        if self.id not in channel.members:
            raise NotPossible(f"{self.name} is not in #{channel.name}")
        if channel.is_archived:
            raise NotPossible(f"#{channel.name} is archived")
        if self._is_with_bot(channel) and self._back.slack.app.composer_hidden:
            raise NotPossible("the app's Messages tab has no text box")

    def _is_with_bot(self, channel: Channel) -> bool:
        bots = {one.bot_user_id for one in self._world.installations.values()}
        return channel.is_im and bool(bots & channel.members)

    def _ensure_member(self, what: str) -> None:
        if self.is_external:
            team = self._world.workspaces[self.team_id].name
            raise NotPossible(
                f"{what} is not there for {self.name}: {team} has not installed the app"
            )
        if self._world.installations[self.team_id].dead:
            raise NotPossible(f"{what} is gone: the app was taken out of this workspace")

    def _installation_in(self, channel: Channel) -> Installation:
        for installation in self._world.installations.values():
            if installation.bot_user_id in channel.members:
                return installation
        raise NotPossible(f"the bot is not in #{channel.name}")

    def _comes_in(self, user: User, channel: Channel, inviter: str | None) -> None:
        if user.team_id not in channel.teams():
            raise NotPossible(f"#{channel.name} is not shared with {user.real_name}'s workspace")
        with self._world.lock:
            channel.members.add(user.id)
        extra = {"inviter": inviter} if inviter else {}
        self._member_event("member_joined_channel", user, channel, extra)

    def _member_event(self, name: str, user: User, channel: Channel, extra: Json) -> None:
        kind = "G" if channel.is_private else "C"
        event = {"user": user.id, "channel": channel.id, "channel_type": kind, "team": user.team_id}
        self._channel_event(name, channel, {**event, **extra})

    def _channel_event(self, name: str, channel: Channel, event: Json) -> None:
        self._world.notify()
        self._back.events.in_channel(name, channel, event)
        self._back.deliveries.settle()
