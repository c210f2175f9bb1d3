"""How far each person has read in each channel, which Slack remembers and the bot never hears."""

from __future__ import annotations

from bot.playground.playground import Playground
from bot.playground.world import Channel, Message


class Marks:
    """The last message read, by person and channel; what is older than the page counts as read."""

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self._read: dict[tuple[str, str], str] = {}
        self._opened = slack.world.new_ts()

    def read(self, person_id: str, channel: Channel) -> bool:
        """Note that all of it was read; returns whether anything was new."""
        before = self._read.get((person_id, channel.id), self._opened)
        shown = [m.ts for m in (*channel.messages, *_whispers(channel, person_id))]
        newest = max(shown, default=before)
        self._read[person_id, channel.id] = max(before, newest)
        return newest > before

    def unread(self, person_id: str, channel: Channel) -> list[Message]:
        """What others have said there since."""
        mark = self._read.get((person_id, channel.id), self._opened)
        found: list[Message] = []
        for message in reversed(channel.messages):
            if message.ts <= mark:
                break
            if message.user_id != person_id:
                found.append(message)
        return found + [m for m in _whispers(channel, person_id) if m.ts > mark]


def _whispers(channel: Channel, person_id: str) -> list[Message]:
    return [m for m in channel.ephemerals if m.ephemeral_to == person_id]
