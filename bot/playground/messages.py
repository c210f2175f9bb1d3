"""Putting a message somewhere: the checks every message goes through, and what becomes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.calls import Refused
from bot.playground.forms import with_ids
from bot.playground.limits import (
    ATTACHMENTS_PER_MESSAGE,
    MARKDOWN_TEXT,
    MESSAGE_TEXT,
    METADATA_BYTES,
    TEXT_IN_BLOCKS,
)
from bot.playground.records import Complaint
from bot.playground.slack import Slack
from bot.playground.validation import check_blocks, text_length
from bot.playground.world import Channel, Installation, Json, Message

SHOUTS = re.compile(r"<!(channel|here|everyone)(\|[^>]*)?>")


@dataclass(frozen=True)
class Content:
    """What a message says, checked."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None = None


def checked_content(
    slack: Slack, method: str, arguments: Mapping[str, Any], text_limit: int = MESSAGE_TEXT
) -> Content:
    """The message in these arguments, or a refusal with Slack's error and pointers."""
    text = arguments.get("text") or ""
    markdown = arguments.get("markdown_text")
    blocks = _list(arguments, "blocks", "invalid_blocks_format")
    attachments = _list(arguments, "attachments", "invalid_attachments")
    if not isinstance(text, str):
        raise Refused("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    if markdown is not None:
        text = _markdown(markdown, bool(text or blocks))
    if not (text or blocks or attachments):
        raise Refused("no_text")
    if len(text) > text_limit:
        raise Refused("msg_too_long")
    if len(attachments) > ATTACHMENTS_PER_MESSAGE:
        raise Refused("too_many_attachments")
    problems = check_blocks(blocks, "message", slack.refused_blocks)
    problems = problems or _unknown_files(slack, blocks)
    if problems:
        raise Refused("invalid_blocks", *problems)
    if text_length(blocks) > TEXT_IN_BLOCKS:
        raise Refused("msg_blocks_too_long")
    _warn(slack, method, text, blocks, str(arguments.get("channel", "")))
    return Content(text, blocks, attachments, _metadata(arguments))


def _list(arguments: Mapping[str, Any], name: str, error: str) -> list[Json]:
    value = arguments.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else None
        except ValueError:
            raise Refused(error) from None
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise Refused(error, f"[ERROR] must be an array of objects [json-pointer:/{name}]")
    return value


def _markdown(markdown: Any, with_others: bool) -> str:
    if with_others:
        raise Refused("markdown_text_conflict")
    if not isinstance(markdown, str):
        raise Refused("invalid_arguments", "[ERROR] must be a string [json-pointer:/markdown_text]")
    if len(markdown) > MARKDOWN_TEXT:
        raise Refused("msg_too_long")
    return markdown


def _metadata(arguments: Mapping[str, Any]) -> Json | None:
    value = arguments.get("metadata")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused("invalid_metadata_format") from None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("invalid_metadata_format")
    if value and not (
        isinstance(value.get("event_type"), str) and isinstance(value.get("event_payload"), dict)
    ):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(value).encode()) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return value


def _unknown_files(slack: Slack, blocks: list[Json]) -> list[str]:
    """Image blocks that show a file this Slack does not have, or not yet."""
    problems = []
    for number, block in enumerate(blocks):
        shown = block.get("slack_file") if block.get("type") == "image" else None
        if isinstance(shown, dict) and "id" in shown:
            file = slack.world.files.get(shown["id"])
            if file is None or file.content is None:
                problems.append(f"invalid_slack_file [json-pointer:/blocks/{number}/slack_file]")
    return problems


def _warn(slack: Slack, method: str, text: str, blocks: list[Json], channel: str) -> None:
    if blocks and not text.strip():
        slack.records.warnings.append(Complaint(method, "no_text_for_screen_readers", channel))
    if SHOUTS.search(text) or SHOUTS.search(json.dumps(blocks)):
        slack.records.warnings.append(Complaint(method, "notifies_everyone", channel))


def new_message(
    slack: Slack, installation: Installation, channel: Channel, content: Content
) -> Message:
    """The bot's message, with a `ts` and block ids, not yet put anywhere."""
    ts = slack.world.new_ts()
    return Message(
        ts=ts,
        channel_id=channel.id,
        user_id=installation.bot_user_id,
        text=content.text,
        blocks=with_ids(content.blocks, f"b{ts[-6:]}"),
        attachments=content.attachments,
        metadata=content.metadata or None,
        bot_id=installation.bot_id,
        team_id=installation.team_id,
    )


def put(slack: Slack, channel: Channel, message: Message) -> None:
    """Show the message: to everybody there, or to the one person it is for."""
    (channel.ephemerals if message.ephemeral_to else channel.messages).append(message)
    slack.records.posted += 1
    slack.world.notify()


def change(slack: Slack, message: Message, content: Content, *, blocks_given: bool) -> None:
    """Replace what a message says; blocks that keep their ids keep what people chose in them."""
    message.text = content.text
    message.blocks = with_ids(content.blocks, f"u{slack.world.new_ts()[-6:]}")
    message.attachments = content.attachments
    if content.metadata is not None:
        message.metadata = content.metadata or None
    message.edited_ts = None if blocks_given else slack.world.new_ts()
    slack.world.notify()
