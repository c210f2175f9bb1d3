"""manifest.yml is what Slack takes, and names exactly what the code answers."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot import manifest
from handlers.router import COMMAND, EVENT, OTHERWISE, SHORTCUT
from handlers.routes import router_of_all

SCHEMA = json.loads((Path(__file__).parent / "data" / "manifest.schema.json").read_text("utf-8"))
ADDRESS = "https://bot.example.org"

# Which scope an event needs, as Slack's reference has it; the others need none.
SCOPE_OF = {
    "channel_archive": {"channels:read"},
    "channel_left": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unarchive": {"channels:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "group_archive": {"groups:read"},
    "group_left": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "team_join": {"users:read"},
    "user_change": {"users:read"},
}
NEEDS_NO_SCOPE = {
    "app_home_opened",
    "app_uninstalled",
    "channel_id_changed",
    "team_access_granted",
    "team_access_revoked",
    "tokens_revoked",
}


def routes(kind: str) -> set[str]:
    return {name for route_kind, name in router_of_all().routes if route_kind == kind}


def commands() -> dict[str, dict[str, Any]]:
    return {one["command"]: one for one in manifest.read()["features"]["slash_commands"]}


@pytest.mark.parametrize(
    "made",
    [
        manifest.read(),
        manifest.over_http(ADDRESS),
        manifest.over_http(ADDRESS, for_many=True),
    ],
)
def test_slack_takes_the_manifest(made):
    jsonschema.validate(made, SCHEMA)
    assert yaml.safe_load(manifest.as_text(made)) == made


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/", f"{ADDRESS}/slack/events"])
def test_over_http_everything_comes_to_one_address(address):
    text = manifest.as_text(manifest.over_http(address))

    # Every command, events, presses, and searches.
    assert re.findall(r"https://bot\S+", text) == [f"{ADDRESS}/slack/events"] * (
        len(commands()) + 3
    )
    assert "socket_mode_enabled: false" in text


def test_many_workspaces_come_back_from_slack_to_one_page():
    made = manifest.over_http(f"{ADDRESS}/slack/events", for_many=True)

    assert made["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]
    assert made["settings"]["org_deploy_enabled"] is True
    assert "redirect_urls" not in manifest.over_http(ADDRESS)["oauth_config"]


def test_the_commands_are_those_that_are_answered():
    assert set(commands()) == {name.partition(" ")[0] for name in routes(COMMAND)}


@pytest.mark.parametrize("route", sorted(routes(COMMAND)))
def test_every_word_after_a_command_is_in_its_hint(route):
    name, _space, word = route.partition(" ")

    if word and word != OTHERWISE:
        assert word in re.findall(r"\w+", commands()[name]["usage_hint"])


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_answers_when_alone_and_to_any_word(name):
    assert {name, f"{name} {OTHERWISE}"} <= routes(COMMAND)
    assert commands()[name]["should_escape"], "mentions arrive as ids"


def test_the_shortcuts_are_those_that_are_answered():
    shortcuts = manifest.read()["features"]["shortcuts"]

    assert {one["callback_id"] for one in shortcuts} == routes(SHORTCUT)


def test_the_events_are_those_that_are_answered():
    events = manifest.read()["settings"]["event_subscriptions"]["bot_events"]

    assert set(events) == routes(EVENT)
    assert events == sorted(set(events))


def test_every_event_has_its_scope():
    needed = {event: SCOPE_OF.get(event, set()) for event in routes(EVENT)}

    assert set().union(*needed.values()) <= manifest.scopes()
    assert {event for event, scopes in needed.items() if not scopes} <= NEEDS_NO_SCOPE


def test_no_scope_reads_what_people_write_to_each_other():
    assert not [scope for scope in manifest.scopes() if "history" in scope or "email" in scope]
