"""Sending in this process, on a clock that is moved, before a Slack that answers badly."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import func, select

import storage.workspaces
from bot.playground import Channel, Playground
from bot.rules.pacing import AT_ONCE
from bot.slack.gateway import Gateway
from scheduler.outbox import Delivery
from storage import outbox
from storage.database import Database
from storage.models import OutboxMessage
from tests.chaos.tally import promise
from tests.factories import NOW
from tests.gateways import Everywhere

_ROOMS = 6
# A bot waits twenty seconds for an answer; nobody has that time here.
_CALL_SECONDS = 0.15


class Desk:
    """An outbox, rooms, and what is asked of Slack: `wait` moves the clock of all of them."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.database = database
        self.slack = Playground(lambda: self.now)
        self.ana = self.slack.person("Ana Ruiz")
        self.rooms = [self.slack.channel(f"room-{n}", self.ana) for n in range(_ROOMS)]

    def open(self) -> None:
        self.slack.start()
        client = WebClient(
            self.slack.bot_token,
            base_url=self.slack.api_url,
            timeout=_CALL_SECONDS,  # type: ignore[arg-type]  # a fraction of a second is fine too
            retry_handlers=[],
        )
        self._delivery = Delivery(
            self.database, Everywhere(Gateway(client)), lambda: self.now, pace=AT_ONCE, senders=4
        )
        self.add_workspace(self.slack.team_id)

    def add_workspace(self, workspace_id: str) -> None:
        with self.database.across_workspaces() as session:
            storage.workspaces.remember(
                session, workspace_id, name="", bot_user_id=self.slack.bot_user_id, now=self.now
            )

    def queue(self, key: str, room: Channel, **more: Any) -> str:
        workspace_id = more.pop("workspace_id", self.slack.team_id)
        with self.database.unit_of_work(workspace_id) as session:
            outbox.enqueue(
                session,
                key=key,
                channel=room.id,
                payload={"text": key},
                now=self.now,
                best_before=self.now + timedelta(days=7),
                **more,
            )
        return key

    def deliver(self) -> int:
        return self._delivery.run()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def deliver_all(self) -> None:
        """Send, and send again when it is time to, until nothing is left."""
        for _round in range(400):
            self.deliver()
            if not self._left():
                return
            self.wait(5)
        promise(not self._left(), "everything is finished within half an hour")

    def _left(self) -> int:
        with self.database.reading_across_workspaces() as session:
            waiting = select(func.count()).where(OutboxMessage.finished_at.is_(None))
            return session.scalar(waiting) or 0

    def texts(self, room: Channel) -> list[str]:
        return [message.text for message in room.messages if message.bot_id]


@contextmanager
def opened(database: Database) -> Iterator[Desk]:
    """Open a desk on a database that has no rows, and close it."""
    desk = Desk(database)
    desk.open()
    try:
        yield desk
    finally:
        desk.slack.stop()
