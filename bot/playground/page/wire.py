"""The requests between Slack and the bot, with the limits they were checked against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.playground import limits as n
from bot.playground.delivery import ACK_SECONDS
from bot.playground.forms import flat_blocks
from bot.playground.playground import Playground
from bot.playground.records import Exchange
from bot.playground.validation import check_blocks, check_view, text_length, view_bytes
from bot.playground.webapi import PAYLOAD_ERRORS
from bot.playground.world import Json

LAST = 200
"""How many requests are shown when the wire is opened."""


@dataclass(frozen=True)
class Measure:
    """Something that Slack limits: how much there is, and how much there may be."""

    what: str
    size: float
    most: float

    @property
    def json(self) -> Json:
        over = self.size > self.most
        return {"what": self.what, "size": self.size, "most": self.most, "over": over}


class Wire:
    """Reads the playground's record of requests, numbered from the first one."""

    def __init__(self, slack: Playground) -> None:
        self._records = slack.records
        self._lock = slack.world.lock

    def since(self, number: int) -> Json:
        """The requests after this one in short, the last of them at least."""
        with self._lock:
            rows, first = list(self._records.wire), self._first()
        start = max(number - first, 0) if number else max(len(rows) - LAST, 0)
        shown = [_short(first + i, rows[i]) for i in range(start, len(rows))]
        return {"rows": shown, "next": first + len(rows)}

    def whole(self, number: int) -> Json:
        """One request with all that was in it, and its answer."""
        with self._lock:
            rows, first = list(self._records.wire), self._first()
        if not first <= number < first + len(rows):
            return {"problem": "This request is too long ago."}
        exchange = rows[number - first]
        return {
            **_short(number, exchange),
            "request": _readable(exchange.request),
            "response": _readable(exchange.response),
            "limits": [measure.json for measure in measures(exchange)],
        }

    def _first(self) -> int:
        return self._records.exchanged - len(self._records.wire)


def _short(number: int, exchange: Exchange) -> Json:
    return {
        "number": number,
        "at": exchange.at.timestamp(),
        "to": exchange.to,
        "name": _name(exchange),
        "status": exchange.status,
        "milliseconds": round(exchange.seconds * 1000),
        "wrong": violations(exchange),
    }


def _name(exchange: Exchange) -> str:
    request = exchange.request
    if exchange.to == "slack" or not isinstance(request, dict):
        return exchange.name or "?"
    if exchange.name == "slash_commands":
        return str(request.get("command", exchange.name))
    if exchange.name == "events_api":
        return str(request.get("event", {}).get("type", exchange.name))
    return str(request.get("type", exchange.name))


def violations(exchange: Exchange) -> list[str]:
    """What breaks a rule of Slack's in this exchange, a line each."""
    if exchange.to == "slack":
        return _refused(exchange)
    found = [f"{m.what}: {m.size:g} of {m.most:g}" for m in measures(exchange) if m.json["over"]]
    if not 200 <= exchange.status < 300:
        found.append(f"answered with {exchange.status}" if exchange.status else "not answered")
    answer = _readable(exchange.response)
    view = answer.get("view") if isinstance(answer, dict) else None
    return found + (check_view(view, n.MODAL) if view else [])


def _refused(exchange: Exchange) -> list[str]:
    answer = exchange.response if isinstance(exchange.response, dict) else {}
    if exchange.status >= 500 or answer.get("error") in PAYLOAD_ERRORS:
        said = (answer.get("response_metadata") or {}).get("messages") or []
        return [str(answer.get("error", exchange.status)), *map(str, said)]
    return []


def measures(exchange: Exchange) -> list[Measure]:
    """Everything in this exchange that Slack sets a limit to."""
    if exchange.to == "bot":
        found = [Measure("seconds until the answer", round(exchange.seconds, 3), ACK_SECONDS)]
        answer = _readable(exchange.response)
        view = answer.get("view") if isinstance(answer, dict) else None
        return found + (list(_of_view(view)) if isinstance(view, dict) else [])
    arguments = exchange.request if isinstance(exchange.request, dict) else {}
    view = _structured(arguments.get("view"))
    if isinstance(view, dict):
        return list(_of_view(view))
    if exchange.name.startswith("chat.") or exchange.name == "response_url":
        return list(_of_message(exchange.name, arguments))
    return []


def _of_message(method: str, arguments: Json) -> Iterator[Measure]:
    most = n.UPDATE_TEXT if method == "chat.update" else n.MESSAGE_TEXT
    yield Measure("characters of text", len(str(arguments.get("text") or "")), most)
    blocks = _structured(arguments.get("blocks"))
    if isinstance(blocks, list):
        yield Measure("blocks", len(blocks), n.MESSAGE_BLOCKS)
        yield Measure("characters in blocks", text_length(blocks), n.TEXT_IN_BLOCKS)
        yield from _of_blocks(blocks, n.MESSAGE)
    metadata = _structured(arguments.get("metadata"))
    if metadata:
        yield Measure("bytes of metadata", len(json.dumps(metadata).encode()), n.METADATA_BYTES)


def _of_view(view: Json) -> Iterator[Measure]:
    blocks = view.get("blocks") or []
    yield Measure("bytes of the view", view_bytes(view), n.VIEW_BYTES)
    yield Measure("blocks", len(blocks), n.VIEW_BLOCKS)
    title = (view.get("title") or {}).get("text", "")
    if title:
        yield Measure("characters of the title", len(title), n.VIEW_TITLE)
    metadata = str(view.get("private_metadata") or "")
    if metadata:
        yield Measure("characters of metadata", len(metadata), n.PRIVATE_METADATA)
    yield from _of_blocks(blocks, str(view.get("type")))


def _of_blocks(blocks: list[Json], surface: str) -> Iterator[Measure]:
    problems = check_blocks(blocks, surface)
    yield Measure("problems in the blocks", len(problems), 0)
    if problems:
        return
    kinds: dict[str, list[Json]] = {}
    for block in flat_blocks(blocks):
        kinds.setdefault(block["type"], []).append(block)
    for kind, most in (("section", n.SECTION_TEXT), ("header", n.HEADER)):
        lengths = [len((b.get("text") or {}).get("text", "")) for b in kinds.get(kind, [])]
        if lengths:
            yield Measure(f"characters of the longest {kind}", max(lengths), most)
    for kind, most in (("table", n.TABLE_ROWS), ("data_table", n.DATA_TABLE_ROWS)):
        if kind in kinds:
            rows = max(len(block["rows"]) for block in kinds[kind])
            yield Measure(f"rows of the longest {kind}", rows, most)
    if "data_visualization" in kinds and surface == n.MESSAGE:
        yield Measure("charts", len(kinds["data_visualization"]), n.CHARTS_PER_MESSAGE)


def _structured(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value


def _readable(value: Any) -> Any:
    """JSON within strings as what it says, so that people can read it."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        return _structured(value) or value
    if isinstance(value, dict):
        return {
            k: _readable(v) if k in ("blocks", "view", "metadata") else v for k, v in value.items()
        }
    return value
