"""What people do on the page, handed to the playground's people, who do it as in Slack."""

from __future__ import annotations

from typing import Any

from bot.playground.finding import Place
from bot.playground.looking import NotPossible
from bot.playground.people import Person
from bot.playground.playground import Playground
from bot.playground.world import Channel, Json, Message, View


class Doing:
    """One method for each thing that can be done; `asked` is what the page sent."""

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self._world = slack.world

    def write(self, person: Person, asked: Json) -> None:
        """Post a message, or run a command when it starts with a slash."""
        channel = self._channel(person, asked)
        thread = (
            self._message(person, asked | {"ts": asked["thread"]}) if "thread" in asked else None
        )
        person.types(_text(asked, "text"), channel, thread=thread)

    def press(self, person: Person, asked: Json) -> None:
        option = asked.get("option")
        person.presses(
            self._place(person, asked),
            _text(asked, "block"),
            _text(asked, "action"),
            None if option is None else str(option),
        )

    def choose(self, person: Person, asked: Json) -> None:
        place = self._place(person, asked)
        person.chooses(place, _text(asked, "block"), _text(asked, "action"), asked.get("value"))

    def enter(self, person: Person, asked: Json) -> None:
        place = self._place(person, asked)
        ids = (_text(asked, "block"), _text(asked, "action"))
        person.enters(place, *ids, asked.get("value"), done=bool(asked.get("done")))

    def search(self, person: Person, asked: Json) -> Json:
        """What the bot offers for what was typed so far."""
        place = self._place(person, asked)
        ids = (_text(asked, "block"), _text(asked, "action"))
        return {"options": person.searches(place, *ids, _text(asked, "typed"))}

    def submit(self, person: Person, asked: Json) -> None:
        """Put the last values in, and submit the modal that is on top."""
        view = self._top(person, asked)
        for one in asked.get("values", []):
            person.writes(view, _text(one, "block"), _text(one, "action"), one.get("value"))
        person.submits()

    def close(self, person: Person, asked: Json) -> None:
        self._top(person, asked)
        person.closes(everything=bool(asked.get("everything")))

    def home(self, person: Person, _asked: Json) -> None:
        """Open the app's Home; where it is not installed there is only Slack's own word."""
        if not person.is_external:
            person.opens_home()

    def shortcut(self, person: Person, asked: Json) -> None:
        message = self._message(person, asked) if "ts" in asked else None
        person.uses_shortcut(_text(asked, "shortcut"), message)

    def invite_bot(self, person: Person, asked: Json) -> None:
        person.invites_bot(self._channel(person, asked))

    def dismiss(self, person: Person, asked: Json) -> None:
        """Take away a message that only this person sees."""
        message = self._message(person, asked)
        if message.ephemeral_to != person.id:
            raise NotPossible("this message is not yours alone")
        with self._world.lock:
            self._world.channels[message.channel_id].ephemerals.remove(message)

    def _channel(self, person: Person, asked: Json) -> Channel:
        channel = self._world.channel(_text(asked, "channel"))
        if channel is None or person.id not in channel.members:
            raise NotPossible("this channel is not there for you")
        return channel

    def _message(self, person: Person, asked: Json) -> Message:
        channel, ts = self._channel(person, asked), _text(asked, "ts")
        own = [m for m in channel.ephemerals if m.ts == ts and m.ephemeral_to == person.id]
        message = own[0] if own else channel.find(ts)
        if message is None:
            raise NotPossible("this message is no longer there")
        return message

    def _place(self, person: Person, asked: Json) -> Place:
        return self._view(person, asked) if "view" in asked else self._message(person, asked)

    def _view(self, person: Person, asked: Json) -> View:
        view = self._world.view(_text(asked, "view"))
        if view is None or view.user_id != person.id:
            raise NotPossible("this view is no longer open")
        return view

    def _top(self, person: Person, asked: Json) -> View:
        view = self._view(person, asked)
        if view is not person.modal:
            raise NotPossible("this view is no longer open")
        return view


def _text(asked: Json, name: str) -> str:
    value: Any = asked.get(name)
    if not isinstance(value, str):
        raise NotPossible(f"{name} is missing")
    return value
