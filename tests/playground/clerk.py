"""A small real bot, built with Bolt, that tests put before the playground's people."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot.playground import Playground
from tests.playground.blocks import actions, asks, button, home, modal, section, text_input


class Clerk:
    """A Bolt app and what it was told; `answer` is what it says to the next submission."""

    def __init__(self, slack: Playground, **options: Any) -> None:
        self.slack = slack
        self.client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.app = App(
            client=self.client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            **options,
        )
        self.heard: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {}
        self.form = modal(asks("Name", text_input(max_length=20), block_id="name"))
        self._listen()

    def deliver(self, kind: str, payload: dict[str, Any]) -> tuple[int, Any, str]:
        """In-process delivery, the way the project's own tests do it."""
        del kind
        response = self.app.dispatch(BoltRequest(mode="socket_mode", body=payload))
        return response.status, response.body, response.first_headers().get("content-type", "")

    def _listen(self) -> None:
        self.app.command("/form")(self._open_form)
        self.app.command("/say")(self._say)
        self.app.action("open")(self._open_form)
        self.app.action(re.compile(".*"))(self._note)
        self.app.view("form")(self._submitted)
        self.app.view_closed("form")(self._note)
        self.app.shortcut("form")(self._open_form)
        for event in ("app_home_opened", "member_joined_channel", "app_mention", "channel_rename"):
            self.app.event(event)(self._hear_event)

    def _open_form(self, ack: Any, body: dict[str, Any]) -> None:
        self.heard.append(body)
        self.client.views_open(trigger_id=body["trigger_id"], view=self.form)
        ack()

    def _say(self, ack: Any, body: dict[str, Any]) -> None:
        self.heard.append(body)
        ack(body["text"])

    def _note(self, ack: Any, body: dict[str, Any]) -> None:
        self.heard.append(body)
        ack()

    def _submitted(self, ack: Any, body: dict[str, Any]) -> None:
        self.heard.append(body)
        ack(**self.answer)

    def _hear_event(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        self.heard.append(body)
        if event["type"] == "app_home_opened":
            self.client.views_publish(
                user_id=event["user"], view=home(section("Your goals"), actions(button("New goal")))
            )
