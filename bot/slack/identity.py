"""Who the bot is, as Slack answers to its token."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient


@dataclass(frozen=True)
class Identity:
    """The workspace that installed the bot, and what the bot may do there."""

    workspace_id: str
    workspace_name: str
    bot_id: str
    bot_user_id: str
    scopes: frozenset[str]
    # Slack's clock, to the second; nothing when the answer did not say.
    told_at: datetime | None


def ask(client: WebClient) -> Identity:
    """Ask Slack who the token belongs to; raises whatever the SDK raises."""
    answer = client.auth_test()
    if not (answer.get("team_id") and answer.get("user_id")):
        raise LookupError("the answer names no workspace")
    headers = {name.lower(): str(value) for name, value in answer.headers.items()}
    granted = headers.get("x-oauth-scopes", "")
    return Identity(
        workspace_id=str(answer["team_id"]),
        workspace_name=str(answer.get("team", "")),
        bot_id=str(answer.get("bot_id", "")),
        bot_user_id=str(answer["user_id"]),
        scopes=frozenset(filter(None, (scope.strip() for scope in granted.split(",")))),
        told_at=_instant(headers.get("date", "")),
    )


def time(client: WebClient) -> datetime | None:
    """Ask Slack what time it is, for which it wants no token; raises whatever the SDK raises."""
    headers = {name.lower(): str(value) for name, value in client.api_test().headers.items()}
    return _instant(headers.get("date", ""))


def _instant(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
