"""Which days are school days, and why a date moved to another one."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.dates import say_day
from bot.rules.language import _

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A break or a single no-school day: both ends belong to it; the label is for people."""

    first: date
    last: date
    label: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term, semester or trimester as the school names it: both ends belong to it."""

    first: date
    last: date
    label: str


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """When the school year starts (1 to 12), on which days nobody is at school, and its terms."""

    year_start_month: int = 8
    days_off: tuple[DaysOff, ...] = ()
    terms: tuple[Term, ...] = ()

    def off_on(self, day: date) -> DaysOff | None:
        """Return the break or no-school day that this day is in."""
        return next((off for off in self.days_off if off.first <= day <= off.last), None)

    def is_school_day(self, day: date) -> bool:
        """Say whether people are at school on this day."""
        return not is_weekend(day) and self.off_on(day) is None

    def next_school_day(self, day: date) -> date:
        """Return this day, or the first school day after it."""
        while not self.is_school_day(day):
            day += ONE_DAY
        return day

    def previous_school_day(self, day: date) -> date:
        """Return this day, or the last school day before it."""
        while not self.is_school_day(day):
            day -= ONE_DAY
        return day

    def why_it_opens_later(self, wanted: date, opens: date) -> str | None:
        """Say why a check-in does not open on the day it was meant to; None when it does.

        A break or a holiday on the way is a better reason than the weekend beside it.
        """
        if opens <= wanted or self.is_school_day(wanted):
            return None
        between = (wanted + ONE_DAY * days for days in range((opens - wanted).days))
        off = next((found for day in between if (found := self.off_on(day))), None)
        if off is None:
            sentence = _("The check-in would fall on the weekend, so it opens on {day}.")
        elif off.first == off.last:
            sentence = _("The check-in would fall on {what}, so it opens on {day}.")
        else:
            sentence = _("The check-in would fall in {what}, so it opens on {day}.")
        return sentence.format(what=off.label if off else "", day=say_day(opens))


def is_weekend(day: date) -> bool:
    """Say whether the day is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY
