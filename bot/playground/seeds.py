"""Filling the world and changing it from outside: workspaces, users, channels, sharing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from bot.playground.events import Events
from bot.playground.slack import Slack
from bot.playground.world import Channel, Installation, Json, User, Workspace


class Seeds:
    """Adds things with sensible ids; changes tell the app where Slack would."""

    def __init__(self, slack: Slack, events: Events) -> None:
        self._slack = slack
        self._world = slack.world
        self._events = events

    def workspace(
        self, name: str, installed: bool, enterprise_id: str | None, locale: str
    ) -> Workspace:
        domain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        workspace = Workspace(self._world.new_id("T", name), name, domain, enterprise_id, locale)
        self._world.workspaces[workspace.id] = workspace
        workspace.enterprise_name = f"{name} Network" if enterprise_id else ""
        if installed:
            self.install(workspace, self._slack.app.scopes)
        return workspace

    def let_in(
        self, workspace: Workspace, _user: User, scopes: Collection[str], org_wide: bool
    ) -> Installation:
        """Install the app by a browser; into all workspaces of an organisation if it is so wide."""
        if not org_wide:
            return self.install(workspace, scopes)
        same = [
            w
            for w in self._world.workspaces.values()
            if w.enterprise_id == workspace.enterprise_id and w is not workspace
        ]
        first = self.install(workspace, scopes)
        first.org_wide = True
        for other in same:
            self._world.installations[other.id] = replace(first, team_id=other.id)
        return first

    def install(self, workspace: Workspace, scopes: Collection[str]) -> Installation:
        """Install the app; where it was before, it keeps its bot and what it was allowed.

        Only when the old token is dead does it get a new one, which may do what it is allowed now.
        """
        before = self._world.installations.pop(workspace.id, None)
        if before is None:
            return self._install(workspace, scopes)
        self._world.installations[workspace.id] = before
        if before.dead:
            before.dead, before.bot_token = "", f"{before.bot_token}-again"
            before.scopes = set()
        before.scopes |= set(scopes)
        return before

    def _install(self, workspace: Workspace, scopes: Collection[str]) -> Installation:
        app = self._slack.app
        bot_id = self._world.new_id("B", app.name)
        bot = User(
            self._world.new_id("U", app.name),
            workspace.id,
            app.name,
            app.display_name,
            tz="America/Los_Angeles",
            is_bot=True,
            bot_id=bot_id,
        )
        self._world.users[bot.id] = bot
        token = f"xoxb-{workspace.id.lower()}-{bot.id.lower()}-playground"
        made = Installation(workspace.id, token, bot.id, bot_id, set(scopes))
        self._world.installations[workspace.id] = made
        return made

    def user(
        self,
        name: str,
        workspace: Workspace,
        *,
        zone: str = "America/Chicago",
        locale: str = "",
        handle: str = "",
        deactivated: bool = False,
        is_bot: bool = False,
        guest: bool = False,
        admin: bool = False,
        id: str = "",
    ) -> User:
        handle = handle or re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".") or "person"
        user = User(
            id or self._world.new_id("U", name),
            workspace.id,
            handle,
            name,
            tz=zone,
            locale=locale or workspace.locale,
            deleted=deactivated,
            is_bot=is_bot,
            is_restricted=guest,
            is_admin=admin,
            bot_id=self._world.new_id("B", name) if is_bot else "",
        )
        self._world.users[user.id] = user
        return user

    def channel(
        self, name: str, host: Workspace, private: bool, shared_with: list[Workspace]
    ) -> Channel:
        return self._world.add_channel(
            Channel(
                self._world.new_id("C", name),
                name,
                host.id,
                is_private=private,
                shared_with={w.id for w in shared_with},
                created=int(self._world.now().timestamp()),
            )
        )

    def share(self, channel: Channel, workspace: Workspace) -> None:
        channel.shared_with.add(workspace.id)
        self._tell(
            "channel_shared", channel, {"channel": channel.id, "connected_team_id": workspace.id}
        )

    def unshare(self, channel: Channel, workspace: Workspace) -> None:
        channel.shared_with.discard(workspace.id)
        people = self._world.users
        channel.members = {m for m in channel.members if people[m].team_id != workspace.id}
        event = {
            "channel": channel.id,
            "previously_connected_team_id": workspace.id,
            "is_ext_shared": channel.is_shared,
        }
        self._tell("channel_unshared", channel, event)

    def change_id(self, channel: Channel) -> str:
        old = channel.id
        new = self._world.new_id("C", channel.name)
        with self._world.lock:
            del self._world.channels[old]
            channel.id = new
            for message in (*channel.messages, *channel.ephemerals):
                message.channel_id = new
            self._world.add_channel(channel)
        event = {"old_channel_id": old, "new_channel_id": new}
        self._tell("channel_id_changed", channel, event)
        return new

    def change_user(self, user: User, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            if not hasattr(user, name):
                raise AttributeError(f"a user has no {name!r}")
            setattr(user, name, value)
        self._events.user_changed(user)

    def grant(self, team_id: str, granted: bool) -> None:
        """Let an organisation take a workspace into its installation, or out of it."""
        installation = self._world.installations[team_id]
        installation.dead = "" if granted else "team_access_not_granted"
        event = {"team_ids": [team_id]}
        name = "team_access_granted" if granted else "team_access_revoked"
        self._events.of_organisation(name, team_id, event)

    def uninstall(self, team_id: str, told: Iterable[str]) -> None:
        installation = self._world.installations[team_id]
        for same in self._world.installations.values():
            if same.bot_token == installation.bot_token:
                same.dead = "account_inactive"
        tokens: Json = {"tokens": {"oauth": [], "bot": [installation.bot_user_id]}}
        for name in told:
            self._events.of_workspace(name, team_id, tokens if name == "tokens_revoked" else {})

    def _tell(self, name: str, channel: Channel, event: Json) -> None:
        self._world.notify()
        self._events.in_channel(name, channel, event)
