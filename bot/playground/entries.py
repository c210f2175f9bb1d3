"""What a person puts into an input: as Slack's client lets them, as `state.values` carries it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from bot.playground.finding import options_of, same
from bot.playground.forms import STATE_KEYS
from bot.playground.limits import INPUT_TEXT
from bot.playground.world import Json

LookUp = Callable[[str], list[Json]]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"\w+://\S+|\S+\.\S+")


def entry_for(element: Json, value: Any, look_up: LookUp, *, raw: bool = False) -> Json:
    """The `state.values` entry after a person put `value` in; None empties the input.

    Texts take str, numbers str or a number, selects the text of an option or the option itself (or
    several), people and channels the thing itself or its id, dates `date`, times `time`, moments
    `datetime`, files names.
    With `raw` the limits that the client keeps are not kept.
    """
    kind = element["type"]
    key, _, empty = STATE_KEYS[kind]
    if value is None or value == []:
        return {"type": kind, key: empty}
    return {"type": kind, key: _value(element, value, look_up, raw)}


def _value(element: Json, value: Any, look_up: LookUp, raw: bool) -> Any:
    kind, many = element["type"], element["type"].startswith("multi_")
    if kind in ("plain_text_input", "number_input", "email_text_input", "url_text_input"):
        return _typed(element, str(value), raw)
    if kind == "rich_text_input":
        return value if isinstance(value, dict) else rich_text(str(value))
    if kind in ("datepicker", "timepicker", "datetimepicker"):
        return _moment(kind, value)
    if kind == "file_input":
        return [{"id": f"F{n:03d}", "name": str(v)} for n, v in enumerate(_each(value))]
    if kind == "checkboxes" or (many and "static" in kind):
        return [_option(options_of(element), v) for v in _each(value)]
    if kind in ("static_select", "radio_buttons"):
        return _option(options_of(element), value)
    if kind.endswith("external_select"):
        found = [v if isinstance(v, dict) else _option(look_up(str(v)), v) for v in _each(value)]
        return found if many else found[0]
    ids = [str(getattr(v, "id", v)) for v in _each(value)]
    return ids if many else ids[0]


def _each(value: Any) -> list[Any]:
    if isinstance(value, str | dict) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def _typed(element: Json, text: str, raw: bool) -> str | None:
    if raw:
        return text
    if element["type"] == "plain_text_input":
        if not element.get("multiline"):
            text = text.replace("\n", " ")
        most = element.get("max_length", INPUT_TEXT)
        if len(text) > most:
            raise AssertionError(
                f"Slack's client stops typing after {most} characters, the text has {len(text)}"
            )
    if element["type"] == "number_input" and text and not NUMBER.fullmatch(text):
        raise AssertionError(f"Slack's client takes numbers only here, not {text!r}")
    return text or None


def _moment(kind: str, value: Any) -> str | int:
    if kind == "datetimepicker":
        return int(value.timestamp()) if isinstance(value, datetime) else int(value)
    if kind == "timepicker":
        return value.strftime("%H:%M") if isinstance(value, time) else str(value)
    return date.isoformat(value) if isinstance(value, date) else str(value)


def _option(options: list[Json], wanted: Any) -> Json:
    """The option a person picks by what it says; or the very option, as an object."""
    for option in options:
        if option == wanted or same(option["text"]["text"], str(wanted)):
            return option
    known = ", ".join(repr(o["text"]["text"]) for o in options) or "none"
    raise AssertionError(f"no option {wanted!r}; options there: {known}")


def rich_text(text: str) -> Json:
    """Plain words as Slack's rich text editor hands them over."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def complaint(block: Json, entry: Json) -> str | None:
    """What Slack's client says under an input before it lets anybody submit."""
    element = block["element"]
    key = STATE_KEYS[element["type"]][0]
    value = entry.get(key)
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] == "plain_text_input" and len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if element["type"] == "number_input":
        return _number_complaint(element, str(value))
    if element["type"] == "email_text_input" and not EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not URL.fullmatch(value):
        return "Please enter a valid URL."
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    if not NUMBER.fullmatch(value):
        return "Please enter a valid number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if element.get("min_value") and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if element.get("max_value") and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
