"""Sends what the outbox holds; no transaction is open while Slack is asked."""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from itertools import count
from threading import Event

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.rules import delivery
from bot.rules.pacing import Pace
from bot.rules.vocabulary import MessageStatus, PauseReason
from bot.services import channels
from bot.slack import errors
from bot.slack.gateway import Gateway, Sent
from scheduler.passes import what_failed
from storage import deliveries, lanes, workspaces
from storage.database import Database
from storage.deliveries import Claimed, Outcome

log = logging.getLogger(__name__)

SENDERS = 8

# Where nothing can be said any more until somebody changes the channel. Slack tells us so when it
# happens; this is for what happened while the bot was off.
_CHANNEL_LOST = {
    "channel_not_found": PauseReason.UNREACHABLE,
    "is_archived": PauseReason.ARCHIVED,
    "not_in_channel": PauseReason.REMOVED,
}

# While slow calls are in hand, how often to look for messages that became due meanwhile.
_LOOK_AGAIN_SECONDS = 0.05


def deliver_due(
    database: Database,
    gateway: Gateway,
    *,
    clock: Callable[[], datetime],
    pace: Pace | None = None,
    senders: int = SENDERS,
    stopping: Event | None = None,
) -> int:
    """Send until nothing can go out at the moment, and return how many messages Slack took.

    Once `stopping` is set nothing new is begun. What the database refuses is raised at the end,
    when all that was in hand is finished.
    """
    with ThreadPoolExecutor(senders, thread_name_prefix="sender") as pool:
        return _Delivery(
            database, gateway, clock, pace or Pace(), pool, senders, stopping or Event()
        ).run()


class _Delivery:
    """One pass: claims on this thread, asks Slack on several, records on this one again."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        clock: Callable[[], datetime],
        pace: Pace,
        pool: ThreadPoolExecutor,
        senders: int,
        stopping: Event,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._pace = pace
        self._pool = pool
        self._senders = senders
        self._stopping = stopping
        self._in_hand: dict[Future[tuple[Sent, bool]], Claimed] = {}
        self._settled: set[str] = set()
        self._turn = count(1)
        self._turns: dict[str, int] = {}
        self._failed: dict[str, SQLAlchemyError] = {}

    def run(self) -> int:
        sent = 0
        while self._take_up() or self._in_hand:
            done, _ = wait(self._in_hand, _LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
            sent += sum(self._finish(future, self._in_hand.pop(future)) for future in done)
        for failure in self._failed.values():
            raise failure
        return sent

    def _take_up(self) -> bool:
        """Begin as many messages as there are free senders; return whether there were any."""
        spare = self._senders - len(self._in_hand)
        if not spare or self._stopping.is_set():
            return False
        now = self._clock()
        waiting = self._waiting(now)
        # Whose turn was longest ago goes first, and none takes all senders while others wait: a
        # large workspace never keeps a small one waiting.
        share = -(-spare // max(len(waiting), 1))
        begun = 0
        for workspace_id in sorted(waiting, key=lambda one: self._turns.get(one, 0)):
            for claimed in self._claim(workspace_id, min(share, spare - begun), now):
                self._in_hand[self._pool.submit(self._send, claimed)] = claimed
                begun += 1
                self._turns[workspace_id] = next(self._turn)
            if begun == spare:
                break
        return begun > 0

    def _waiting(self, now: datetime) -> list[str]:
        try:
            with self._database.reading_across_workspaces() as session:
                found = deliveries.workspaces_with_due(session, now)
        except SQLAlchemyError as error:
            self._failed[lanes.WORKSPACE] = error
            return []
        return [workspace_id for workspace_id in found if workspace_id not in self._failed]

    def _claim(self, workspace_id: str, limit: int, now: datetime) -> list[Claimed]:
        try:
            with self._database.unit_of_work(workspace_id) as session:
                if workspace_id not in self._settled:
                    deliveries.settle(session, now)
                    self._settled.add(workspace_id)
                return deliveries.claim(session, now=now, limit=limit, pace=self._pace)
        except SQLAlchemyError as error:
            self._failed[workspace_id] = error
            return []

    def _send(self, message: Claimed) -> tuple[Sent, bool]:
        """Ask Slack; return also whether it took the message without its charts only."""
        try:
            return self._call(message, message.payload), False
        except errors.Rejected as refusal:
            if refusal.code != errors.INVALID_BLOCKS or message.fallback_blocks is None:
                raise
        plain = {**message.payload, "blocks": message.fallback_blocks}
        return self._call(message, plain), True

    def _call(self, message: Claimed, payload: dict[str, object]) -> Sent:
        return self._gateway.send(
            message.method,
            message.channel,
            payload,
            client_msg_id=delivery.client_msg_id(message.workspace_id, message.key),
            thread_ts=message.thread_ts,
            ts=message.ts,
        )

    def _finish(self, done: Iterable[Future[Answer]]) -> int:
        """Record what became of messages; return how many are sent."""
        now = self._clock()
        ended: dict[str, list[_Ended]] = {}
        for future in done:
            message = self._in_hand.pop(future)
            ended.setdefault(message.workspace_id, []).append(_Ended(message, future, now))
        for workspace_id, group in ended.items():
            self._record(workspace_id, group, now)
        return sum(one.is_sent for group in ended.values() for one in group)

    def _record(self, workspace_id: str, ended: Sequence[_Ended], now: datetime) -> None:
        try:
            with self._database.unit_of_work(workspace_id) as session:
                for one in ended:
                    lanes.hold(session, one.waits)
                    if one.without_charts:
                        workspaces.refuse_charts(session, now + delivery.CHARTS_REST)
                deliveries.record(session, [self._try(one, now) for one in ended], now)
        except SQLAlchemyError as failure:
            if len(ended) > 1:
                for one in ended:
                    self._record(workspace_id, [one], now)
                return
            # The lease lapses, and then the message is tried again by the same id.
            about = {"row": ended[0].message.id, **what_failed(failure)}
            log.error("not_recorded", extra=about)
