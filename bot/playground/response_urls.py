"""`response_url`s: five answers within thirty minutes, no token needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

USES = 5
LIFE = timedelta(minutes=30)


@dataclass
class ResponseUrl:
    """Where an answer may go: the channel and person of the interaction, and its message if any."""

    key: str
    team_id: str
    user_id: str
    channel_id: str
    message_ts: str | None
    born: datetime
    uses: int = 0


class ResponseUrlBook:
    """Gives out the addresses, and opens them again while they live."""

    def __init__(self, app_id: str) -> None:
        self.base = ""
        self._app_id = app_id
        self._urls: dict[str, ResponseUrl] = {}

    def give(
        self, team_id: str, user_id: str, channel_id: str, message_ts: str | None, now: datetime
    ) -> str:
        key = f"{team_id}/{len(self._urls) + 1}/{self._app_id.lower()}{user_id.lower()}"
        self._urls[key] = ResponseUrl(key, team_id, user_id, channel_id, message_ts, now)
        return f"{self.base}/actions/{key}"

    def open(self, key: str, now: datetime) -> ResponseUrl | str:
        """The address behind this key, counted as used, or the error that Slack answers with."""
        found = self._urls.get(key)
        if found is None:
            return "no_such_url"
        if now - found.born > LIFE:
            return "expired_url"
        if found.uses >= USES:
            return "used_url"
        found.uses += 1
        return found
