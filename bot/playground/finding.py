"""Finding what a person means in what the bot really rendered: a button, an option, an input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.forms import elements_of, flat_blocks
from bot.playground.transcript import Transcript
from bot.playground.world import Json, Message, View

Place = View | Message


@dataclass(frozen=True)
class Control:
    """Something to press: an element in a block, and the option of it if it is one of several."""

    place: Place
    block: Json
    element: Json
    label: str
    option: Json | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]

    @property
    def meaning(self) -> tuple[str, str, str]:
        """What the app would be told; two controls that mean the same are one."""
        value = self.option["value"] if self.option else self.element.get("value", "")
        return self.element["action_id"], str(value), str(self.element.get("url", ""))


@dataclass(frozen=True)
class Field:
    """An input of a view with the label above it."""

    block: Json
    label: str

    @property
    def element(self) -> Json:
        return dict(self.block["element"])

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]


def blocks_of(place: Place) -> list[Json]:
    return list(flat_blocks(place.blocks))


def pressable(place: Place, after: list[Json]) -> Iterator[Control]:
    """Buttons and options outside inputs, in reading order."""
    for block in after:
        if block["type"] == "input":
            continue
        for element in elements_of(block):
            yield from _controls(place, block, element)


def _controls(place: Place, block: Json, element: Json) -> Iterator[Control]:
    kind = element["type"]
    if kind in ("button", "icon_button"):
        yield Control(place, block, element, element["text"]["text"])
    elif kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            button = element[name]
            yield Control(place, block, element, button["text"]["text"], button)
    else:
        for option in options_of(element):
            yield Control(place, block, element, option["text"]["text"], option)


def options_of(element: Json) -> list[Json]:
    """The options of an element, in groups or not."""
    groups = [group["options"] for group in element.get("option_groups", [])]
    return [*element.get("options", []), *(o for group in groups for o in group)]


def following(place: Place, under: str | None, words: Transcript) -> list[Json]:
    """The blocks from the first one that says `under`; all of them when None."""
    blocks = blocks_of(place)
    if under is None:
        return blocks
    for number, block in enumerate(blocks):
        if under.casefold() in "\n".join(words.blocks([block], {})).casefold():
            return blocks[number:]
    return []


def same(first: str, second: str) -> bool:
    return first.strip().casefold() == second.strip().casefold()


def find_control(
    places: list[Place], label: str, under: str | None, words: Transcript
) -> Control | None:
    """The control of this label in the first place that has one; with `under` the nearest below."""
    for place in places:
        rows = following(place, under, words)
        found = [c for c in pressable(place, rows) if same(c.label, label)]
        if not found:
            continue
        if under is None and len({c.meaning for c in found}) > 1:
            raise AssertionError(
                f"{len(found)} different controls are called {label!r} there; "
                "say which with under='words above it'"
            )
        return found[0]
    return None


def fields_of(view: View, under: str | None, words: Transcript) -> list[Field]:
    """The inputs of a view, those below the words `under` if given."""
    return [
        Field(block, block["label"]["text"])
        for block in following(view, under, words)
        if block["type"] == "input"
    ]


def find_field(view: View, label: str, under: str | None, words: Transcript) -> Field:
    """The one input with this label, or this block id."""
    fields = fields_of(view, under, words)
    found = [f for f in fields if same(f.label, label)]
    found = found or [f for f in fields if f.block["block_id"] == label]
    if not found:
        known = ", ".join(repr(f.label) for f in fields) or "none"
        raise AssertionError(f"no input {label!r} in “{view.title}”; inputs there: {known}")
    if len(found) > 1 and under is None:
        raise AssertionError(
            f"{len(found)} inputs are called {label!r}; say which with under='words above it'"
        )
    return found[0]
