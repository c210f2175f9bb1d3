"""Whom a lead is asked about again when somebody no longer reads along."""

import pytest

from bot.rules.readers import may_be_a_side, still_known

OURS, THEIRS, CLINIC, DISTRICT, HOSPITALS = "T1", "T2", "T3", "E1", "E2"


@pytest.mark.parametrize(
    ("known", "left", "expected"),
    [
        ([], CLINIC, set()),
        ([THEIRS, CLINIC], CLINIC, {THEIRS}),
        ([THEIRS], CLINIC, {THEIRS}),
        # Its organization may have left with it, or it with its organization.
        ([THEIRS, HOSPITALS], CLINIC, {THEIRS}),
        ([THEIRS, CLINIC, HOSPITALS], HOSPITALS, set()),
    ],
)
def test_what_may_have_left_as_well_is_not_known_any_more(known, left, expected):
    assert still_known(known, left) == expected


@pytest.mark.parametrize(
    ("left", "sides", "expected"),
    [
        (THEIRS, {OURS, THEIRS}, True),
        (OURS, {OURS, THEIRS}, True),
        (CLINIC, {OURS, THEIRS}, False),
        (HOSPITALS, {OURS, THEIRS}, True),
        (HOSPITALS, {OURS}, False),
        (CLINIC, {OURS, HOSPITALS}, True),
        (CLINIC, {DISTRICT, THEIRS}, False),
    ],
)
def test_when_in_doubt_it_was_one_of_the_sides_that_left(left, sides, expected):
    own = DISTRICT if DISTRICT in sides else OURS
    assert may_be_a_side(left, sides, own=own) is expected
