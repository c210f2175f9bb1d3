"""The small language in which the shapes of blocks and elements are written down."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Findings:
    """What one whole payload is checked for and what was found wrong, in reading order."""

    surface: str
    refused_blocks: Collection[tuple[str, str]] = ()
    problems: list[str] = field(default_factory=list)
    block_ids: dict[str, str] = field(default_factory=dict)
    focused: list[str] = field(default_factory=list)
    markdown: int = 0
    charts: int = 0
    tables: int = 0
    table_text: int = 0
    data_table_text: int = 0


@dataclass(frozen=True)
class Spot:
    """A place in the payload: its JSON pointer, and the block or element around it."""

    pointer: str
    findings: Findings
    parent: str = ""

    def at(self, key: str | int) -> Spot:
        return Spot(f"{self.pointer}/{key}", self.findings, self.parent)

    def at_parent(self, parent: str) -> Spot:
        return Spot(self.pointer, self.findings, parent)

    def complain(self, message: str) -> None:
        self.findings.problems.append(f"[ERROR] {message} [json-pointer:{self.pointer}]")

    @property
    def clean(self) -> int:
        """How many problems there are so far, to see whether a rule added one."""
        return len(self.findings.problems)


Rule = Callable[[Any, Spot], None]


def string(
    most: int = 3_000,
    least: int = 0,
    among: Collection[str] = (),
    matching: str = "",
) -> Rule:
    """A bare string of `least` to `most` characters."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, str):
            spot.complain("must be a string")
        elif len(value) > most:
            spot.complain(f"must be less than {most + 1} characters")
        elif len(value) < least:
            spot.complain(f"must be more than {least - 1} characters")
        elif among and value not in among:
            spot.complain(f"must be one of: {', '.join(sorted(among))}")
        elif matching and not re.fullmatch(matching, value):
            spot.complain("failed to match the required format")

    return check


def text(most: int, *, plain: bool = False) -> Rule:
    """A text object of 1 to `most` characters; `plain` allows `plain_text` only."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.complain("must provide an object")
            return
        kind = value.get("type")
        if kind not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
            spot.at("type").complain(f"unsupported type: {kind}")
            return
        extra = "emoji" if kind == "plain_text" else "verbatim"
        for name in value:
            if name not in ("type", "text", extra):
                spot.at(str(name)).complain(f"invalid additional property: {name}")
        string(most, 1)(value.get("text"), spot.at("text"))
        if extra in value:
            flag(value[extra], spot.at(extra))

    return check


def flag(value: Any, spot: Spot) -> None:
    """True or false."""
    if not isinstance(value, bool):
        spot.complain("must be a boolean")


def whole(least: int, most: int) -> Rule:
    """A whole number."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            spot.complain("must be an integer")
        elif not least <= value <= most:
            spot.complain(f"must be between {least} and {most}")

    return check


def finite(value: Any, spot: Spot) -> None:
    """A number that is neither infinite nor "not a number"."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        spot.complain("must be a finite number")


def anything(value: Any, spot: Spot) -> None:
    """Not checked: Slack's documents do not say."""


def listed(rule: Rule, least: int, most: int) -> Rule:
    """A list of `least` to `most` things."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, list):
            spot.complain("must be an array")
            return
        if len(value) > most:
            spot.complain(f"no more than {most} items allowed")
        if len(value) < least:
            spot.complain(f"no fewer than {least} items allowed")
        for number, item in enumerate(value[:most]):
            rule(item, spot.at(number))

    return check


def shape(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    also: Rule | None = None,
) -> Rule:
    """An object with these fields and no others; `also` sees the whole when each part is good."""
    must = dict(required or {})
    may = dict(optional or {})

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.complain("must provide an object")
            return
        before = spot.clean
        for name in must:
            if value.get(name) is None:
                spot.complain(f"missing required field: {name}")
        for name, part in value.items():
            rule = must.get(name) or may.get(name)
            if rule is None:
                spot.at(str(name)).complain(f"invalid additional property: {name}")
            elif part is not None:
                rule(part, spot.at(name))
        if also is not None and spot.clean == before:
            also(value, spot)

    return check


def exactly_one(*names: str) -> Rule:
    """Of these fields exactly one is there."""

    def check(value: Any, spot: Spot) -> None:
        if sum(value.get(name) is not None for name in names) != 1:
            spot.complain(f"must have exactly one of: {', '.join(names)}")

    return check


def every(*rules: Rule) -> Rule:
    """All of these rules."""

    def check(value: Any, spot: Spot) -> None:
        for rule in rules:
            rule(value, spot)

    return check
