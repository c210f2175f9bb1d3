"""Days and months in words, in the reader's language and not in the machine's locale."""

from datetime import date
from functools import cache

from bot.rules.language import _, language


def month_name(month: int) -> str:
    """Name a month, 1 to 12."""
    return _months(language())[month - 1]


def weekday_name(day: date) -> str:
    """Name the day of the week."""
    return _weekdays(language())[day.weekday()]


def say_day(day: date) -> str:
    """Say a day in full, such as `Thursday, October 1, 2026`."""
    return _("{weekday}, {month} {day}, {year}").format(
        weekday=weekday_name(day), month=month_name(day.month), day=day.day, year=day.year
    )


# Looked up once a language: a digest names fifty days.
@cache
def _months(_language: str) -> tuple[str, ...]:
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )


@cache
def _weekdays(_language: str) -> tuple[str, ...]:
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
