"""Sends what the outbox holds; no transaction is open while Slack is asked."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from itertools import count
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import what_failed
from bot.rules import delivery
from bot.rules.pacing import Pace
from bot.rules.vocabulary import MessageStatus, PauseReason
from bot.services import channels
from bot.slack import errors
from bot.slack.gateway import Gateway, Sent
from scheduler.outcomes import Answer, Ended, failed, taken
from scheduler.passes import survived
from storage import deliveries, lanes, tries, workspaces
from storage.database import Database
from storage.deliveries import Claimed
from storage.tries import Try

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
    tries: Counter[MessageStatus] | None = None,
) -> int:
    """Send until nothing can go out at the moment, and return how many messages Slack took.

    Once `stopping` is set nothing new is begun. What the database refuses is raised at the end,
    when all that was in hand is finished. `tries` counts how tries end.
    """
    with ThreadPoolExecutor(senders, thread_name_prefix="sender") as pool:
        return _Delivery(
            database,
            gateway,
            clock,
            pace or Pace(),
            pool,
            senders,
            stopping or Event(),
            Counter() if tries is None else tries,
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
        tries: Counter[MessageStatus],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._pace = pace
        self._pool = pool
        self._senders = senders
        self._stopping = stopping
        self._tries = tries
        self._in_hand: dict[Future[Answer], Claimed] = {}
        self._settled: set[str] = set()
        self._turn = count(1)
        self._turns: dict[str, int] = {}
        self._failed: dict[str, SQLAlchemyError] = {}

    def run(self) -> int:
        sent = 0
        while self._take_up() or self._in_hand:
            done, _ = wait(self._in_hand, _LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
            sent += self._finish(done)
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

    def _send(self, message: Claimed) -> Answer:
        try:
            return Answer(self._call(message, message.payload))
        except errors.Rejected as refusal:
            if refusal.code != errors.INVALID_BLOCKS or message.fallback_blocks is None:
                raise
        plain = {**message.payload, "blocks": message.fallback_blocks}
        return Answer(self._call(message, plain), charts_refused=True)

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
        groups: dict[str, list[Ended]] = {}
        for future in done:
            message = self._in_hand.pop(future)
            groups.setdefault(message.workspace_id, []).append(self._ended(future, message, now))
        for workspace_id, group in groups.items():
            self._record(workspace_id, group, now)
            self._see_to_channels(workspace_id, group, now)
        ends = [ended.outcome.status for group in groups.values() for ended in group]
        self._tries.update(ends)
        return ends.count(MessageStatus.SENT)

    def _ended(self, future: Future[Answer], message: Claimed, now: datetime) -> Ended:
        error = future.exception()
        if error is None:
            ended = taken(message, future.result(), self._pace.channel_gap)
        else:
            ended = failed(message, error, self._pace.channel_gap, now)
        _tell(ended)
        return ended

    def _record(self, workspace_id: str, group: Sequence[Ended], now: datetime) -> None:
        try:
            with self._database.unit_of_work(workspace_id) as session:
                for ended in group:
                    lanes.hold(session, ended.waits)
                    if ended.charts_refused:
                        workspaces.refuse_charts(session, now + delivery.CHARTS_REST)
                ends = [Try(one.message, one.outcome, one.lane_free_at) for one in group]
                tries.record(session, ends, now)
        except SQLAlchemyError as failure:
            for ended in group if len(group) > 1 else ():
                self._record(workspace_id, [ended], now)
            if len(group) == 1:
                # The lease lapses, and then the message is tried again by the same id.
                about = {"row": group[0].message.id, **what_failed(failure)}
                log.error("not_recorded", extra=about)

    def _see_to_channels(self, workspace_id: str, group: Sequence[Ended], now: datetime) -> None:
        for ended in group:
            because = _CHANNEL_LOST.get(ended.outcome.error)
            if because is None or ended.outcome.status is not MessageStatus.REJECTED:
                continue
            channel_id = ended.message.lane
            with survived("channel lost"), self._database.unit_of_work(workspace_id) as session:
                channels.gone(session, channel_id=channel_id, because=because, now=now)


def _tell(ended: Ended) -> None:
    about = {
        "row": ended.message.id,
        "workspace": ended.message.workspace_id,
        "status": ended.outcome.status.value,
        "attempt": ended.message.attempts,
    }
    if ended.error is None:
        log.info("delivered", extra=about)
    elif isinstance(ended.error, errors.NotSent):
        log.warning("not_delivered", extra={**about, "code": ended.error.code})
    else:
        log.error("not_delivered", extra={**about, **what_failed(ended.error)})
