"""Writes down what became of tries, and acts on what they say about where messages were going."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.logs import what_failed
from bot.rules import delivery, retries
from bot.rules.vocabulary import MessageStatus, PauseReason
from bot.services import channels, departures, handover_requests, mentions
from bot.slack import errors
from scheduler.outcomes import Ended
from scheduler.passes import survived
from storage import lanes, tries, workspaces
from storage.database import Database
from storage.tries import Try

log = logging.getLogger(__name__)

# Where nothing can be said any more until somebody changes the channel. Slack tells us so when it
# happens; this is for what happened while the bot was off.
_CHANNEL_LOST = {
    "channel_not_found": PauseReason.UNREACHABLE,
    "is_archived": PauseReason.ARCHIVED,
    "not_in_channel": PauseReason.REMOVED,
}
_PERSON_LEFT = frozenset({"user_disabled"})
# Slack's ids of people begin so. Somebody of another workspace may not be written to privately.
_PEOPLE = ("U", "W")
_NOT_PRIVATELY = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_not_found",
        "user_not_visible",
    }
)

# What a database says that is away, busy or full, whatever the row.
_FOR_A_WHILE = (OperationalError, InterfaceError, PoolTimeout)


class Recorder:
    """Records ends of tries for one process; what cannot be written now is kept, and written later.

    Without that, a message that Slack took while the database was away would be sent again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: list[Ended] = []

    @property
    def kept(self) -> Collection[int]:
        """The messages whose end is not written down yet."""
        return [ended.message.id for ended in self._kept]

    def catch_up(self, now: datetime) -> None:
        """Write down what could not be written before, as far as that is possible now."""
        kept, self._kept = self._kept, []
        self.record(kept, now)

    def record(self, ends: Iterable[Ended], now: datetime) -> None:
        groups: dict[str, list[Ended]] = {}
        for ended in ends:
            groups.setdefault(ended.message.workspace_id, []).append(ended)
        for workspace_id, group in groups.items():
            self._record(workspace_id, group, now)

    def _record(self, workspace_id: str, group: Sequence[Ended], now: datetime) -> None:
        try:
            with self._database.unit_of_work(workspace_id) as session:
                _write(session, group, now)
        except _FOR_A_WHILE as failure:
            _tell(group, failure)
            self._kept += group
        except SQLAlchemyError as failure:
            for ended in group if len(group) > 1 else ():
                self._record(workspace_id, [ended], now)
            if len(group) == 1:
                # The lease lapses, and then the message is tried again by the same id.
                _tell(group, failure)
        else:
            self._see_to_destinations(workspace_id, group, now)

    def _see_to_destinations(
        self, workspace_id: str, group: Sequence[Ended], now: datetime
    ) -> None:
        for ended in group:
            if ended.outcome.status is not MessageStatus.REJECTED:
                continue
            code, where = ended.outcome.error, ended.message.lane
            if code in _PERSON_LEFT:
                with survived("person left"), self._database.unit_of_work(workspace_id) as session:
                    departures.left(session, user_id=where, now=now)
            elif where[:1] in _PEOPLE:
                if code in _NOT_PRIVATELY:
                    with survived("mention"), self._database.unit_of_work(workspace_id) as session:
                        mentions.instead(session, key=ended.message.key, user_id=where, now=now)
            elif code in _CHANNEL_LOST:
                because = _CHANNEL_LOST[code]
                with survived("channel lost"), self._database.unit_of_work(workspace_id) as session:
                    channels.gone(session, channel_id=where, because=because, now=now)
            asked = delivery.handover_named(ended.message.key)
            if asked is not None:
                with survived("handover"), self._database.unit_of_work(workspace_id) as session:
                    handover_requests.not_delivered(session, asked, now=now)


def _write(session: Session, group: Sequence[Ended], now: datetime) -> None:
    for ended in group:
        lanes.hold(session, ended.waits)
        if ended.charts_refused:
            workspaces.refuse_charts(session, now + retries.CHARTS_REST)
    tries.record(session, [Try(one.message, one.outcome, one.lane_free_at) for one in group], now)
    shut_out = [one.error.code for one in group if isinstance(one.error, errors.ShutOut)]
    if shut_out and workspaces.shut_out(session, because=shut_out[0], now=now):
        about = {"workspace": group[0].message.workspace_id, "code": shut_out[0]}
        log.error("shut_out", extra=about)


def _tell(group: Sequence[Ended], failure: SQLAlchemyError) -> None:
    for ended in group:
        log.error("not_recorded", extra={"row": ended.message.id, **what_failed(failure)})
