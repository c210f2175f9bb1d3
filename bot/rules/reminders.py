"""When one person is reminded of one check-in, why, and when never again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.cadence import WorkingHours, local_day, next_working_day, next_working_moment
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import ExpectationState, Role

MOST_REMINDERS = 3

Ladder = Sequence[datetime | None]
"""The planned reminders of a cycle, first to last, as `CyclePlan.ladder` gives them."""


class Why(StrEnum):
    """Why this person gets this reminder."""

    LEADS = "leads"
    STANDS_IN = "stands_in"
    WAS_ASKED = "was_asked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do now: send this step, or wait until `at`, or (both None) never remind again."""

    step: int | None = None
    at: datetime | None = None


NEVER = Verdict()


def why_reminded(role: Role, *, asked_by_colleague: bool) -> Why:
    """Say why: a colleague asked them, they lead their side, or they stand in for its lead."""
    if asked_by_colleague:
        return Why.WAS_ASKED
    return Why.LEADS if role is Role.LEAD else Why.STANDS_IN


def next_reminder(
    ladder: Ladder, *, sent: int, hours: WorkingHours, closes_at: datetime, now: datetime
) -> datetime | None:
    """Return when the next reminder after `sent` of them is due, now or later; None for no more.

    Several that were missed while nobody was at the wheel are due once, now.
    """
    planned = [at for at in ladder[sent:] if at is not None]
    if not planned:
        return None
    missed = planned[0] <= now
    return _within(next_working_moment(now if missed else planned[0], hours), closes_at)


def decide(
    ladder: Ladder,
    *,
    state: ExpectationState,
    side_in: bool,
    sent: int,
    hours: WorkingHours,
    closes_at: datetime,
    now: datetime,
) -> Verdict:
    """Decide over a reminder that has fallen due, planned or snoozed.

    It stops the moment the side is in or the person said no; it waits for working hours. The step
    is the number of the latest planned reminder that has come, and one more than `sent` at least.
    """
    if side_in or state is not ExpectationState.OPEN or sent >= MOST_REMINDERS:
        return NEVER
    moment = _within(next_working_moment(now, hours), closes_at)
    if moment is None:
        return NEVER
    if moment > now:
        return Verdict(at=moment)
    come = [step for step, at in enumerate(ladder, start=1) if at is not None and at <= now]
    return Verdict(step=max([sent + 1, *come]))


def next_day_moment(hours: WorkingHours, *, closes_at: datetime, now: datetime) -> datetime | None:
    """Return when to try again after today's one reminder was for something else, if in time."""
    return _within(next_working_day(now, hours), closes_at)


def when_back(back_at: datetime, *, hours: WorkingHours, closes_at: datetime) -> datetime | None:
    """Return when to remind somebody who is away until then, if in time."""
    return _within(next_working_moment(back_at, hours), closes_at)


def snoozed_until(
    chosen: datetime,
    *,
    sent: int,
    hours: WorkingHours,
    closes_at: datetime,
    now: datetime,
) -> datetime:
    """Return the working moment a snooze ends, or refuse one that would help nobody."""
    if sent >= MOST_REMINDERS:
        raise Refusal(_("That was the last reminder, so there is nothing more to snooze."))
    if chosen <= now:
        raise Refusal(_("That time has passed. Choose a later day."), field="snooze")
    moment = _within(next_working_moment(chosen, hours), closes_at)
    if moment is None:
        raise Refusal(
            _("The check-in closes on {day}. Choose a day before that.").format(
                day=say_day(local_day(closes_at, hours.zone))
            ),
            field="snooze",
        )
    return moment


def _within(moment: datetime, closes_at: datetime) -> datetime | None:
    return moment if moment < closes_at else None
