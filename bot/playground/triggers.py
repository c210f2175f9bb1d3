"""Trigger ids: who pressed what a moment ago, for three seconds and one use."""

from __future__ import annotations

import time
from dataclasses import dataclass

TRIGGER_LIFE_SECONDS = 3.0


@dataclass
class Trigger:
    """Proof that a person did something; `view_id` when they did it in a modal or on Home."""

    id: str
    team_id: str
    user_id: str
    view_id: str | None
    born: float
    used: bool = False


class TriggerBook:
    """Gives out trigger ids and says what is wrong with the ones that come back."""

    def __init__(self) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._count = 0

    def give(self, team_id: str, user_id: str, view_id: str | None = None) -> str:
        self._count += 1
        trigger_id = f"{self._count}.{len(user_id)}{len(team_id)}.{user_id.lower()}"
        self._triggers[trigger_id] = Trigger(
            trigger_id, team_id, user_id, view_id, time.monotonic()
        )
        return trigger_id

    def problem(self, trigger_id: str, team_id: str) -> str | None:
        """Slack's error for this trigger id, or None when it may be used now."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None or trigger.team_id != team_id:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if time.monotonic() - trigger.born > TRIGGER_LIFE_SECONDS:
            return "expired_trigger_id"
        return None

    def teams(self, trigger_id: str) -> set[str]:
        """Where a trigger id is from, if it is one."""
        trigger = self._triggers.get(trigger_id)
        return {trigger.team_id} if trigger else set()

    def use(self, trigger_id: str) -> Trigger:
        trigger = self._triggers[trigger_id]
        trigger.used = True
        return trigger

    def expire_all(self) -> None:
        """Make every trigger id given so far too old."""
        for trigger in self._triggers.values():
            trigger.born = float("-inf")
