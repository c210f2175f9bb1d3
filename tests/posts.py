"""A post office between the rows and Slack, with a clock that stands."""

from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot.playground import Channel, Playground
from bot.rules.pacing import AT_ONCE
from bot.rules.vocabulary import MessageStatus
from bot.slack.gateway import Gateway
from scheduler.outbox import Delivery
from storage import outbox, workspaces
from storage.database import Database
from tests import messages
from tests.factories import NOW
from tests.gateways import Everywhere


class Post:
    """A workspace with rooms, its outbox, and a clock that stands until it is moved."""

    def __init__(self, database: Database, slack: Playground) -> None:
        self.now = NOW
        self.database = database
        self.slack = slack
        self.client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.gateway = Gateway(self.client)
        self.ana = slack.person("Ana Ruiz")
        self.room = slack.channel("riverside-mercy", self.ana)
        self.add_workspace(slack.team_id)

    def add_workspace(self, workspace_id: str) -> None:
        with self.database.across_workspaces() as session:
            workspaces.remember(session, workspace_id, name="", bot_user_id="UBOT", now=NOW)

    def queue(self, key: str, channel: Channel | None = None, **more: Any) -> None:
        where = (channel or self.room).id
        more = {"workspace_id": self.slack.team_id, "payload": {"text": key}} | more
        messages.queue(self.database, key, where, **more)

    def deliver(self, **how: Any) -> int:
        how = {"pace": AT_ONCE} | how
        return Delivery(self.database, Everywhere(self.gateway), lambda: self.now, **how).run()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def row(self, key: str) -> Any:
        return messages.row(self.database, key, self.slack.team_id)

    def status(self, key: str) -> MessageStatus:
        return self.row(key).status  # type: ignore[no-any-return]

    def texts(self, channel: Channel | None = None) -> list[str]:
        return [m.text for m in (channel or self.room).messages if m.bot_id]

    def calls(self, method: str = outbox.POST) -> int:
        return len(self.slack.records.calls(method))
