"""The months, quarters, terms and years a school year is cut into, and their names."""

import re
from datetime import date

from bot.rules.dates import month_name
from bot.rules.language import _
from bot.rules.vocabulary import Cadence

_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.TERM: 4, Cadence.YEARLY: 12}


def period_start(cadence: Cadence, day: date, year_start_month: int) -> date:
    """Return the first day of the period that holds this day."""
    into_period = (day.month - year_start_month) % _MONTHS[cadence]
    return _months_later(day, -into_period)


def next_period_start(cadence: Cadence, day: date, year_start_month: int) -> date:
    """Return the first day of the period after the one that holds this day."""
    return _months_later(period_start(cadence, day, year_start_month), _MONTHS[cadence])


def period_name(cadence: Cadence, day: date, year_start_month: int) -> str:
    """Name the period that holds this day, such as `Quarter 2 of 2026–27`."""
    if cadence is Cadence.MONTHLY:
        return _("{month} {year}").format(month=month_name(day.month), year=day.year)
    year = _school_year(day, year_start_month)
    if cadence is Cadence.YEARLY:
        return _("School year {year}").format(year=year)
    number = (day.month - year_start_month) % 12 // _MONTHS[cadence] + 1
    words = (
        _("Quarter {number} of {year}")
        if cadence is Cadence.QUARTERLY
        else _("Term {number} of {year}")
    )
    return words.format(number=number, year=year)


def named_term(label: str, day: date, year_start_month: int) -> str:
    """Name a term of the school's own, with the year unless its label has it."""
    year = _school_year(day, year_start_month)
    if re.search(r"\d{4}", label):
        return label
    return _("{term}, {year}").format(term=label, year=year)


def _school_year(day: date, year_start_month: int) -> str:
    first = day.year if day.month >= year_start_month else day.year - 1
    if year_start_month == 1:
        return str(first)
    return f"{first}–{(first + 1) % 100:02}"


def _months_later(day: date, months: int) -> date:
    """Return the first of the month so many months later, or earlier if negative."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
