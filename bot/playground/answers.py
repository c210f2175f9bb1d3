"""What Slack makes of an app's answers: to a command, to a submission, to a `response_url`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.calls import Refused
from bot.playground.forms import flat_blocks
from bot.playground.messages import change, checked_content, new_message, put
from bot.playground.records import Failure, Refusal
from bot.playground.slack import Slack
from bot.playground.views import Modals, ensure_view
from bot.playground.world import Channel, FieldErrors, Json, Message, User, View

TROUBLE_CONNECTING = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Ack:
    """How the app answered a delivery; status 0 means not at all."""

    status: int
    body: str = ""
    content_type: str = ""
    seconds: float = 0.0
    attempts: int = 1

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> Json | None:
        """The body as an object, or None when it is something else."""
        try:
            value = json.loads(self.body) if self.body else None
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


def refuse(slack: Slack, what: str, error: str, pointers: tuple[str, ...], channel: str) -> None:
    slack.records.refusals.append(Refusal(what, error, pointers, channel))


def take_command_answer(slack: Slack, user: User, channel: Channel, command: str, ack: Ack) -> None:
    """Show what the app answered to a command, or that it did not answer."""
    if not ack.ok:
        code = "operation_timeout" if ack.status == 0 else "dispatch_failed"
        slack.records.failures.append(Failure("slash_commands", ack.status, ack.body))
        _whisper(slack, user, channel, f"{command} failed with the error “{code}”")
        return
    content = ack.json or ({"text": ack.body} if ack.body.strip() else None)
    if content is None:
        return
    problem = _say(slack, f"answer to {command}", user, channel, content)
    if problem:
        _whisper(slack, user, channel, f"{command} failed with the error “{problem}”")


def _whisper(slack: Slack, user: User, channel: Channel, text: str) -> None:
    """Slackbot's own word to one person."""
    message = Message(slack.world.new_ts(), channel.id, "USLACKBOT", text, team_id=user.team_id)
    message.ephemeral_to = user.id
    with slack.world.lock:
        channel.ephemerals.append(message)
    slack.world.notify()


def _say(
    slack: Slack, what: str, user: User, channel: Channel, content: Mapping[str, Any]
) -> str | None:
    """Post an answer, to the person alone unless `in_channel`; returns the error if refused."""
    team_id = user.team_id if user.team_id in slack.world.installations else channel.team_id
    installation = slack.world.installations[team_id]
    with slack.world.lock:
        try:
            message = new_message(
                slack, installation, channel, checked_content(slack, what, content)
            )
        except Refused as refusal:
            refuse(slack, what, refusal.error, refusal.pointers, channel.id)
            return refusal.error
        if content.get("response_type", "ephemeral") != "in_channel":
            message.ephemeral_to = user.id
        message.thread_ts = content.get("thread_ts")
        put(slack, channel, message)
    return None


ANSWER_FIELDS = frozenset({
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original",
    "thread_ts", "metadata", "unfurl_links", "unfurl_media", "mrkdwn",
})  # fmt: skip


def use_response_url(slack: Slack, key: str, content: Mapping[str, Any]) -> tuple[int, Json]:
    """Carry out one answer to a `response_url`; returns the HTTP status and body."""
    with slack.world.lock:
        url = slack.response_urls.open(key, slack.world.now())
        if isinstance(url, str):
            return 404, {"ok": False, "error": url}
        unknown = sorted(set(content) - ANSWER_FIELDS)
        if unknown:
            refuse(slack, "response_url", "invalid_arguments", tuple(unknown), url.channel_id)
            return 400, {"ok": False, "error": "invalid_arguments"}
        user, channel = slack.world.users[url.user_id], slack.world.channels[url.channel_id]
        original = _original(channel, url.message_ts)
        if content.get("delete_original") and original is not None:
            (channel.ephemerals if original.ephemeral_to else channel.messages).remove(original)
            slack.world.notify()
            return 200, {"ok": True}
        if content.get("replace_original") and original is not None:
            problem = _replace(slack, original, content)
        else:
            problem = _say(slack, "response_url", user, channel, content)
    return (400, {"ok": False, "error": problem}) if problem else (200, {"ok": True})


def _original(channel: Channel, ts: str | None) -> Message | None:
    """The bot's own message that the interaction came from."""
    found = [m for m in (*channel.messages, *channel.ephemerals) if m.ts == ts and m.bot_id]
    return found[0] if found else None


def _replace(slack: Slack, original: Message, content: Mapping[str, Any]) -> str | None:
    try:
        checked = checked_content(slack, "response_url", content)
    except Refused as refusal:
        refuse(slack, "response_url", refusal.error, refusal.pointers, original.channel_id)
        return refusal.error
    change(slack, original, checked, blocks_given="blocks" in content)
    return None


def take_submission_answer(slack: Slack, view: View, ack: Ack) -> None:
    """Close, mark, replace or stack as the app answered; anything else is trouble in the modal."""
    with slack.world.lock:
        view.errors, view.trouble = FieldErrors({}, {}), None
        answer = ack.json if ack.body.strip() else {}
        if not ack.ok or answer is None:
            slack.records.failures.append(Failure("view_submission", ack.status, ack.body))
            view.trouble = TROUBLE_CONNECTING
        else:
            try:
                _obey(slack, view, answer)
            except Refused as refusal:
                view.trouble = TROUBLE_CONNECTING
                refuse(slack, "answer to view_submission", refusal.error, refusal.pointers, "")
    slack.world.notify()


def _obey(slack: Slack, view: View, answer: Json) -> None:
    modals, action = Modals(slack), answer.get("response_action")
    if not answer:
        modals.close(view)
    elif action == "clear":
        modals.clear(view.user_id)
    elif action == "errors":
        view.errors = _errors(view, answer.get("errors"))
    elif action in ("update", "push"):
        definition = answer.get("view")
        ensure_view(slack, definition, "modal")
        if action == "update":
            modals.update(view, dict(definition or {}))
        else:
            modals.push(view.user_id, view.installed_team_id, dict(definition or {}))
    else:
        raise Refused("invalid_response_action", str(action))


def _errors(view: View, errors: Any) -> FieldErrors:
    """The errors by block id; a key that names no input breaks the modal."""
    labels = {
        block["block_id"]: str(block["label"]["text"])
        for block in flat_blocks(view.blocks)
        if block["type"] == "input"
    }
    if not isinstance(errors, dict) or not errors:
        raise Refused(
            "invalid_arguments", "[ERROR] errors must be an object [json-pointer:/errors]"
        )
    unknown = [
        f"[ERROR] no such input block [json-pointer:/errors/{k}]" for k in errors if k not in labels
    ]
    if unknown:
        raise Refused("invalid_arguments", *unknown)
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise Refused("invalid_arguments", "[ERROR] must be a string [json-pointer:/errors]")
    return FieldErrors(errors, {k: label for k, label in labels.items() if k in errors})
