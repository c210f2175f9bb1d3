"""Which days are school days, and why a date moved to another one."""

from dataclasses import dataclass
from datetime import date, timedelta

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
class SchoolCalendar:
    """When the school year starts (1 to 12) and on which days nobody is at school."""

    year_start_month: int = 8
    days_off: tuple[DaysOff, ...] = ()

    def why_not(self, day: date) -> str | None:
        """Say why this is not a school day; None when it is one."""
        for off in self.days_off:
            if off.first <= day <= off.last:
                return off.label
        return _("the weekend") if is_weekend(day) else None

    def is_school_day(self, day: date) -> bool:
        """Say whether people are at school on this day."""
        return self.why_not(day) is None

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


def is_weekend(day: date) -> bool:
    """Say whether the day is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY
