"""Use cases of an operator who steps in on messages; who did it and why is kept beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.interventions
from bot.rules import stepping_in
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import MessageStatus, OutboxEventKind
from storage import outbox
from storage.models import OutboxMessage


@dataclass(frozen=True)
class Reason:
    """Who steps in, and why."""

    by: str
    because: str


@dataclass(frozen=True)
class Result:
    """What became of stepping in on one message: it is done, or the sentence says why not."""

    key: str
    refusal: str | None = None


def retry(
    session: Session, message_ids: Sequence[int], *, reason: Reason, now: datetime
) -> list[Result]:
    """Send messages again that were given up or that wait, each one as if for the first time."""

    def again(message: OutboxMessage) -> None:
        stepping_in.ensure_may_retry(
            message.status,
            in_hand=_in_hand(message, now),
            replaced=message.last_error == outbox.SUPERSEDED,
            waits_for=storage.interventions.unsent_leader(session, message),
            forgotten=not message.payload,
        )
        _keep(session, message, OutboxEventKind.RETRIED, reason, now)
        message.status = MessageStatus.PENDING
        message.attempts = 0
        message.due_at = now
        message.best_before = max(message.best_before, now + stepping_in.RETRIED_FOR)
        message.last_error = ""
        message.finished_at = None

    return _each(session, message_ids, again)


def drop(
    session: Session, message_ids: Sequence[int], *, reason: Reason, now: datetime
) -> list[Result]:
    """Give messages up for good; what follows them is given up too."""

    def give_up(message: OutboxMessage) -> None:
        stepping_in.ensure_may_drop(message.status, in_hand=_in_hand(message, now))
        _keep(session, message, OutboxEventKind.DROPPED, reason, now)
        message.status = MessageStatus.DROPPED
        message.finished_at = now

    return _each(session, message_ids, give_up)


def _each(
    session: Session, message_ids: Sequence[int], act: Callable[[OutboxMessage], None]
) -> list[Result]:
    results = []
    for message in storage.interventions.take(session, message_ids):
        try:
            act(message)
        except Refusal as refusal:
            results.append(Result(message.key, refusal.sentence))
        else:
            # What follows it is looked at next.
            session.flush()
            results.append(Result(message.key))
    return results


def _in_hand(message: OutboxMessage, now: datetime) -> bool:
    return message.status is MessageStatus.SENDING and message.due_at > now


def _keep(
    session: Session,
    message: OutboxMessage,
    kind: OutboxEventKind,
    reason: Reason,
    now: datetime,
) -> None:
    storage.interventions.add_event(
        session,
        key=message.key,
        kind=kind,
        at=now,
        by=reason.by,
        because=reason.because,
        status=message.status,
        error=message.last_error,
    )
