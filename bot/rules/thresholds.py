"""What may be shown of answers without anybody's answer being found out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.rules.pulse import SCALE

FLOOR = 5
"""No setting makes a group smaller than that."""

Group = frozenset[int]
"""The people whose answers one shown number is made of."""

_LOWEST, _HIGHEST = SCALE[0], SCALE[-1]


class Shown(StrEnum):
    """Of whom results are shown: of nobody, of everybody together, or of each side."""

    NOTHING = "nothing"
    TOGETHER = "together"
    SIDES = "sides"


class Bound(StrEnum):
    """Whether a mean is as it is, or only said to lie at an end of the scale."""

    EXACT = "exact"
    OR_HIGHER = "or_higher"
    OR_LOWER = "or_lower"


@dataclass(frozen=True)
class Mean:
    """A mean as it is shown, with one decimal."""

    value: float
    bound: Bound = Bound.EXACT


def fewest(chosen: int) -> int:
    """Return how many answers a group needs: what was chosen, and never fewer than the floor."""
    return max(FLOOR, chosen)


def may_show(group: Group, shown: Iterable[Group], fewest: int) -> bool:
    """Say whether the answers of a group may be shown beside those shown before.

    The group must be large enough; it must be the same as each of the others or differ from it by
    enough people, so that nobody's answer is left when one is taken from the other; and no way of
    adding and subtracting all of them may leave a single person.
    """
    others = list(shown)
    if len(group) < fewest:
        return False
    if any(0 < len(group ^ other) < fewest for other in others):
        return False
    return not _singles_out([*others, group])


def choose(school: Group, partner: Group, shown: Sequence[Group], fewest: int) -> Shown:
    """Return of whom a wave's results are shown, given whose were shown before.

    A side is shown only with the other one: else its share could be taken from the whole.
    """
    everybody = school | partner
    if not may_show(everybody, shown, fewest):
        return Shown.NOTHING
    if all(may_show(side, [*shown, everybody], fewest) for side in (school, partner)):
        return Shown.SIDES
    return Shown.TOGETHER


def groups_of(shown: Shown, school: Group, partner: Group) -> list[Group]:
    """Return the groups whose answers a wave has shown."""
    if shown is Shown.NOTHING:
        return []
    together = [school | partner]
    return together if shown is Shown.TOGETHER else [*together, school, partner]


def mean_of(tally: Sequence[int], people: int, fewest: int) -> Mean | None:
    """Return the mean of answers that were counted by score, or nothing where it would tell.

    `people` took part; of them so many skipped that the answers of who did not are too few, or
    else so few that it would be known whose answers are missing. Near an end of the scale only
    that is said: a mean of 5 is everybody's answer, and one a little below it is everybody else's
    to the only person who knows to have answered low.
    """
    count = sum(tally)
    if count < fewest or 0 < people - count < fewest:
        return None
    total = sum(score * times for score, times in zip(SCALE, tally, strict=True))
    if total >= _HIGHEST * (count - 1):
        tenths = (10 * _HIGHEST * (count - 1)) // count
        return Mean(tenths / 10, Bound.OR_HIGHER)
    if total <= _LOWEST * count + _HIGHEST:
        tenths = -((-10 * (_LOWEST * count + _HIGHEST)) // count)
        return Mean(tenths / 10, Bound.OR_LOWER)
    return Mean(round(total / count, 1))


def balanced(school: Mean, partner: Mean) -> Mean:
    """Return the mean of both sides, each counting the same: it tells no more than they do."""
    bounds = {school.bound, partner.bound} - {Bound.EXACT}
    bound = bounds.pop() if len(bounds) == 1 else Bound.EXACT
    return Mean(round((school.value + partner.value) / 2, 1), bound)


def _singles_out(groups: Sequence[Group]) -> bool:
    """Say whether sums over these groups determine what one person of them answered.

    They do if that person alone is a combination of them, which elimination brings to light: then
    one of its rows holds nobody else.
    """
    rows: dict[int, dict[int, Fraction]] = {}
    for group in groups:
        row = _without(dict.fromkeys(group, Fraction(1)), rows)
        if not row:
            continue
        pivot = min(row)
        row = {one: share / row[pivot] for one, share in row.items()}
        rows = {one: _without(other, {pivot: row}) for one, other in rows.items()}
        rows[pivot] = row
    return any(len(row) == 1 for row in rows.values())


def _without(
    row: Mapping[int, Fraction], rows: Mapping[int, Mapping[int, Fraction]]
) -> dict[int, Fraction]:
    """Return a row less as much of the others as makes it vanish at their pivots."""
    left = dict(row)
    for pivot, other in rows.items():
        times = left.get(pivot, Fraction(0))
        for one, share in other.items():
            left[one] = left.get(one, Fraction(0)) - times * share
    return {one: share for one, share in left.items() if share}
