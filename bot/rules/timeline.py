"""What is said in one check-in cycle, to whom and when: the list that people and operators read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Moment(StrEnum):
    """What happens at one moment of a cycle, or of a pulse."""

    OPENS = "opens"
    REMINDER = "reminder"
    DUE = "due"
    DIGEST = "digest"
    CLOSES = "closes"
    PULSE_REMINDER = "pulse reminder"
    PULSE_RESULTS = "pulse results"


@dataclass(frozen=True, slots=True)
class Coming:
    """One moment that is still to come."""

    at: datetime
    what: Moment


def still_to_come(
    *,
    opens_at: datetime,
    reminders: Sequence[datetime | None],
    due_at: datetime,
    digest_at: datetime | None,
    closes_at: datetime,
    now: datetime,
) -> list[Coming]:
    """List in their order the moments of a cycle after now; a digest that was made is None."""
    planned = [
        (opens_at, Moment.OPENS),
        *((at, Moment.REMINDER) for at in reminders),
        (due_at, Moment.DUE),
        (digest_at, Moment.DIGEST),
        (closes_at, Moment.CLOSES),
    ]
    coming = [Coming(at, what) for at, what in planned if at is not None and at > now]
    return sorted(coming, key=lambda one: one.at)
