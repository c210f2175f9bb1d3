"""The Slack app as manifest.yml describes it, and as Slack wants it for either transport."""

from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent.parent / "manifest.yml"
_EVENTS_PATH = "/slack/events"
_REDIRECT_PATH = "/slack/oauth_redirect"


def read() -> dict[str, Any]:
    """Return the manifest as it stands in the file: for Socket Mode."""
    manifest: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return manifest


def scopes() -> frozenset[str]:
    """Return the scopes that the bot needs."""
    return frozenset(read()["oauth_config"]["scopes"]["bot"])


def over_http(address: str, *, for_many: bool = False) -> dict[str, Any]:
    """Return the manifest for a bot that Slack reaches at `address`, such as https://bot.example.org.

    `for_many` lets workspaces install it from its own page, and an Enterprise organisation for all
    of its workspaces at once.
    """
    public = address.rstrip("/").removesuffix(_EVENTS_PATH)
    url = public + _EVENTS_PATH
    manifest = read()
    for command in manifest["features"]["slash_commands"]:
        command["url"] = url
    settings = manifest["settings"]
    settings["event_subscriptions"]["request_url"] = url
    settings["interactivity"]["request_url"] = url
    settings["interactivity"]["message_menu_options_url"] = url
    settings["socket_mode_enabled"] = False
    if for_many:
        manifest["oauth_config"]["redirect_urls"] = [public + _REDIRECT_PATH]
        settings["org_deploy_enabled"] = True
    return manifest


def as_text(manifest: dict[str, Any]) -> str:
    """Return YAML that can be pasted into Slack's form for a new app."""
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)
