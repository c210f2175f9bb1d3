"""The arithmetic of one goal: how far it is, how far it should be, and which way it moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.rules.language import _, ngettext
from bot.rules.numbers import write_number
from bot.rules.vocabulary import Direction

# Within a tenth of the whole way, being early or late is not worth a word.
_TOLERANCE = 0.1
_USUAL_BAND = 0.05
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a goal starts, where it goes, and between which days; `band` is for maintaining."""

    direction: Direction
    baseline: float
    target: float
    starts_on: date
    due_on: date
    band: float | None = None


class Standing(StrEnum):
    """Where a value is between baseline and target."""

    AWAY = "away"
    AT_START = "at_start"
    PART_WAY = "part_way"
    REACHED = "reached"
    BEYOND = "beyond"
    HELD = "held"
    OUTSIDE = "outside"


class Pace(StrEnum):
    """A goal's value against what was expected by today."""

    NOT_STARTED = "not_started"
    NO_VALUE = "no_value"
    AHEAD = "ahead"
    AS_EXPECTED = "as_expected"
    BEHIND = "behind"


class Movement(StrEnum):
    """What a value did between two check-ins."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    HELD = "held"


class Progress(NamedTuple):
    """The share of the way (0 to 1, and unclamped), whether the target is met, and in what word."""

    share: float
    raw: float
    reached: bool
    standing: Standing


def allowance(target: float, band: float | None) -> float:
    """Return how far from the target still counts as maintained: 5 % of it unless chosen."""
    return abs(target) * _USUAL_BAND if band is None else band


def progress(aim: Aim, current: float) -> Progress:
    """Measure a value against the aim.

    Maintaining is met or not: 1 within the band, 0 outside. The same holds where there is no way to
    go, because the baseline equals the target or lies beyond it.
    """
    raw = share_of_way(aim, current)
    reached = _is_reached(aim, current)
    return Progress(min(max(raw, 0.0), 1.0), raw, reached, _standing(aim, current))


def share_of_way(aim: Aim, current: float) -> float:
    """Return how much of the way from baseline to target is behind, unclamped."""
    if _has_way_to_go(aim):
        return (current - aim.baseline) / (aim.target - aim.baseline)
    return float(_is_reached(aim, current))


def expected_share(aim: Aim, today: date) -> float:
    """Return the share of the time that has passed, 0 to 1."""
    days = (aim.due_on - aim.starts_on).days
    if days <= 0:
        return float(today >= aim.due_on)
    return min(max((today - aim.starts_on).days / days, 0.0), 1.0)


def expected_value(aim: Aim, today: date) -> float:
    """Return the value a steady pace would have reached by today."""
    if aim.direction is Direction.MAINTAIN:
        return aim.target
    way = (aim.target - aim.baseline) * expected_share(aim, today)
    return round(aim.baseline + way, 4)


def pace(aim: Aim, current: float | None, today: date) -> Pace:
    """Compare a value with a steady pace; after the due date only a met target is as expected."""
    if today < aim.starts_on:
        return Pace.NOT_STARTED
    if current is None:
        return Pace.NO_VALUE
    done = progress(aim, current)
    if aim.direction is Direction.MAINTAIN or today > aim.due_on:
        return Pace.AS_EXPECTED if done.reached else Pace.BEHIND
    lead = done.raw - expected_share(aim, today)
    if abs(lead) <= _TOLERANCE:
        return Pace.AS_EXPECTED
    return Pace.AHEAD if lead > 0 else Pace.BEHIND


def movement(aim: Aim, previous: float | None, current: float | None) -> Movement | None:
    """Say which way a value moved, in the direction the goal wants; None without two values."""
    if previous is None or current is None:
        return None
    gain = round(_shortfall(aim, previous) - _shortfall(aim, current), 4)
    if gain == 0:
        return Movement.HELD
    return Movement.IMPROVED if gain > 0 else Movement.WORSENED


class Spark(NamedTuple):
    """A line of bars, and the same in words for whoever does not see it."""

    bars: str
    words: str


def spark(values: Sequence[float], unit: str = "") -> Spark:
    """Draw recorded values, oldest first."""
    if not values:
        return Spark("", _("No values yet"))
    low, high = min(values), max(values)
    reach = high - low or 1.0
    bars = "".join(_BARS[round((value - low) / reach * (len(_BARS) - 1))] for value in values)
    if len(values) == 1:
        return Spark(bars, write_number(values[0], unit))
    words = ngettext(
        "from {first} to {last} over {count} value",
        "from {first} to {last} over {count} values",
        len(values),
    )
    return Spark(
        bars,
        words.format(
            first=write_number(values[0], unit),
            last=write_number(values[-1], unit),
            count=len(values),
        ),
    )


def _shortfall(aim: Aim, value: float) -> float:
    """Return how much better the value could be, on a scale where less is better."""
    if aim.direction is Direction.INCREASE:
        return -value
    if aim.direction is Direction.DECREASE:
        return value
    return max(abs(value - aim.target) - allowance(aim.target, aim.band), 0.0)


def _is_reached(aim: Aim, value: float) -> bool:
    if aim.direction is Direction.MAINTAIN:
        return round(_shortfall(aim, value), 4) == 0
    return _shortfall(aim, value) <= _shortfall(aim, aim.target)


def _has_way_to_go(aim: Aim) -> bool:
    if aim.direction is Direction.MAINTAIN:
        return False
    return _shortfall(aim, aim.baseline) > _shortfall(aim, aim.target)


def _standing(aim: Aim, value: float) -> Standing:
    reached = _is_reached(aim, value)
    if aim.direction is Direction.MAINTAIN:
        return Standing.HELD if reached else Standing.OUTSIDE
    if reached:
        return Standing.REACHED if value == aim.target else Standing.BEYOND
    if value == aim.baseline:
        return Standing.AT_START
    if _shortfall(aim, value) > _shortfall(aim, aim.baseline):
        return Standing.AWAY
    return Standing.PART_WAY
