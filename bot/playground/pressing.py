"""What a person does with the mouse and keys in messages, modals and Home."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from bot.playground.answers import Ack, take_submission_answer
from bot.playground.entries import complaint, entry_for
from bot.playground.finding import (
    Control,
    Field,
    Place,
    fields_of,
    find_control,
    find_field,
    following,
    same,
)
from bot.playground.forms import STATE_KEYS, elements_of, view_state
from bot.playground.looking import Viewer, Where
from bot.playground.records import Failure, Refusal
from bot.playground.transcript import Transcript
from bot.playground.validation import check_options
from bot.playground.world import FieldErrors, Json, View

DISPATCH_BY_DEFAULT = ["on_enter_pressed"]
KEYBOARD = ("plain_text_input", "number_input", "email_text_input", "url_text_input")


class Presser(Viewer):
    """One person, pressing and filling in."""

    _submitted: tuple[View, Json] | None = None

    def clicks(
        self,
        label: str,
        where: Where = None,
        *,
        under: str | None = None,
        confirms: bool = True,
    ) -> Ack:
        """Press the newest visible button, or choose the option, that says `label`.

        Looks in the open modal, then in `where` (a channel, a message, "home", "dm"), or without it
        in what was looked at last and then everywhere. `under` names words that stand above the
        button when there are several. With `confirms=False` a question is answered with no.
        """
        self._ensure_active()
        words = Transcript(self._world, self.user)
        control = find_control(self._places(where), label, under, words)
        if control is None:
            raise AssertionError(
                f"{self.name} sees no {label!r} to press"
                f"{f' under {under!r}' if under else ''}. What there is:\n{self._sight(where)}"
            )
        if control.element.get("confirm") and not confirms:
            return Ack(200)
        if control.element.get("url"):
            self.opened_links.append(control.element["url"])
        return self._act(control.place, self._action(control))

    def picks(self, name: str, value: Any, where: Where = None, *, under: str | None = None) -> Ack:
        """Choose `value` in a select or picker outside a form, found by its placeholder, by the
        words of its section or by its action id."""
        words = Transcript(self._world, self.user)
        for place in self._places(where):
            for block in following(place, under, words):
                for element in elements_of(block):
                    if element["type"] in STATE_KEYS and self._named(block, element, name, words):
                        return self._pick(place, block, element, value)
        raise AssertionError(f"{self.name} sees nothing called {name!r}:\n{self._sight(where)}")

    def fills(
        self, values: Mapping[str, Any], *, under: str | None = None, raw: bool = False
    ) -> None:
        """Fill in the open modal by the labels of its inputs; see `entries.entry_for` for values.

        With `raw` the limits of Slack's client are not kept. `under` names words above the inputs.
        """
        for label, value in values.items():
            view = self._modal()
            field = find_field(view, label, under, Transcript(self._world, self.user))
            entry = entry_for(
                field.element,
                value,
                lambda typed, f=field, v=view: self._look_up(v, f.block, f.element, typed),  # type: ignore[misc]
                raw=raw,
            )
            with self._world.lock:
                view.typed[field.key] = entry
            self._tell_if_asked(view, field, entry, entered=False)

    def presses_enter(self, label: str) -> None:
        """Press Enter in an input of the open modal."""
        view = self._modal()
        field = find_field(view, label, None, Transcript(self._world, self.user))
        entry = view_state(view)[field.key[0]][field.key[1]]
        self._tell_if_asked(view, field, entry, entered=True)

    def looks_up(self, label: str, typed: str) -> list[str]:
        """Type into a select of the open modal whose options the bot finds; returns the options."""
        view = self._modal()
        field = find_field(view, label, None, Transcript(self._world, self.user))
        options = self._look_up(view, field.block, field.element, typed)
        return [o["text"]["text"] for o in options]

    def submits(self, *, twice: bool = False, raw: bool = False) -> Ack | None:
        """Submit the open modal; returns the bot's answer, None when Slack's client found
        something missing and said so under the inputs. `twice` delivers it two times at once."""
        self._ensure_active()
        view = self._modal()
        if not view.definition.get("submit"):
            raise AssertionError(f"“{view.title}” has no submit button:\n{self.sees()}")
        if not raw and self._client_complains(view):
            return None
        with self._world.lock:
            payload = self._back.payloads.view_submission(self.user, view)
        self._submitted = (view, payload)
        ack = self._deliver_twice(payload) if twice else self._deliver(payload)
        take_submission_answer(self._back.slack, view, ack)
        self._back.deliveries.settle()
        return ack

    def resubmits(self) -> Ack:
        """Have Slack deliver the last submission again, as it was."""
        if self._submitted is None:
            raise AssertionError(f"{self.name} has not submitted anything yet")
        view, payload = self._submitted
        ack = self._deliver(payload)
        if self.modal is view:
            take_submission_answer(self._back.slack, view, ack)
        elif not ack.ok:
            failure = Failure("view_submission", ack.status, ack.body)
            self._back.slack.records.failures.append(failure)
        self._back.deliveries.settle()
        return ack

    def closes(self, *, everything: bool = False) -> None:
        """Close the open modal, or with `everything` the whole stack; the bot hears if it asked."""
        stack = self._world.stacks.get(self.id, [])
        closing = list(reversed(stack)) if everything else [self._modal()]
        payloads = []
        with self._world.lock:
            for view in closing:
                if view.definition.get("notify_on_close"):
                    make = self._back.payloads.view_closed
                    payloads.append(make(self.user, view, cleared=everything))
            for view in closing:
                if view.definition.get("clear_on_close"):
                    self._back.modals.clear(self.id)
                else:
                    self._back.modals.close(view)
        for payload in payloads:
            self._deliver(payload, note_failure=True)
        self._back.deliveries.settle()

    def _modal(self) -> View:
        modal = self.modal
        if modal is None:
            raise AssertionError(f"{self.name} has no modal open. What there is:\n{self.sees()}")
        return modal

    def _sight(self, where: Where) -> str:
        modal = self.modal
        shown = self.sees(where)
        if where is None or modal is None:
            return shown
        return f"{shown}\n{Transcript(self._world, self.user).view(modal)}"

    def _deliver(self, payload: Json, *, note_failure: bool = False) -> Ack:
        ack = self._back.deliveries.send("interactive", payload)
        if note_failure and not ack.ok:
            failure = Failure(str(payload["type"]), ack.status, ack.body)
            self._back.slack.records.failures.append(failure)
        return ack

    def _deliver_twice(self, payload: Json) -> Ack:
        answers: list[Ack] = []
        threads = [
            threading.Thread(target=lambda: answers.append(self._deliver(payload)))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers[0]

    def _client_complains(self, view: View) -> bool:
        state = view_state(view)
        errors, labels = {}, {}
        for field in fields_of(view, None, Transcript(self._world, self.user)):
            block_id, action_id = field.key
            said = complaint(field.block, state[block_id][action_id])
            if said:
                errors[block_id], labels[block_id] = said, field.label
        view.errors = FieldErrors(errors, labels)
        return bool(errors)

    def _action(self, control: Control) -> Json:
        """The entry of `actions`, after noting in the place's state what was chosen."""
        element, kind = control.element, control.element["type"]
        block_id, action_id = control.key
        action: Json = {"type": kind, "block_id": block_id, "action_id": action_id}
        for name in ("text", "value", "style", "placeholder", "url"):
            if name in element:
                action[name] = element[name]
        if kind == "feedback_buttons" and control.option:
            action |= {"text": control.option["text"], "value": control.option["value"]}
        elif control.option:
            action |= self._chosen(control)
        return action | {"action_ts": self._world.new_ts()}

    def _chosen(self, control: Control) -> Json:
        """What a select, radio button or check box says once the option was pressed."""
        element, option = control.element, control.option
        if element["type"] not in STATE_KEYS:
            return {"selected_option": option}
        key, start, empty = STATE_KEYS[element["type"]]
        entry = control.place.typed.get(control.key) or {key: element.get(start, empty)}
        chosen: Any = option
        if isinstance(empty, list):
            chosen = list(entry[key])
            chosen = [o for o in chosen if o != option] if option in chosen else [*chosen, option]
        control.place.typed[control.key] = {"type": element["type"], key: chosen}
        return {key: chosen}

    def _act(self, place: Place, action: Json) -> Ack:
        """Deliver one `block_actions`."""
        with self._world.lock:
            if isinstance(place, View):
                payload = self._back.payloads.view_actions(self.user, place, action)
            else:
                channel = self._world.channels[place.channel_id]
                make = self._back.payloads.message_actions
                payload = make(self.user, channel, place, action)
        ack = self._deliver(payload, note_failure=True)
        self._back.deliveries.settle()
        return ack

    def _named(self, block: Json, element: Json, name: str, words: Transcript) -> bool:
        placeholder = (element.get("placeholder") or {}).get("text", "")
        heading = words.text_object(block.get("text")) if block["type"] == "section" else ""
        return (
            same(name, placeholder) or name == element["action_id"] or name in heading.split("\n")
        )

    def _pick(self, place: Place, block: Json, element: Json, value: Any) -> Ack:
        entry = entry_for(element, value, lambda typed: self._look_up(place, block, element, typed))
        place.typed[block["block_id"], element["action_id"]] = entry
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        return self._act(place, {**entry, **ids, "action_ts": self._world.new_ts()})

    def _look_up(self, place: Place, block: Json, element: Json, typed: str) -> list[Json]:
        """Ask the bot for options, once enough was typed."""
        least = element.get("min_query_length", 3)
        if len(typed) < least:
            raise AssertionError(
                f"options are looked up from {least} characters, not for {typed!r}"
            )
        with self._world.lock:
            make = self._back.payloads.block_suggestion
            ids = (block["block_id"], element["action_id"])
            payload = make(self.user, place, *ids, typed)
        ack = self._deliver(payload, note_failure=True)
        answer = ack.json if ack.ok else None
        problems = check_options(answer)
        if answer is None or problems:
            refusal = Refusal("answer to block_suggestion", "invalid_options", tuple(problems))
            self._back.slack.records.refusals.append(refusal)
            return []
        groups = [group["options"] for group in answer.get("option_groups", [])]
        return [*answer.get("options", []), *(o for group in groups for o in group)]

    def _tell_if_asked(self, place: Place, field: Field, entry: Json, *, entered: bool) -> None:
        """Send `block_actions` for an input with `dispatch_action`."""
        if not field.block.get("dispatch_action"):
            return
        element = field.element
        config = element.get("dispatch_action_config") or {}
        wanted = config.get("trigger_actions_on", DISPATCH_BY_DEFAULT)
        cause = "on_enter_pressed" if entered else "on_character_entered"
        if element["type"] in KEYBOARD and cause not in wanted:
            return
        ids = {"block_id": field.key[0], "action_id": field.key[1]}
        self._act(place, {**entry, **ids, "action_ts": self._world.new_ts()})
