"""The fields of a form: a labelled input each, named by its block id, limited as Slack allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.language import _
from bot.rules.people import is_former
from bot.rules.vocabulary import Side
from bot.views import kit
from bot.views.kit import Block
from bot.views.words import capital, side_name

# Of a name in an option, so that what stands beside it, and tells it from another, stays whole.
LONGEST_NAME = 55

_VALUE = "value"


@dataclass(frozen=True)
class Choice:
    """One option of a list: what people read, and what the form sends."""

    text: str
    value: str


def text_input(
    field: str,
    label: str,
    *,
    initial: str = "",
    hint: str = "",
    placeholder: str = "",
    limit: int = kit.MAX_TYPED,
    multiline: bool = False,
    optional: bool = False,
    saved_by: str | None = None,
) -> Block:
    """Make a text box; `saved_by` is the action that hears of typing, so that a draft survives."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": saved_by or _VALUE,
        "max_length": min(limit, kit.MAX_TYPED),
        "multiline": multiline,
    }
    if initial:
        element["initial_value"] = kit.clip(initial, element["max_length"])
    if placeholder:
        element["placeholder"] = kit.plain_text(placeholder, 150)
    if saved_by:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return _input(field, label, element, hint=hint, optional=optional, dispatch=bool(saved_by))


def choice(
    field: str,
    label: str,
    choices: Sequence[Choice],
    *,
    initial: str | None = None,
    hint: str = "",
    optional: bool = False,
    saved_by: str | None = None,
) -> Block:
    """Make a list of at most a hundred options; `initial` is one of their values."""
    options = [_option(item) for item in choices[: kit.MAX_OPTIONS]]
    element: Block = {
        "type": "static_select",
        "action_id": saved_by or _VALUE,
        "options": options,
    }
    chosen = [option for option in options if option["value"] == initial]
    if chosen:
        element["initial_option"] = chosen[0]
    return _input(field, label, element, hint=hint, optional=optional, dispatch=bool(saved_by))


def radio(
    field: str,
    label: str,
    choices: Sequence[Choice],
    *,
    initial: str | None = None,
    optional: bool = False,
) -> Block:
    """Make at most ten options that are all to be seen; `initial` is one of their values."""
    options = [_option(item) for item in choices]
    element: Block = {"type": "radio_buttons", "action_id": _VALUE, "options": options}
    chosen = [option for option in options if option["value"] == initial]
    if chosen:
        element["initial_option"] = chosen[0]
    return _input(field, label, element, hint="", optional=optional)


def search(
    field: str,
    label: str,
    action_id: str,
    *,
    initial: Choice | None = None,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Make a list that is searched while typing, through the options handler of `action_id`."""
    element: Block = {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 0,
    }
    if initial is not None:
        element["initial_option"] = _option(initial)
    return _input(field, label, element, hint=hint, optional=optional)


def person(
    field: str,
    label: str,
    *,
    initial: str | None = None,
    hint: str = "",
    optional: bool = False,
) -> Block:
    element: Block = {"type": "users_select", "action_id": _VALUE}
    if initial and not is_former(initial):
        element["initial_user"] = initial
    return _input(field, label, element, hint=hint, optional=optional)


def day(
    field: str,
    label: str,
    *,
    initial: date | None = None,
    hint: str = "",
    optional: bool = False,
) -> Block:
    element: Block = {"type": "datepicker", "action_id": _VALUE}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(field, label, element, hint=hint, optional=optional)


def sides(organizations: Mapping[Side, str]) -> list[Choice]:
    """Return both sides to choose from, each with its organization."""
    named = _("{side}: {organization}")
    return [
        Choice(
            named.format(
                side=capital(side_name(side)),
                organization=kit.clip(organizations[side], LONGEST_NAME),
            ),
            side,
        )
        for side in Side
    ]


def options(choices: Sequence[Choice]) -> list[Block]:
    """Return the answer to a search."""
    return [_option(item) for item in choices[: kit.MAX_OPTIONS]]


def _option(item: Choice) -> Block:
    return {"text": kit.plain_text(item.text, kit.MAX_OPTION), "value": item.value}


def _input(
    field: str, label: str, element: Block, *, hint: str, optional: bool, dispatch: bool = False
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field,
        "label": kit.plain_text(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = kit.plain_text(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block
