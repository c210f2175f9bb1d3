"""When people may answer a check-in, what comes late, and what needs a reason."""

from datetime import datetime

from bot.rules.cadence import local_day
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Confidence, CycleState


class NotOpenYet(Refusal):
    """The cycle has not opened."""


class AlreadyClosed(Refusal):
    """The cycle has closed; what was said in it stays as it is."""


def is_late(submitted_at: datetime, due_at: datetime) -> bool:
    """Say whether an answer came after its due date; it counts all the same."""
    return submitted_at > due_at


def needs_reason(confidence: Confidence | None) -> bool:
    """Say whether a reason is asked for: below "on track"."""
    return confidence not in (None, Confidence.ON_TRACK)


def ensure_can_answer(
    state: CycleState,
    *,
    opens_at: datetime,
    closes_at: datetime,
    next_opens_at: datetime | None,
    zone: str,
    now: datetime,
) -> None:
    """Refuse an answer, new or edited, outside the cycle's window, and say the date to wait for."""
    if state is CycleState.UPCOMING:
        raise NotOpenYet(
            _("This check-in opens on {day}. You will find it here then.").format(
                day=say_day(local_day(opens_at, zone))
            )
        )
    if state is CycleState.CLOSED or now >= closes_at:
        raise AlreadyClosed(_closed(next_opens_at, zone))


def _closed(next_opens_at: datetime | None, zone: str) -> str:
    if next_opens_at is None:
        return _("This check-in has closed. Your words from it are kept.")
    return _("This check-in has closed. The next one opens on {day}.").format(
        day=say_day(local_day(next_opens_at, zone))
    )
