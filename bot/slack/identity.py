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
    """Ask Slack who the token belongs to; raises SlackApiError, or OSError without an answer."""
    answer = client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = str(headers.get("x-oauth-scopes", ""))
    date = headers.get("date")
    return Identity(
        workspace_id=str(answer["team_id"]),
        workspace_name=str(answer.get("team", "")),
        bot_id=str(answer.get("bot_id", "")),
        bot_user_id=str(answer["user_id"]),
        scopes=frozenset(filter(None, (scope.strip() for scope in granted.split(",")))),
        told_at=parsedate_to_datetime(date) if date else None,
    )
