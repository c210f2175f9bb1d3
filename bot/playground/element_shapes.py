"""The shape of every element that people press, choose from or type into."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground import limits as n
from bot.playground.rich_text import rich_text_block
from bot.playground.schema import (
    Rule,
    Spot,
    every,
    exactly_one,
    flag,
    listed,
    shape,
    string,
    text,
    whole,
)

IDENTIFIER = string(n.IDENTIFIER, 1)
TYPE = string()
PLACEHOLDER = text(n.PLACEHOLDER, plain=True)
CLOCK_TIME = string(matching=r"([01][0-9]|2[0-3]):[0-5][0-9]")
NUMBER = string(100, 1, matching=r"-?[0-9]+(\.[0-9]+)?")

CONFIRM = shape(
    {
        "title": text(n.CONFIRM_TITLE, plain=True),
        "text": text(n.CONFIRM_TEXT),
        "confirm": text(n.CONFIRM_BUTTON, plain=True),
        "deny": text(n.CONFIRM_BUTTON, plain=True),
    },
    {"style": string(among=("primary", "danger"))},
)
FILTER = shape(
    {},
    {
        "include": listed(string(among=("im", "mpim", "private", "public")), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
DISPATCH = shape(
    {},
    {
        "trigger_actions_on": listed(
            string(among=("on_enter_pressed", "on_character_entered")), 1, 2
        )
    },
)


def option(*, formatted: bool = False, linked: bool = False) -> Rule:
    """One option; only check boxes and radio buttons may be formatted, only overflow may link."""
    may: dict[str, Rule] = {"description": text(n.OPTION_DESCRIPTION, plain=not formatted)}
    if linked:
        may["url"] = string(n.URL, 1)
    label = text(n.OPTION_TEXT, plain=not formatted)
    return shape({"text": label, "value": string(n.OPTION_VALUE, 1)}, may)


def day(value: Any, spot: Spot) -> None:
    """`YYYY-MM-DD` of a day that exists."""
    try:
        ok = isinstance(value, str) and bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value))
        ok = ok and bool(date.fromisoformat(value))
    except ValueError:
        ok = False
    if not ok:
        spot.complain("must be a date in the format YYYY-MM-DD")


def zone(value: Any, spot: Spot) -> None:
    """The name of a time zone."""
    try:
        ZoneInfo(value)
    except (ValueError, TypeError, OSError, LookupError):
        spot.complain("must be a valid IANA timezone")


def _starts_with_an_option(value: dict[str, Any], spot: Spot) -> None:
    options = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        options += group["options"]
    initial = value.get("initial_option")
    if initial is not None and initial not in options:
        spot.at("initial_option").complain("must be one of the provided options")
    for number, chosen in enumerate(value.get("initial_options") or []):
        if chosen not in options:
            spot.at("initial_options").at(number).complain("must be one of the provided options")
    most = value.get("max_selected_items")
    if most is not None and len(value.get("initial_options") or []) > most:
        spot.at("initial_options").complain(f"no more than {most} items allowed")


def _lengths(value: dict[str, Any], spot: Spot) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", n.INPUT_TEXT)
    if least > most:
        spot.at("min_length").complain("must not be more than max_length")
    initial = value.get("initial_value")
    if isinstance(initial, str) and initial and not least <= len(initial) <= most:
        spot.at("initial_value").complain(f"must be {least} to {most} characters")


def _bounds(value: dict[str, Any], spot: Spot) -> None:
    names = ("min_value", "initial_value", "max_value")
    given = [(name, float(value[name])) for name in names if value.get(name)]
    for (lower, low), (upper, high) in pairwise(given):
        if low > high:
            spot.at(lower).complain(f"must not be more than {upper}")
    if not value["is_decimal_allowed"]:
        for name in names:
            if "." in (value.get(name) or ""):
                spot.at(name).complain("must be an integer when is_decimal_allowed is false")


BASE: dict[str, Rule] = {"type": TYPE, "action_id": IDENTIFIER}
FOCUS: dict[str, Rule] = {"focus_on_load": flag}
ASKED: dict[str, Rule] = {"confirm": CONFIRM}
HELD: dict[str, Rule] = {"placeholder": PLACEHOLDER}
MANY: dict[str, Rule] = {"max_selected_items": whole(1, 1_000)}
TYPED: dict[str, Rule] = {**BASE, **FOCUS, **HELD, "dispatch_action_config": DISPATCH}
PICKED: dict[str, Rule] = {**BASE, **FOCUS, **HELD, **ASKED}

OPTION = option()
OPTIONS = listed(OPTION, 1, n.SELECT_OPTIONS)
GROUP = shape({"label": text(n.GROUP_LABEL, plain=True), "options": OPTIONS})
GROUPS = listed(GROUP, 1, n.OPTION_GROUPS)
LISTS: dict[str, Rule] = {"options": OPTIONS, "option_groups": GROUPS}
FROM_LISTS = every(exactly_one("options", "option_groups"), _starts_with_an_option)
INITIAL_OPTIONS = listed(OPTION, 1, n.SELECT_OPTIONS)
IDS = listed(string(n.IDENTIFIER, 1), 1, 1_000)
QUERY: dict[str, Rule] = {"min_query_length": whole(0, 1_000)}
CONVERSATION: dict[str, Rule] = {"filter": FILTER, "default_to_current_conversation": flag}
CHOICE = option(formatted=True)
CHOICES = listed(CHOICE, 1, n.CHOICE_OPTIONS)
FEEDBACK = shape(
    {"text": text(n.BUTTON_TEXT, plain=True), "value": string(n.BUTTON_VALUE)},
    {"accessibility_label": string(n.ACCESSIBILITY_LABEL)},
)
SLACK_FILE = shape(
    {}, {"id": string(255, 1), "url": string(n.URL, 1)}, also=exactly_one("id", "url")
)
IMAGE_SOURCE: dict[str, Rule] = {"image_url": string(n.URL, 1), "slack_file": SLACK_FILE}

ELEMENTS: dict[str, Rule] = {
    "button": shape(
        {"text": text(n.BUTTON_TEXT, plain=True)},
        {
            **BASE, **ASKED,
            "url": string(n.URL, 1),
            "value": string(n.BUTTON_VALUE),
            "style": string(among=("primary", "danger")),
            "accessibility_label": string(n.ACCESSIBILITY_LABEL),
        },
    ),
    "workflow_button": shape(
        {"text": text(n.BUTTON_TEXT, plain=True), "workflow": shape({"trigger": shape(
            {"url": string(n.URL, 1)}, {"customizable_input_parameters": listed(
                shape({"name": string(), "value": string()}), 0, 100)})})},
        {
            **BASE,
            "style": string(among=("primary", "danger")),
            "accessibility_label": string(n.ACCESSIBILITY_LABEL),
        },
    ),
    "overflow": shape(
        {"options": listed(option(linked=True), 1, n.OVERFLOW_OPTIONS)}, {**BASE, **ASKED}
    ),
    "image": shape(
        {"alt_text": string(n.IMAGE_ALT, 1)}, {"type": TYPE, **IMAGE_SOURCE},
        also=exactly_one("image_url", "slack_file"),
    ),
    "static_select": shape({}, {**PICKED, **LISTS, "initial_option": OPTION}, also=FROM_LISTS),
    "multi_static_select": shape(
        {}, {**PICKED, **LISTS, **MANY, "initial_options": INITIAL_OPTIONS}, also=FROM_LISTS
    ),
    "external_select": shape({}, {**PICKED, **QUERY, "initial_option": OPTION}),
    "multi_external_select": shape(
        {}, {**PICKED, **QUERY, **MANY, "initial_options": INITIAL_OPTIONS}
    ),
    "users_select": shape({}, {**PICKED, "initial_user": string(255, 1)}),
    "multi_users_select": shape({}, {**PICKED, **MANY, "initial_users": IDS}),
    "conversations_select": shape(
        {},
        {**PICKED, **CONVERSATION, "initial_conversation": string(255, 1),
         "response_url_enabled": flag},
    ),
    "multi_conversations_select": shape(
        {}, {**PICKED, **CONVERSATION, **MANY, "initial_conversations": IDS}
    ),
    "channels_select": shape(
        {}, {**PICKED, "initial_channel": string(255, 1), "response_url_enabled": flag}
    ),
    "multi_channels_select": shape({}, {**PICKED, **MANY, "initial_channels": IDS}),
    "checkboxes": shape(
        {"options": CHOICES}, {**BASE, **FOCUS, **ASKED, "initial_options": CHOICES},
        also=_starts_with_an_option,
    ),
    "radio_buttons": shape(
        {"options": CHOICES}, {**BASE, **FOCUS, **ASKED, "initial_option": CHOICE},
        also=_starts_with_an_option,
    ),
    "datepicker": shape({}, {**PICKED, "initial_date": day}),
    "timepicker": shape(
        {},
        {**PICKED, "initial_time": CLOCK_TIME, "timezone": zone},
    ),
    "datetimepicker": shape(
        {}, {**BASE, **FOCUS, **ASKED, "initial_date_time": whole(1_000_000_000, 9_999_999_999)}
    ),
    "plain_text_input": shape(
        {},
        {
            **TYPED,
            "multiline": flag,
            "min_length": whole(0, n.INPUT_TEXT),
            "max_length": whole(1, n.INPUT_TEXT),
            "initial_value": string(n.INPUT_TEXT),
        },
        also=_lengths,
    ),
    "rich_text_input": shape(
        {},
        {**TYPED, "initial_value": rich_text_block, "min_lines": whole(1, 100),
         "max_lines": whole(1, 100)},
    ),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        also=_bounds,
    ),
    "email_text_input": shape({}, {**TYPED, "initial_value": string()}),
    "url_text_input": shape({}, {**TYPED, "initial_value": string()}),
    "file_input": shape(
        {}, {**BASE, "filetypes": listed(string(20, 1), 1, 100), "max_files": whole(1, n.FILES)}
    ),
    "feedback_buttons": shape({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, BASE),
    "icon_button": shape(
        {"icon": string(among=("trash",)), "text": text(n.BUTTON_TEXT, plain=True)},
        {
            **BASE, **ASKED,
            "value": string(n.BUTTON_VALUE),
            "accessibility_label": string(n.ACCESSIBILITY_LABEL),
            "visible_to_user_ids": listed(string(255, 1), 1, n.ICON_VISIBLE_TO),
        },
    ),
}  # fmt: skip


def element(place: str) -> Rule:
    """An element that may stand in this kind of block on the surface that is being checked."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.complain("must provide an object")
            return
        kind = str(value.get("type"))
        places, surfaces = n.ELEMENT_PLACES.get(kind, (frozenset(), frozenset()))
        if place not in places or spot.findings.surface not in surfaces:
            spot.complain(f"unsupported type: {kind}")
            return
        ELEMENTS[kind](value, spot)
        if value.get("focus_on_load") is True:
            spot.findings.focused.append(spot.pointer)
        if value.get("response_url_enabled") is True and (
            place != n.INPUT or spot.findings.surface != n.MODAL
        ):
            spot.at("response_url_enabled").complain("only allowed in input blocks of modals")

    return check
