"""The months, quarters, terms and years a school year is cut into, and their names."""

from datetime import date

from bot.rules.dates import month_name
from bot.rules.language import _
from bot.rules.vocabulary import Cadence

_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.TERM: 4, Cadence.YEARLY: 12}


def period_start(cadence: Cadence, day: date, year_start_month: int) -> date:
    """Return the first day of the period that holds this day."""
    months = _MONTHS[cadence]
    into_period = (day.month - year_start_month) % 12 % months
    return _months_later(day.replace(day=1), -into_period)


def next_period_start(cadence: Cadence, day: date, year_start_month: int) -> date:
    """Return the first day of the period after the one that holds this day."""
    return _months_later(period_start(cadence, day, year_start_month), _MONTHS[cadence])


def period_name(cadence: Cadence, starts_on: date, year_start_month: int) -> str:
    """Name the period that holds `starts_on`, such as `Quarter 2 of 2026–27`."""
    if cadence is Cadence.MONTHLY:
        return _("{month} {year}").format(month=month_name(starts_on.month), year=starts_on.year)
    year = _school_year(starts_on, year_start_month)
    if cadence is Cadence.YEARLY:
        return _("School year {year}").format(year=year)
    number = (starts_on.month - year_start_month) % 12 // _MONTHS[cadence] + 1
    words = (
        _("Quarter {number} of {year}")
        if cadence is Cadence.QUARTERLY
        else _("Term {number} of {year}")
    )
    return words.format(number=number, year=year)


def _school_year(day: date, year_start_month: int) -> str:
    first = day.year if day.month >= year_start_month else day.year - 1
    if year_start_month == 1:
        return str(first)
    return f"{first}–{(first + 1) % 100:02}"


def _months_later(first_of_month: date, months: int) -> date:
    years, month = divmod(first_of_month.month - 1 + months, 12)
    return date(first_of_month.year + years, month + 1, 1)
