"""What Slack knows about the app: commands, shortcuts, events, scopes, Home; from the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EVERYTHING = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:manage",
        "channels:read", "chat:write", "commands", "files:read", "files:write",
        "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
        "mpim:read", "mpim:write", "team:read", "users:read",
    }
)  # fmt: skip
"""The scopes of an app that came without a manifest: all but the ones an app should not ask for."""

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unshared": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_left": ("groups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "app_home_opened": (),
    "app_uninstalled": (),
    "team_access_granted": (),
    "team_access_revoked": (),
    "tokens_revoked": (),
    "channel_id_changed": (),
}
"""Which events exist here, and the scopes of which one is needed to get them."""


@dataclass(frozen=True)
class Command:
    """A slash command; with `should_escape` mentions arrive as ids."""

    name: str
    should_escape: bool = False
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut."""

    name: str
    callback_id: str
    on_message: bool
    description: str = ""


@dataclass
class AppConfig:
    """The app's settings; without a manifest every command, shortcut and event is taken."""

    id: str = "A0TOUCHSTON"
    name: str = "touchstone"
    display_name: str = "Touchstone"
    from_manifest: bool = False
    scopes: frozenset[str] = EVERYTHING
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: list[Shortcut] = field(default_factory=list)
    events: frozenset[str] = frozenset(EVENT_SCOPES)
    home_enabled: bool = True
    messages_enabled: bool = True
    composer_hidden: bool = False
    redirect_urls: tuple[str, ...] = ()

    def command(self, name: str) -> Command | None:
        if not self.from_manifest:
            return Command(name)
        return self.commands.get(name)

    def shortcut(self, name: str, on_message: bool) -> Shortcut | None:
        """The shortcut with this name or callback id."""
        for shortcut in self.shortcuts:
            if name in (shortcut.name, shortcut.callback_id) and shortcut.on_message == on_message:
                return shortcut
        return None if self.from_manifest else Shortcut(name, name, on_message)


def config_from(manifest: Mapping[str, Any] | None) -> AppConfig:
    """Read a manifest as Slack would; None gives an app that may do everything."""
    if manifest is None:
        return AppConfig()
    features: Mapping[str, Any] = manifest.get("features", {})
    settings: Mapping[str, Any] = manifest.get("settings", {})
    home: Mapping[str, Any] = features.get("app_home", {})
    bot_user: Mapping[str, Any] = features.get("bot_user", {})
    name = str(bot_user.get("display_name") or manifest["display_information"]["name"])
    return AppConfig(
        name=name.lower().replace(" ", "-"),
        display_name=name,
        from_manifest=True,
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        commands={
            c["command"]: Command(
                c["command"],
                bool(c.get("should_escape")),
                str(c.get("description", "")),
                str(c.get("usage_hint", "")),
            )
            for c in features.get("slash_commands", [])
        },
        shortcuts=[
            Shortcut(
                s["name"], s["callback_id"], s["type"] == "message", str(s.get("description", ""))
            )
            for s in features.get("shortcuts", [])
        ],
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        home_enabled=bool(home.get("home_tab_enabled")),
        messages_enabled=bool(home.get("messages_tab_enabled")),
        composer_hidden=bool(home.get("messages_tab_read_only_enabled")),
        redirect_urls=tuple(manifest.get("oauth_config", {}).get("redirect_urls", [])),
    )
