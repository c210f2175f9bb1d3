"""Public holidays as the library `holidays` knows them: whose there are, and which days."""

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import holidays
from holidays.registry import COUNTRIES

from bot.rules.school_days import DaysOff
from bot.rules.text import squeezed

# Years before and after the one that is planned from.
_BEFORE, _AFTER = 1, 3
_LANGUAGE = "en_US"
_ORDINARY_WORDS = {" And ": " and ", " Of ": " of ", " The ": " the "}


class Place(NamedTuple):
    """Whose public holidays: a country's, or with a state also that state's; none for none."""

    country: str = ""
    state: str = ""

    @property
    def code(self) -> str:
        return f"{self.country}-{self.state}" if self.state else self.country


def days_off(place: Place, around: date) -> tuple[DaysOff, ...]:
    """Return the public holidays of a place in the years around a day."""
    return _days_off(place, around.year)


@cache
def _days_off(place: Place, year: int) -> tuple[DaysOff, ...]:
    if not place.country:
        return ()
    found = holidays.country_holidays(
        place.country,
        subdiv=place.state or None,
        years=range(year - _BEFORE, year + _AFTER + 1),
        language=_LANGUAGE,
    )
    return tuple(DaysOff(day, day, name) for day, name in sorted(found.items()))


def place_of(code: str) -> Place | None:
    """Return the place of a code such as `US` or `US-IL`; nothing when there is none."""
    country, _dash, state = code.partition("-")
    place = Place(country, state)
    return place if place in _names() else None


def name_of(place: Place) -> str:
    """Name a place, such as `United States, Illinois`."""
    return _names().get(place, place.code)


def usual_place(zone: str) -> Place:
    """Return the country that a time zone is in, as the time-zone database has it."""
    country = _countries_of_zones().get(zone, "")
    return Place(country) if Place(country) in _names() else Place()


def places_matching(query: str, limit: int = 100) -> list[Place]:
    """List the places that fit what was typed, countries first."""
    wanted = squeezed(query)
    found = [place for place, name in _names().items() if wanted in squeezed(name)]
    return sorted(found, key=lambda place: (place.state != "", _names()[place]))[:limit]


@cache
def _names() -> dict[Place, str]:
    supported = holidays.list_supported_countries(include_aliases=False)
    named: dict[Place, str] = {}
    for entry in COUNTRIES.values():
        country = entry[1]
        name = _in_words(entry[0])
        named[Place(country)] = name
        for state in supported.get(country, ()):
            named[Place(country, state)] = f"{name}, {_states(country).get(state, state)}"
    return named


@cache
def _states(country: str) -> dict[str, str]:
    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    # Several languages may name one state; English comes first.
    return {code: name for name, code in reversed(aliases.items())}


def _in_words(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    for capital, small in _ORDINARY_WORDS.items():
        words = words.replace(capital, small)
    return words


@cache
def _countries_of_zones() -> dict[str, str]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {line[2]: line[0] for line in lines}
