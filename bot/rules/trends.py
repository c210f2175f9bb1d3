"""What a picture of goals may honestly show: one scale for all, from the start until now."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.rules.language import _
from bot.rules.progress import Aim, share_of_way
from bot.rules.vocabulary import Direction

MOST_MOMENTS = 8
MOST_LINES = 6
_PERCENT = "%"


class Value(NamedTuple):
    """A number that somebody gave for a goal, and when."""

    at: datetime
    value: float


class Moment(NamedTuple):
    """One place on the time axis: its name, and until when numbers belong to it."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """A goal's name, unit and aim, with its values oldest first."""

    name: str
    unit: str
    aim: Aim
    values: Sequence[Value]

    def at(self, until: datetime) -> float:
        """Return the newest value by then; before the first one a goal stands at its baseline."""
        known = bisect_right(self.values, until, key=lambda value: value.at)
        return self.values[known - 1].value if known else self.aim.baseline


class Line(NamedTuple):
    """One goal's numbers, one for each of the trend's moments."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines on one scale; `unit` is that of every number."""

    title: str
    unit: str
    moments: Sequence[str]
    lines: Sequence[Line]


def trend(courses: Sequence[Course], moments: Sequence[Moment]) -> Trend | None:
    """Draw the goals over the moments, oldest first, both as many as can be read.

    One goal is drawn in its own unit beside its target. Several, of different units, are drawn as
    the share of the way from baseline to target in %, and those to be kept steady, which have no
    way to go, are left to the words. None when nobody gave a number yet.
    """
    known = [course for course in courses if course.values]
    going = [course for course in known if course.aim.direction is not Direction.MAINTAIN]
    drawn = (going or known[:1])[:MOST_LINES]
    shown = moments[-MOST_MOMENTS:]
    if not drawn or not shown:
        return None
    # A start further back than the moments shown would stand beside the wrong neighbour.
    from_start = len(shown) == len(moments)
    names = [*([_("Start")] if from_start else []), *(moment.name for moment in shown)]
    if len(drawn) == 1:
        return _alone(drawn[0], names, shown, from_start=from_start)
    return Trend(
        title=_("How far each goal has come, in %"),
        unit=_PERCENT,
        moments=names,
        lines=[
            Line(
                course.name,
                [0.0] * from_start
                + [
                    round(share_of_way(course.aim, course.at(moment.until)) * 100, 1)
                    for moment in shown
                ],
            )
            for course in drawn
        ],
    )


def _alone(
    course: Course, names: Sequence[str], shown: Sequence[Moment], *, from_start: bool
) -> Trend:
    values = [course.aim.baseline] * from_start + [course.at(moment.until) for moment in shown]
    return Trend(
        title=course.name,
        unit=course.unit,
        moments=names,
        lines=[
            Line(course.name, values),
            Line(_("Target"), [course.aim.target] * len(names)),
        ],
    )
