"""When the owner of an action hears of it, and what can become of it at the end of a cycle."""

from datetime import date, datetime, timedelta

from bot.rules.cadence import WorkingHours, to_utc
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.school_days import ONE_DAY
from bot.rules.text import meaningful
from bot.rules.vocabulary import ActionStatus, ActionStep

# Early enough to still do it, late enough to be about something near.
_DAYS_BEFORE = timedelta(days=2)
_FOR_NOW = timedelta(days=14)


def first_step(due_on: date, today: date) -> ActionStep:
    """Return the reminder that comes first: none before the day of what is due right away."""
    return ActionStep.BEFORE if due_on - _DAYS_BEFORE > today else ActionStep.AFTER


def step_by(step: ActionStep | None, due_on: date, today: date) -> ActionStep:
    """Return the reminder to send for one that has fallen due: before its day, or after it."""
    is_before = step is ActionStep.BEFORE and today <= due_on
    return ActionStep.BEFORE if is_before else ActionStep.AFTER


def step_after(step: ActionStep) -> ActionStep | None:
    """Return the reminder after this one, if there is one."""
    return ActionStep.AFTER if step is ActionStep.BEFORE else None


def reminder_at(step: ActionStep, due_on: date, hours: WorkingHours) -> datetime:
    """Return when a reminder is due: a working day before, or the first one after the day."""
    if step is ActionStep.BEFORE:
        day = hours.calendar.previous_school_day(due_on - _DAYS_BEFORE)
    else:
        day = hours.calendar.next_school_day(due_on + ONE_DAY)
    return to_utc(day, hours.start, hours.zone)


def carried_to(next_due: date | None, today: date) -> date:
    """Return the day that an action is carried over to: when the next check-in is due."""
    if next_due is None or next_due <= today:
        return today + _FOR_NOW
    return next_due


def suggested_day(today: date) -> date:
    """Return the day that a form for a new action begins with."""
    return today + _FOR_NOW


def ensure_open(status: ActionStatus) -> None:
    """Refuse what only an open action can have, and say what became of it meanwhile."""
    if status is ActionStatus.DONE:
        raise Refusal(_("That action was marked done in the meantime. Thank you!"))
    if status is ActionStatus.DROPPED:
        raise Refusal(_("That action was dropped in the meantime, so there is nothing left to do."))


def without_reason(reason: str) -> dict[str, str]:
    """Return the sentence for an action that would be dropped without a word."""
    if meaningful(reason):
        return {}
    return {"reason": _("Please say in a few words why. It is kept in the action's log.")}
