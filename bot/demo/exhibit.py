"""One view by itself, on the page where the bot is tried, as people get it; there is no bot."""

import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot import samples
from bot.playground import Channel, Person, Playground
from bot.playground.page import PageServer
from bot.rules.language import _
from bot.samples import words
from bot.stopping import Stop
from bot.views.kit import Message, View


def keep_open(name: str, *, say: Callable[[str], None]) -> None:
    """Show a sample on the page until Ctrl-C or SIGTERM; `say` gets the address."""
    stop = Stop()
    with opened(samples.SAMPLES[name](samples.ORDINARY)) as address:
        say(address)
        webbrowser.open(address)
        stop.wait()


@contextmanager
def opened(shown: Message | View) -> Iterator[str]:
    """Put a view before somebody, and yield the address of the page that shows it."""
    now = words.OPENED + timedelta(days=3)
    with Playground(lambda: now, manifest=_manifest(), team=words.ORDINARY.school) as slack:
        ana = slack.person("Ana Ruiz", id=words.ANA)
        others = [
            slack.person("Ben Okafor", id=words.BEN),
            slack.person("Cara Lind", id=words.CARA),
        ]
        room = slack.channel("riverside-mercy", ana, *others)
        with PageServer(slack) as page:
            place = _show(slack, shown, ana, room)
            yield f"{page.address}#/{ana.id}/{place}"


def _show(slack: Playground, shown: Message | View, viewer: Person, room: Channel) -> str:
    """Show it as a bot would; return the place on the page where it is."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)

    def deliver(_kind: str, payload: dict[str, Any]) -> tuple[int, Any, str]:
        if payload.get("type") == "shortcut":
            _send(client, shown, payload["trigger_id"], viewer, room)
        return 200, {"options": []} if payload.get("type") == "block_suggestion" else None, ""

    slack.deliveries.in_process = deliver
    viewer.uses_shortcut("show")
    return "home" if not isinstance(shown, Message) and shown["type"] == "home" else room.id


def _send(
    client: WebClient, shown: Message | View, trigger_id: str, viewer: Person, room: Channel
) -> None:
    if isinstance(shown, Message):
        client.chat_postMessage(channel=room.id, **shown.payload())
    elif shown["type"] == "home":
        client.views_publish(user_id=viewer.id, view=shown)
    else:
        client.views_open(trigger_id=trigger_id, view=shown)


def _manifest() -> dict[str, Any]:
    again = {"name": _("Show it again"), "type": "global", "callback_id": "show"}
    return {
        "display_information": {"name": "Touchstone"},
        "features": {"app_home": {"home_tab_enabled": True}, "shortcuts": [again]},
        "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    }
