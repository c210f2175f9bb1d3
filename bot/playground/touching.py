"""What a person does to a control that is known by its ids, as a screen knows what is pressed."""

from __future__ import annotations

from typing import Any

from bot.playground.answers import Ack
from bot.playground.entries import entry_for
from bot.playground.finding import Control, Field, Place, blocks_of, options_of
from bot.playground.forms import STATE_KEYS, elements_of
from bot.playground.looking import NotPossible
from bot.playground.pressing import Presser
from bot.playground.world import Json

AS_TYPED = ("number_input", "email_text_input", "url_text_input")
"""Inputs that take anything and are complained about when the form is submitted."""


class Toucher(Presser):
    """One person, in front of a screen; a `Place` is a message, a modal or Home."""

    def presses(
        self, place: Place, block_id: str, action_id: str, option: str | None = None
    ) -> Ack:
        """Press a button, or the option with this value of a menu, radio or check box group."""
        self._ensure_active()
        block, element = element_at(place, block_id, action_id)
        chosen = None if option is None else _option_at(element, option)
        link = (chosen or element).get("url")
        if link:
            self.opened_links.append(link)
        return self._act(place, self._action(Control(place, block, element, "", chosen)))

    def chooses(self, place: Place, block_id: str, action_id: str, value: Any) -> Ack:
        """Choose in a select or picker outside a form; see `entries.entry_for` for values."""
        self._ensure_active()
        block, element = element_at(place, block_id, action_id)
        return self._pick(place, block, element, value)

    def enters(
        self, place: Place, block_id: str, action_id: str, value: Any, *, done: bool = False
    ) -> None:
        """Put a value into an input; the bot hears if it asked. `done`: Enter was pressed there."""
        block, entry = self._write(place, block_id, action_id, value)
        self._tell_if_asked(place, Field(block, ""), entry, entered=done)

    def writes(self, place: Place, block_id: str, action_id: str, value: Any) -> None:
        """Put a value into an input of a form that is submitted in the same moment."""
        self._write(place, block_id, action_id, value)

    def searches(self, place: Place, block_id: str, action_id: str, typed: str) -> list[Json]:
        """Type into a select whose options the bot finds; returns the options."""
        block, element = element_at(place, block_id, action_id)
        return self._look_up(place, block, element, typed)

    def _write(self, place: Place, block_id: str, action_id: str, value: Any) -> tuple[Json, Json]:
        block, element = element_at(place, block_id, action_id)
        if element["type"] not in STATE_KEYS:
            raise NotPossible("nothing can be put in there")
        entry = entry_for(
            element,
            None if value == "" else value,
            lambda typed: self._look_up(place, block, element, typed),
            raw=element["type"] in AS_TYPED,
        )
        with self._world.lock:
            place.typed[block_id, action_id] = entry
        return block, entry


def element_at(place: Place, block_id: str, action_id: str) -> tuple[Json, Json]:
    """The block and the element with these ids."""
    for block in blocks_of(place):
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block, element
    raise NotPossible("that is no longer there")


def _option_at(element: Json, value: str) -> Json:
    names = ("positive_button", "negative_button")
    buttons: list[Json] = [element[name] for name in names if name in element]
    for option in [*options_of(element), *buttons]:
        if option.get("value") == value:
            return option
    raise NotPossible("that choice is no longer there")
