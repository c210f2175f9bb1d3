"""Which day somebody means who types it: a date, a day of the week, tomorrow."""

import re
from datetime import date

from bot.rules.dates import month_name, weekday_name
from bot.rules.language import _
from bot.rules.school_days import ONE_DAY

_SHORTEST = 3
_BEFORE_IT = re.compile(r"^(until|till|to|on)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"^(\d{1,2})(st|nd|rd|th)?$", re.IGNORECASE)
_YEAR = re.compile(r"^\d{4}$")


def read_day(text: str, today: date) -> date | None:
    """Return the day that was typed, a later one than today where no year says otherwise.

    Understood are `2027-01-05`, `5 January`, `Jan 5th, 2027`, `Monday`, `tomorrow`, each with or
    without `until`; None for anything else.
    """
    plain = _BEFORE_IT.sub("", text.strip())
    try:
        return date.fromisoformat(plain)
    except ValueError:
        words = plain.replace(",", " ").split()
    if len(words) == 1:
        return _named_day(words[0], today)
    return _day_of_month(words, today)


def _named_day(word: str, today: date) -> date | None:
    if word.casefold() == _("tomorrow"):
        return today + ONE_DAY
    for days in range(1, 8):
        day = today + ONE_DAY * days
        if _begins(weekday_name(day), word):
            return day
    return None


def _day_of_month(words: list[str], today: date) -> date | None:
    """Read a month, a day and perhaps a year, the first two in either order."""
    months = [month for month in range(1, 13) for word in words if _begins(month_name(month), word)]
    days = [int(found[1]) for word in words if (found := _NUMBER.match(word))]
    years = [int(word) for word in words if _YEAR.match(word)]
    if (len(months), len(days)) != (1, 1) or len(words) != 2 + len(years) or len(years) > 1:
        return None
    try:
        if years:
            return date(years[0], months[0], days[0])
        this_year = date(today.year, months[0], days[0])
        return this_year if this_year > today else this_year.replace(year=today.year + 1)
    except ValueError:
        return None


def _begins(name: str, typed: str) -> bool:
    return len(typed) >= _SHORTEST and name.casefold().startswith(typed.rstrip(".").casefold())
