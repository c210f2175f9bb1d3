"""What somebody works out who knows who answered each time, and that nobody changed their mind."""

from collections.abc import Sequence
from itertools import combinations

Group = frozenset[int]

# Elimination in a field with so many numbers finds what elimination in fractions finds.
_PRIME = 2_147_483_647


def found_out(shown: Sequence[Group]) -> set[int]:
    """Return the people whose answer follows from the sums over these groups.

    A person's answer follows when a row with them alone adds nothing to the rows of the groups.
    """
    everybody = sorted({person for group in shown for person in group})
    rows = [[int(person in group) for person in everybody] for group in shown]
    rank = _rank(rows)
    return {
        person
        for place, person in enumerate(everybody)
        if _rank([*rows, [int(place == other) for other in range(len(everybody))]]) == rank
    }


def smallest_difference(shown: Sequence[Group]) -> int | None:
    """Return of how few people the answers follow when one shown group is taken from another."""
    differences = [len(one ^ other) for one, other in combinations(shown, 2) if one != other]
    return min(differences, default=None)


def _rank(rows: Sequence[Sequence[int]]) -> int:
    left = [list(row) for row in rows]
    rank = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((i for i in range(rank, len(left)) if left[i][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        inverse = pow(left[rank][column], -1, _PRIME)
        left[rank] = [value * inverse % _PRIME for value in left[rank]]
        for i, row in enumerate(left):
            if i != rank and row[column]:
                times = row[column]
                left[i] = [
                    (value - times * other) % _PRIME
                    for value, other in zip(row, left[rank], strict=True)
                ]
        rank += 1
    return rank
