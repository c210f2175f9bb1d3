"""Thresholds: what may be shown, and that nobody's answer follows from it."""

from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.thresholds import (
    FLOOR,
    Bound,
    Mean,
    Shown,
    balanced,
    choose,
    fewest,
    groups_of,
    may_show,
    mean_of,
)

A, B = frozenset(range(1, 7)), frozenset(range(11, 17))


def people(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


@pytest.mark.parametrize(("chosen", "holds"), [(0, 5), (3, 5), (5, 5), (10, 10)])
def test_no_choice_goes_below_the_floor(chosen, holds):
    assert fewest(chosen) == holds


@pytest.mark.parametrize(
    ("group", "shown", "may"),
    [
        (people(1, 2, 3, 4), [], False),
        (people(1, 2, 3, 4, 5), [], True),
        (A, [A], True),
        (A, [A | {7}], False),
        (A | {7}, [A], False),
        (A | {7, 8, 9, 10}, [A], False),
        (A | {7, 8, 9, 10, 11}, [A], True),
        # As many came as went, but not enough of both together.
        (people(3, 4, 5, 6, 7, 8), [A], False),
        (people(4, 5, 6, 7, 8, 9), [A], True),
        # The last wave is far enough away, the one before it is not.
        (A | {7}, [A, B], False),
        # Both together and one person more: that one would be left.
        (A | B | {99}, [A, B], False),
        (A | B, [A, B], True),
    ],
)
def test_a_group_is_large_enough_and_far_enough_from_others(group, shown, may):
    assert may_show(group, shown, FLOOR) is may


@pytest.mark.parametrize(
    ("school", "partner", "shown", "what"),
    [
        (A, B, [], Shown.SIDES),
        (A, people(11, 12), [], Shown.TOGETHER),
        (people(1, 2, 3), people(11, 12), [], Shown.TOGETHER),
        (people(1, 2), people(11, 12), [], Shown.NOTHING),
        (A, people(), [], Shown.TOGETHER),
        (A, B, [A | B | {99}], Shown.NOTHING),
        # The whole is as it was, but a side is not.
        (A - {1}, B | {1}, [A | B, A, B], Shown.TOGETHER),
        (A, B, [A | B, A, B], Shown.SIDES),
    ],
)
def test_sides_are_shown_together_or_not_at_all(school, partner, shown, what):
    assert choose(school, partner, shown, FLOOR) is what


@pytest.mark.parametrize(
    ("shown", "groups"),
    [(Shown.NOTHING, []), (Shown.TOGETHER, [A | B]), (Shown.SIDES, [A | B, A, B])],
)
def test_what_was_shown_is_of_these_groups(shown, groups):
    assert groups_of(shown, A, B) == groups


@pytest.mark.parametrize(
    ("tally", "of", "mean"),
    [
        ([0, 0, 4, 0, 0], 4, None),
        ([0, 0, 5, 0, 0], 5, Mean(3.0)),
        # One to four of them skipped it.
        ([0, 0, 5, 0, 0], 6, None),
        ([0, 0, 5, 0, 0], 9, None),
        ([0, 0, 5, 0, 0], 10, Mean(3.0)),
        ([0, 1, 2, 3, 1], 7, Mean(3.6)),
        # Everybody's answer, and everybody else's to who answered low.
        ([0, 0, 0, 0, 5], 5, Mean(4.0, Bound.OR_HIGHER)),
        ([1, 0, 0, 0, 4], 5, Mean(4.0, Bound.OR_HIGHER)),
        ([1, 0, 0, 1, 3], 5, Mean(4.0, Bound.OR_HIGHER)),
        ([1, 0, 1, 0, 3], 5, Mean(3.8)),
        ([5, 0, 0, 0, 0], 5, Mean(2.0, Bound.OR_LOWER)),
        ([4, 0, 0, 0, 1], 5, Mean(2.0, Bound.OR_LOWER)),
        ([3, 1, 0, 0, 1], 5, Mean(2.0, Bound.OR_LOWER)),
        ([3, 0, 1, 0, 1], 5, Mean(2.2)),
        ([0, 0, 0, 0, 7], 7, Mean(4.2, Bound.OR_HIGHER)),
        ([7, 0, 0, 0, 0], 7, Mean(1.8, Bound.OR_LOWER)),
    ],
)
def test_a_mean_is_shown_of_enough_and_away_from_the_ends(tally, of, mean):
    assert mean_of(tally, of, FLOOR) == mean


def test_who_knows_their_own_answer_learns_nobody_elses():
    """All that five or six people can answer, and what each of them can conclude from it."""
    for count in (5, 6):
        worlds = list(combinations_with_replacement(range(1, 6), count))
        shown = {world: mean_of(_tally(world), count, FLOOR) for world in worlds}
        for mean, own in product(set(shown.values()), range(1, 6)):
            others = [_without(w, own) for w in worlds if shown[w] == mean and own in w]
            # Whoever it is of the others, they can have answered in at least two ways.
            assert not others or len({score for rest in others for score in rest}) > 1


def _tally(answers: tuple[int, ...]) -> list[int]:
    return [answers.count(score) for score in range(1, 6)]


def _without(world: tuple[int, ...], own: int) -> tuple[int, ...]:
    rest = list(world)
    rest.remove(own)
    return tuple(rest)


@pytest.mark.parametrize(
    ("school", "partner", "together"),
    [
        (Mean(4.0), Mean(3.1), Mean(3.5)),
        (Mean(4.0, Bound.OR_HIGHER), Mean(3.0), Mean(3.5, Bound.OR_HIGHER)),
        (Mean(4.0, Bound.OR_HIGHER), Mean(2.0, Bound.OR_LOWER), Mean(3.0)),
    ],
)
def test_everybody_is_what_follows_from_the_sides(school, partner, together):
    assert balanced(school, partner) == together


_groups = st.frozensets(st.integers(0, 13), min_size=0, max_size=14)


@settings(max_examples=60, deadline=None)
@given(st.lists(_groups, max_size=7), st.integers(5, 7))
def test_adding_and_subtracting_leaves_nobody_alone(waves, enough):
    """Whoever is shown one group after the other tries all that three of them add up to."""
    shown: list[frozenset[int]] = []
    for group in waves:
        if may_show(group, shown, enough):
            shown.append(group)

    for one in shown:
        assert len(one) >= enough
    for one, other in combinations(shown, 2):
        assert len(one ^ other) == 0 or len(one ^ other) >= enough
    for chosen in combinations(shown, min(3, len(shown))):
        for signs in product((-2, -1, 0, 1, 2), repeat=len(chosen)):
            left = {
                who: total
                for who in range(14)
                if (total := sum(s for s, g in zip(signs, chosen, strict=True) if who in g))
            }
            assert len(left) != 1
