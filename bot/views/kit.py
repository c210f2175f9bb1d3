"""Block Kit from plain values: the only place that escapes people's words and knows the limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.rules.language import ngettext
from bot.rules.people import called, former_member, is_former, is_without_slack

Block = dict[str, Any]
View = dict[str, Any]

MAX_HEADER = 150
MAX_SECTION = 3000
MAX_FIELD = 2000
MAX_TITLE = 24
MAX_BUTTON = 75
MAX_OPTION = 75
MAX_OPTIONS = 100
MAX_TYPED = 3000
MAX_MESSAGE_TEXT = 4000
MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_CONFIRM_TEXT = 300

_CUT = "…"
_LONGEST_ENTITY = len("&amp;")


class Markup(str):
    """Text that is already safe as Slack's mrkdwn."""

    __slots__ = ()


# Either somebody's words or markup: what comes of it is the same.
Text = TypeVar("Text", str, Markup)


@dataclass(frozen=True)
class Message:
    """What one message says: blocks, and the same in words for screen readers and notifications."""

    text: str
    blocks: list[Block]

    def payload(self) -> dict[str, Any]:
        """Return the arguments of chat.postMessage or chat.update."""
        return {"text": self.text, "blocks": self.blocks}


def escape(text: str) -> Markup:
    """Make somebody's words safe: no mention, no link and no markup that they did not see."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def say(template: str, **values: object) -> Markup:
    """Fill a sentence of ours with values, each escaped unless it is markup of ours."""
    safe = {
        name: value if isinstance(value, Markup) else escape(str(value))
        for name, value in values.items()
    }
    return Markup(template.format(**safe))


def join(parts: Iterable[str], between: str = "\n") -> Markup:
    """Put escaped pieces together."""
    return Markup(
        between.join(part if isinstance(part, Markup) else escape(part) for part in parts)
    )


def clip(text: Text, limit: int) -> Text:
    """Cut to Slack's limit with an ellipsis; markup never inside an entity or a mention."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not isinstance(text, Markup):
        return cut.rstrip() + _CUT
    for opening, closing in (("<", ">"), ("&", ";")):
        start = cut.rfind(opening)
        if start > cut.rfind(closing) and (opening == "<" or len(cut) - start < _LONGEST_ENTITY):
            cut = cut[:start]
    return Markup(cut.rstrip() + _CUT)


def mention(user_id: str) -> Markup:
    """Name a Slack user; people of every workspace in the channel see the right name."""
    if is_former(user_id):
        return escape(former_member(user_id))
    if is_without_slack(user_id):
        return escape(called(user_id))
    return Markup(f"<@{user_id}>")


def channel_link(channel_id: str) -> Markup:
    return Markup(f"<#{channel_id}>")


def at_moment(instant: datetime, fallback: str) -> Markup:
    """Write an instant in each reader's own zone; `fallback` names day, time and zone."""
    seconds = int(instant.astimezone(UTC).timestamp())
    shown = escape(fallback).replace("|", "/")
    return Markup(f"<!date^{seconds}^{{date_short_pretty}} {{time}}|{shown}>")


def bold(text: str) -> Markup:
    return Markup(f"*{escape_if_needed(text)}*")


def escape_if_needed(text: str) -> Markup:
    return text if isinstance(text, Markup) else escape(text)


def plain_text(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": clip(text, limit), "emoji": False}


def mrkdwn(text: str, limit: int = MAX_SECTION) -> dict[str, Any]:
    safe = escape_if_needed(text)
    # verbatim: Slack must not turn "@here" or "#general" in people's words into mentions.
    return {"type": "mrkdwn", "text": clip(safe, limit), "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, MAX_HEADER)}


def section(text: str, *, button: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if button is not None:
        block["accessory"] = button
    return block


def sections(lines: Iterable[str]) -> list[Block]:
    """Put lines, each shorter than a section, into as few sections as take them whole."""
    filled: list[Markup] = []
    for line in lines:
        longer = join([*filled[-1:], line])
        if filled and len(longer) <= MAX_SECTION:
            filled[-1] = longer
        else:
            filled.append(escape_if_needed(line))
    return [section(text) for text in filled]


def fields(*texts: str) -> Block:
    """Show up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, MAX_FIELD) for text in texts[:10]]}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def alert(text: str, level: str = "info") -> Block:
    """Point out one short thing in a modal."""
    return {"type": "alert", "level": level, "text": mrkdwn(text, 200)}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements[:25])}
    if block_id is not None:
        block["block_id"] = block_id
    return block


def button(
    text: str,
    action_id: str,
    value: object = "",
    *,
    style: str | None = None,
    label: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """Make a button; `label` is what a screen reader says when the text alone is too short."""
    element: Block = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(text, MAX_BUTTON),
    }
    if value != "":
        element["value"] = str(value)
    if style is not None:
        element["style"] = style
    if label is not None:
        element["accessibility_label"] = clip(label, MAX_BUTTON)
    if confirm is not None:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, MAX_CONFIRM_TEXT),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }


def message(*blocks: Block) -> Message:
    """Make a message whose text is complete: it is written from the very same blocks."""
    kept = list(blocks[:MAX_MESSAGE_BLOCKS])
    return Message(text=clip(in_words(kept), MAX_MESSAGE_TEXT), blocks=kept)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str | None = None,
    metadata: str = "",
    notify_on_close: bool = False,
) -> View:
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, MAX_TITLE),
        "blocks": list(blocks[:MAX_VIEW_BLOCKS]),
        "private_metadata": metadata,
        "notify_on_close": notify_on_close,
    }
    if submit is not None:
        view["submit"] = plain_text(submit, MAX_TITLE)
    if close is not None:
        view["close"] = plain_text(close, MAX_TITLE)
    return view


def home(blocks: Sequence[Block]) -> View:
    return {"type": "home", "blocks": list(blocks[:MAX_VIEW_BLOCKS])}


def in_words(blocks: Iterable[Block]) -> Markup:
    """Say all that the blocks say, and what can be pressed, in their order."""
    return Markup("\n".join(line for block in blocks for line in _words_of(block) if line))


def _words_of(block: Block) -> list[str]:
    lines = []
    for text in (block.get("text"), *block.get("fields", ()), *block.get("elements", ())):
        if not isinstance(text, dict):
            continue
        if text.get("type") == "mrkdwn":
            lines.append(text["text"])
        elif text.get("type") == "plain_text":
            lines.append(escape(text["text"]))
    buttons = [one for one in (*block.get("elements", ()), block.get("accessory")) if one]
    return [*lines, *_names_of([one for one in buttons if one["type"] == "button"])]


def _names_of(buttons: Sequence[Block]) -> list[str]:
    if not buttons:
        return []
    names = [one.get("accessibility_label") or one["text"]["text"] for one in buttons]
    sentence = ngettext("Button: {names}", "Buttons: {names}", len(buttons))
    return [say(sentence, names=", ".join(names))]
