"""Which time zones exist, and how a person finds theirs by typing."""

import zoneinfo
from functools import cache
from typing import NamedTuple

from bot.rules.language import _
from bot.rules.text import squeezed

# Files beside the zone database that are settings of the machine and not places.
_NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})

_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


class ZoneChoice(NamedTuple):
    """One line of the time-zone picker: the IANA name and what people read."""

    name: str
    label: str


@cache
def zone_names() -> frozenset[str]:
    """Return the IANA names this machine knows."""
    return frozenset(zoneinfo.available_timezones() - _NOT_PLACES)


def is_zone(name: str) -> bool:
    """Say whether the IANA name can be used."""
    return name in zone_names()


def zones_matching(query: str, limit: int = 100) -> list[ZoneChoice]:
    """List the zones that fit what was typed, North American ones first, `limit` at most.

    Case, spaces, underscores and punctuation do not matter: `newyork`, `New York` and `eastern`
    find the same zone. An empty query offers everything in that order.
    """
    wanted = squeezed(query)
    found = [choice for choice in _choices() if wanted in squeezed(f"{choice.label} {choice.name}")]
    return found[:limit]


def zone_label(name: str) -> str:
    """Return what the picker calls a zone, to show the one chosen before."""
    return _common().get(name) or _city_label(name)


def _choices() -> list[ZoneChoice]:
    common = _common()
    others = sorted(zone_names() - common.keys(), key=_rank)
    return [ZoneChoice(name, common[name]) for name in common if is_zone(name)] + [
        ZoneChoice(name, _city_label(name)) for name in others
    ]


def _rank(name: str) -> tuple[bool, str]:
    """Put places before old aliases such as `US/Eastern` and `Etc/GMT+5`."""
    return name.partition("/")[0] not in _AREAS, name


def _city_label(name: str) -> str:
    area, slash, city = name.replace("_", " ").rpartition("/")
    return f"{city} ({area})" if slash else city


def _common() -> dict[str, str]:
    return {
        "America/New_York": _("Eastern Time (New York)"),
        "America/Chicago": _("Central Time (Chicago)"),
        "America/Denver": _("Mountain Time (Denver)"),
        "America/Phoenix": _("Arizona (Phoenix)"),
        "America/Los_Angeles": _("Pacific Time (Los Angeles)"),
        "America/Anchorage": _("Alaska (Anchorage)"),
        "Pacific/Honolulu": _("Hawaii (Honolulu)"),
        "America/Puerto_Rico": _("Puerto Rico"),
        "Pacific/Guam": _("Guam"),
        "America/Toronto": _("Eastern Time (Toronto)"),
        "America/Winnipeg": _("Central Time (Winnipeg)"),
        "America/Regina": _("Saskatchewan (Regina)"),
        "America/Edmonton": _("Mountain Time (Edmonton)"),
        "America/Vancouver": _("Pacific Time (Vancouver)"),
        "America/Halifax": _("Atlantic Time (Halifax)"),
        "America/St_Johns": _("Newfoundland (St. John's)"),
        "America/Mexico_City": _("Central Mexico (Mexico City)"),
    }
