"""Sends what the outbox holds; no transaction is open while Slack is asked."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from itertools import count
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import what_failed
from bot.rules import delivery, retries
from bot.rules.pacing import Pace
from bot.rules.vocabulary import MessageStatus
from bot.services import installations
from bot.slack import errors
from bot.slack.gateway import Gateway, Sent
from bot.slack.gateways import Gateways
from scheduler.outcomes import Answer, Ended, failed, taken
from scheduler.recording import Recorder
from storage import addresses, deliveries, lanes, unreadable
from storage.database import Database
from storage.deliveries import Claimed

log = logging.getLogger(__name__)

DELIVER = "deliver messages"
SENDERS = 8

# While slow calls are in hand, how often to look for messages that became due meanwhile.
_LOOK_AGAIN_SECONDS = 0.05


class Delivery:
    """Sending, as one process does it; it remembers from pass to pass what is not recorded yet."""

    def __init__(
        self,
        database: Database,
        gateways: Gateways,
        clock: Callable[[], datetime],
        *,
        pace: Pace | None = None,
        lease: timedelta = retries.LEASE,
        senders: int = SENDERS,
        stopping: Event | None = None,
        tries: Counter[MessageStatus] | None = None,
    ) -> None:
        """Once `stopping` is set nothing new is begun; `tries` counts how tries end."""
        self.database = database
        self.gateways = gateways
        self.clock = clock
        self.pace = pace or Pace()
        self.lease = lease
        self.senders = senders
        self.stopping = stopping or Event()
        self.tries = Counter() if tries is None else tries
        self.recorder = Recorder(database)

    def run(self) -> int:
        """Send until nothing can go out at the moment, and return how many messages Slack took.

        What the database refuses is raised at the end, when all that was in hand is finished.
        """
        if not self.recorder.kept and not self.waiting(self.clock()):
            return 0
        with ThreadPoolExecutor(self.senders, thread_name_prefix="sender") as pool:
            return _Pass(self, pool).run()

    def waiting(self, now: datetime) -> Sequence[str]:
        """Return which workspaces have messages to send."""
        with self.database.looking_across_workspaces() as look:
            return deliveries.workspaces_with_due(look, now)


class _Pass:
    """One pass: claims on this thread, asks Slack on several, records on this one again."""

    def __init__(self, delivering: Delivery, pool: ThreadPoolExecutor) -> None:
        self._its = delivering
        self._pool = pool
        self._in_hand: dict[Future[Answer], Claimed] = {}
        self._settled: set[str] = set()
        self._turn = count(1)
        self._turns: dict[str, int] = {}
        self._gateways: dict[str, Gateway] = {}
        self._failed: dict[str, Exception] = {}

    def run(self) -> int:
        sent = 0
        if self._its.recorder.kept:
            self._its.recorder.catch_up(self._its.clock())
        while self._take_up() or self._in_hand:
            done, _ = wait(self._in_hand, _LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
            sent += self._finish(done)
        for failure in self._failed.values():
            raise failure
        return sent

    def _take_up(self) -> bool:
        """Begin as many messages as there are free senders; return whether there were any."""
        spare = self._its.senders - len(self._in_hand)
        if not spare or self._its.stopping.is_set():
            return False
        now = self._its.clock()
        waiting = self._waiting(now)
        # Whose turn was longest ago goes first, and none takes all senders while others wait: a
        # large workspace never keeps a small one waiting.
        share = -(-spare // max(len(waiting), 1))
        begun = 0
        for workspace_id in sorted(waiting, key=lambda one: self._turns.get(one, 0)):
            if not self._reaches(workspace_id, now):
                continue
            for claimed in self._claim(workspace_id, min(share, spare - begun), now):
                self._in_hand[self._pool.submit(self._send, claimed)] = claimed
                begun += 1
                self._turns[workspace_id] = next(self._turn)
            if begun == spare:
                break
        return begun > 0

    def _waiting(self, now: datetime) -> list[str]:
        try:
            found = self._its.waiting(now)
        except SQLAlchemyError as error:
            self._failed[lanes.WORKSPACE] = error
            return []
        return [workspace_id for workspace_id in found if workspace_id not in self._failed]

    def _reaches(self, workspace_id: str, now: datetime) -> bool:
        """Say whether there is a way to a workspace; if not, its messages wait and others go on."""
        try:
            gateway = self._its.gateways.of(workspace_id)
            if gateway is not None:
                self._gateways[workspace_id] = gateway
                return True
            with self._its.database.unit_of_work(workspace_id) as session:
                installations.without_token(session, now=now)
        except SQLAlchemyError as error:
            self._failed[workspace_id] = error
        return False

    def _claim(self, workspace_id: str, limit: int, now: datetime) -> list[Claimed]:
        try:
            with self._its.database.unit_of_work(workspace_id) as session:
                if workspace_id not in self._settled:
                    deliveries.settle(session, now)
                    self._settled.add(workspace_id)
                return deliveries.claim(
                    session,
                    now=now,
                    limit=limit,
                    pace=self._its.pace,
                    lease=self._its.lease,
                    in_hand=self._begun(),
                )
        except SQLAlchemyError as error:
            self._failed[workspace_id] = error
        except unreadable.ERRORS as error:
            if self._put_off_unreadable(workspace_id, error, now):
                return self._claim(workspace_id, limit, now)
            self._failed[workspace_id] = error
        return []

    def _put_off_unreadable(self, workspace_id: str, error: Exception, now: datetime) -> int:
        log.error("row_unreadable", extra={"workspace": workspace_id, **what_failed(error)})
        try:
            with self._its.database.unit_of_work(workspace_id) as session:
                return unreadable.put_off(session, job=DELIVER, now=now)
        except SQLAlchemyError:
            return 0

    def _begun(self) -> Collection[int]:
        """Return what must not be begun again, though its lease has lapsed while we slept."""
        return [*self._its.recorder.kept, *(one.id for one in self._in_hand.values())]

    def _send(self, message: Claimed) -> Answer:
        if message.is_sealed:
            return self._send_sealed(message)
        return self._send_openly(message)

    def _send_sealed(self, message: Claimed) -> Answer:
        """Send what nobody may know the reader of: Slack's word for a no could tell who it is."""
        if message.channel == addresses.NOBODY:
            return Answer(Sent(channel="", ts=""))
        try:
            return self._send_openly(message)
        except errors.Rejected:
            raise errors.Rejected("sealed") from None

    def _send_openly(self, message: Claimed) -> Answer:
        try:
            return Answer(self._call(message, message.payload))
        except errors.Rejected as refusal:
            if refusal.code != errors.INVALID_BLOCKS or message.fallback_blocks is None:
                raise
        plain = {**message.payload, "blocks": message.fallback_blocks}
        return Answer(self._call(message, plain), charts_refused=True)

    def _call(self, message: Claimed, payload: dict[str, object]) -> Sent:
        gateway = self._gateways[message.workspace_id]
        if self._its.clock() >= message.held_until:
            raise errors.TooLate
        try:
            return gateway.send(
                message.method,
                message.channel,
                payload,
                client_msg_id=delivery.client_msg_id(message.workspace_id, message.key),
                thread_ts=message.thread_ts,
                ts=message.ts,
            )
        except errors.Unconfirmed as doubt:
            if gateway.answers():
                raise
            raise errors.Away(doubt.code) from doubt

    def _finish(self, done: Iterable[Future[Answer]]) -> int:
        """Record what became of messages; return how many are sent."""
        now = self._its.clock()
        ends = [self._ended(future, self._in_hand.pop(future), now) for future in done]
        self._its.recorder.record(ends, now)
        statuses = [ended.outcome.status for ended in ends]
        self._its.tries.update(statuses)
        return statuses.count(MessageStatus.SENT)

    def _ended(self, future: Future[Answer], message: Claimed, now: datetime) -> Ended:
        error, gap = future.exception(), self._its.pace.channel_gap
        if error is None:
            ended = taken(message, future.result(), gap)
        else:
            ended = failed(message, error, gap, now)
        _tell(ended)
        return ended


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
