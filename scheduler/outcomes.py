"""What a try that is over means: for the message, for its channel, for everything behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.rules import retries
from bot.rules.vocabulary import MessageStatus
from bot.slack import errors
from bot.slack.gateway import Sent
from storage import lanes
from storage.deliveries import Claimed
from storage.tries import Outcome


@dataclass(frozen=True)
class Answer:
    """That Slack took a message, perhaps only without its charts."""

    sent: Sent
    charts_refused: bool = False


@dataclass(frozen=True)
class Ended:
    """A try that is over."""

    message: Claimed
    outcome: Outcome
    # When the message's channel may go on, and until when other lanes must wait.
    lane_free_at: datetime
    waits: Mapping[str, datetime] = field(default_factory=dict)
    charts_refused: bool = False
    # What went wrong, if anything did.
    error: BaseException | None = None


def taken(message: Claimed, answer: Answer, gap: timedelta) -> Ended:
    """Return the end of a try that Slack took; the channel rests for the gap."""
    return Ended(
        message,
        Outcome(MessageStatus.SENT, channel=answer.sent.channel, ts=answer.sent.ts),
        lane_free_at=message.claimed_at + gap,
        charts_refused=answer.charts_refused,
    )


def failed(message: Claimed, error: BaseException, gap: timedelta, now: datetime) -> Ended:
    """Return the end of a try that Slack did not take, or did not say so."""
    outcome = _outcome(message, error, now)
    free_at = message.claimed_at + gap
    if outcome.try_at is not None and not isinstance(error, errors.LimitReached):
        # Later messages wait behind this one, so that they do not overtake it. A limit makes all
        # calls of its method wait, and no others need to.
        free_at = max(free_at, now + retries.standstill(outcome.try_at - now))
    return Ended(
        message, outcome, lane_free_at=free_at, waits=_waits(message, error, outcome), error=error
    )


def _outcome(message: Claimed, error: BaseException, now: datetime) -> Outcome:
    again = retries.retry_after(message.attempts)
    if isinstance(error, errors.TooLate):
        return Outcome(MessageStatus.PENDING, error.code, try_at=now, counts=False)
    if isinstance(error, errors.Rejected):
        return Outcome(MessageStatus.REJECTED, error.code)
    if isinstance(error, errors.Unavailable):
        wait = error.retry_after or retries.standstill(again)
        counts = error.retry_after is None
        return Outcome(MessageStatus.PENDING, error.code, try_at=now + wait, counts=counts)
    if isinstance(error, errors.Away):
        # It keeps its place: what was queued later waits for Slack just as long.
        return Outcome(MessageStatus.UNCERTAIN, error.code, try_at=now + retries.standstill(again))
    # What is no failed call of Slack's is a fault of ours, at a moment we do not know.
    code = error.code if isinstance(error, errors.NotSent) else type(error).__name__
    return Outcome(MessageStatus.UNCERTAIN, code, try_at=now + again)


def _waits(message: Claimed, error: BaseException, outcome: Outcome) -> dict[str, datetime]:
    if not isinstance(error, errors.Unavailable | errors.Away) or outcome.try_at is None:
        return {}
    limited = isinstance(error, errors.LimitReached)
    return {message.method if limited else lanes.WORKSPACE: outcome.try_at}
