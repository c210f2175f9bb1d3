"""Messages and views as the plain text that a person would read off the screen."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.forms import STATE_KEYS
from bot.playground.transcript_data import chart_lines, table_lines
from bot.playground.world import Channel, Json, Message, User, View, World

ANGLED = re.compile(r"<([^<>]+)>")
LEVELS = {"warning": "⚠ ", "error": "✖ ", "success": "✔ ", "info": "ℹ "}  # noqa: RUF001
DATE_FORMATS = {
    "{date_num}": "%Y-%m-%d",
    "{date}": "%B %-d, %Y",
    "{date_short}": "%b %-d, %Y",
    "{date_long}": "%A, %B %-d, %Y",
    "{time}": "%-I:%M %p",
    "{time_secs}": "%-I:%M:%S %p",
    "{ago}": "%B %-d, %Y",
}


class Transcript:
    """Reads out what is shown, with names for ids and times in the viewer's zone."""

    def __init__(self, world: World, viewer: User | None = None) -> None:
        self._world = world
        self._zone = ZoneInfo(viewer.tz) if viewer else UTC

    def message(self, message: Message) -> str:
        """Who says it, and all of it; without blocks the text, else the blocks."""
        lines = self.blocks(message.blocks, message.typed) or self.words(message.text).splitlines()
        for attachment in message.attachments:
            shown = attachment.get("text") or attachment.get("title") or attachment.get("fallback")
            lines += [f"| {self.words(str(shown))}"]
        note = " (only you can see this)" if message.ephemeral_to else ""
        return "\n".join([f"{self.name(message.user_id)}{note}:", *(f"  {line}" for line in lines)])

    def channel(self, channel: Channel, viewer_id: str | None = None) -> str:
        """Everything said in a channel, threads under their first message."""
        lines = [] if channel.is_im else [f"#{channel.name}"]
        own = [m for m in channel.ephemerals if viewer_id == m.ephemeral_to]
        top = [m for m in channel.messages if not m.thread_ts or m.thread_ts == m.ts]
        for message in sorted([*top, *own], key=_moment):
            lines += self.message(message).splitlines()
            if message.ephemeral_to is None:
                for reply in channel.replies(message.ts):
                    lines += [f"    ↳ {line}" for line in self.message(reply).splitlines()]
        return "\n".join(lines)

    def view(self, view: View) -> str:
        """A modal with its title, inputs, errors and buttons, or a Home."""
        lines = [f"[[ {view.title} ]]"] if view.kind == "modal" else []
        if view.trouble:
            lines.append(f"✖ {view.trouble}")
        for block in view.blocks:
            lines += self.blocks([block], view.typed)
            if dict.get(view.errors, block["block_id"]):
                lines.append(f"  ✖ {view.errors[block['block_id']]}")
        for name in ("close", "submit"):
            button = view.definition.get(name)
            if button:
                lines.append(f"[{button['text']}]")
        return "\n".join(lines)

    def blocks(self, blocks: list[Json], typed: dict[tuple[str, str], Json]) -> list[str]:
        return [line for block in blocks for line in self._block(block, typed)]

    def name(self, user_id: str) -> str:
        user = self._world.users.get(user_id)
        return user.real_name if user else "Slackbot" if user_id == "USLACKBOT" else user_id

    def words(self, text: str) -> str:
        """mrkdwn as it is read: names for mentions, labels for links, local times for dates."""
        shown = ANGLED.sub(lambda found: self._angled(found.group(1)), text)
        return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def text_object(self, value: Json | None) -> str:
        if not value:
            return ""
        if value["type"] == "mrkdwn":
            return self.words(value["text"])
        return str(value["text"])

    def _angled(self, inner: str) -> str:
        target, _, label = inner.partition("|")
        if target.startswith("@"):
            return "@" + self.name(target[1:])
        if target.startswith("#"):
            channel = self._world.channels.get(target[1:])
            return "#" + (channel.name if channel else label or target[1:])
        if target.startswith("!date^"):
            return self._date(target, label)
        if target.startswith("!"):
            return "@" + (label or target[1:])
        return label or target.removeprefix("mailto:")

    def _date(self, target: str, fallback: str) -> str:
        parts = target.split("^")
        try:
            moment = datetime.fromtimestamp(int(parts[1]), self._zone)
        except (ValueError, IndexError, OverflowError, OSError):
            return fallback
        return self._formatted(parts[2] if len(parts) > 2 else "", moment) or fallback

    def _formatted(self, pattern: str, moment: datetime) -> str:
        shown = pattern.replace("_pretty}", "}")
        for token, date_format in DATE_FORMATS.items():
            shown = shown.replace(token, moment.strftime(date_format))
        return shown

    def _block(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        kind = block["type"]
        if kind in ("table", "data_table"):
            return table_lines(block, self._rich)
        if kind == "data_visualization":
            return chart_lines(block)
        reader = getattr(self, f"_{kind}", None)
        return reader(block, typed) if reader else [f"({kind})"]

    def _section(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        lines = self.text_object(block.get("text")).splitlines()
        for field in block.get("fields", []):
            lines.append(" · ".join(self.text_object(field).splitlines()))
        accessory = block.get("accessory")
        if accessory:
            lines.append(f"  {self._element(block, accessory, typed)}")
        return lines

    def _header(self, block: Json, _typed: object) -> list[str]:
        return [f"== {block['text']['text']} =="]

    def _divider(self, _block: Json, _typed: object) -> list[str]:
        return ["---"]

    def _context(self, block: Json, _typed: object) -> list[str]:
        parts = [
            e["alt_text"] if e["type"] == "image" else self.text_object(e)
            for e in block["elements"]
        ]
        return " · ".join(parts).splitlines()

    def _image(self, block: Json, _typed: object) -> list[str]:
        return [f"(picture: {block['alt_text']})"]

    def _markdown(self, block: Json, _typed: object) -> list[str]:
        return str(block["text"]).splitlines()

    def _alert(self, block: Json, _typed: object) -> list[str]:
        return [LEVELS.get(block.get("level", ""), "") + self.text_object(block["text"])]

    def _actions(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        return [" ".join(self._element(block, e, typed) for e in block["elements"])]

    _context_actions = _actions

    def _input(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        label = block["label"]["text"] + (" (optional)" if block.get("optional") else "")
        lines = [f"{label}: {self._element(block, block['element'], typed)}"]
        if block.get("hint"):
            lines.append(f"  {block['hint']['text']}")
        return lines

    def _rich_text(self, block: Json, _typed: object) -> list[str]:
        return self._rich(block).splitlines()

    def _card(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        names = ("title", "subtitle", "body", "subtext")
        lines = [f"| {self.text_object(block[name])}" for name in names if block.get(name)]
        if block.get("actions"):
            lines.append("| " + " ".join(self._element(block, e, typed) for e in block["actions"]))
        return lines

    def _carousel(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        return self.blocks(block["elements"], typed)

    def _container(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        title = self.text_object(block.get("title")) or self._rich(block.get("rich_text_title", {}))
        subtitle = [self.text_object(block["subtitle"])] if block.get("subtitle") else []
        inner = [*subtitle, *self.blocks(block["child_blocks"], typed)]
        return [f"== {title} ==", *(f"  {line}" for line in inner)]

    def _layout(self, block: Json, typed: dict[tuple[str, str], Json]) -> list[str]:
        return [str(block["label"]), *self.blocks(block.get("fallback", []), typed)]

    def _element(self, block: Json, element: Json, typed: dict[tuple[str, str], Json]) -> str:
        kind = element["type"]
        if kind in ("button", "workflow_button", "icon_button"):
            return f"[{element['text']['text']}]"
        if kind == "overflow":
            return "[⋯ " + " / ".join(o["text"]["text"] for o in element["options"]) + "]"
        if kind == "feedback_buttons":
            names = ("positive_button", "negative_button")
            return " ".join(f"[{element[name]['text']['text']}]" for name in names)
        if kind == "image":
            return f"(picture: {element['alt_text']})"
        return self._stateful(block, element, typed)

    def _stateful(self, block: Json, element: Json, typed: dict[tuple[str, str], Json]) -> str:
        key, start, _ = STATE_KEYS[element["type"]]
        entry = typed.get((block["block_id"], element["action_id"]))
        value = entry.get(key) if entry else element.get(start)
        if element["type"] in ("checkboxes", "radio_buttons"):
            chosen = value if isinstance(value, list) else [value]
            marks = [("[x] " if o in chosen else "[ ] ", o["text"]) for o in element["options"]]
            return "  ".join(mark + self.text_object(text) for mark, text in marks)
        shown = self._value(value)
        return f"[_{shown or (element.get('placeholder') or {}).get('text', '')}_]"

    def _value(self, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self._value(part) for part in value)
        if isinstance(value, dict):
            return self._rich(value) if "elements" in value else self.text_object(value.get("text"))
        if value in self._world.users:
            return "@" + self.name(value)
        if value in self._world.channels:
            return "#" + self._world.channels[value].name
        return "" if value is None else str(value)

    def _rich(self, value: Any) -> str:
        """Rich text, line by line."""
        if isinstance(value, list):
            return "".join(self._rich(part) for part in value)
        kind = value.get("type", "")
        if kind == "rich_text_list":
            return "".join(f"• {self._rich(item['elements'])}\n" for item in value["elements"])
        if "elements" in value:
            inner = self._rich(value["elements"])
            return inner + ("\n" if kind != "rich_text" and not inner.endswith("\n") else "")
        if kind == "user":
            return "@" + self.name(value["user_id"])
        if kind == "channel":
            return self._angled("#" + value["channel_id"])
        if kind == "broadcast":
            return "@" + str(value["range"])
        if kind == "date":
            moment = datetime.fromtimestamp(value["timestamp"], self._zone)
            return self._formatted(value["format"], moment)
        if kind == "emoji":
            return f":{value['name']}:"
        return str(value.get("text") or value.get("url") or "")


def _moment(message: Message) -> tuple[float, str]:
    return float(message.ts), message.ts
