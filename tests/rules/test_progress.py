"""The arithmetic of goals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.progress import (
    Aim,
    Movement,
    Pace,
    Standing,
    expected_share,
    expected_value,
    movement,
    pace,
    progress,
    spark,
)
from bot.rules.vocabulary import Direction

START, DUE = date(2026, 9, 1), date(2026, 12, 10)  # a hundred days
UP, DOWN, STAY = Direction.INCREASE, Direction.DECREASE, Direction.MAINTAIN


def aim(direction, baseline, target, band=None):
    return Aim(direction, baseline, target, START, DUE, band)


numbers = st.integers(-(10**8), 10**8).map(lambda n: n / 100)
aims = st.builds(
    aim, st.sampled_from(Direction), numbers, numbers, st.none() | st.floats(0, 100).map(abs)
)


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "current", "raw", "standing"),
    [
        (UP, 60, 80, 60, 0, Standing.AT_START),
        (UP, 60, 80, 55, -0.25, Standing.AWAY),
        (UP, 60, 80, 75, 0.75, Standing.PART_WAY),
        (UP, 60, 80, 80, 1, Standing.REACHED),
        (UP, 60, 80, 90, 1.5, Standing.BEYOND),
        (DOWN, 20, 10, 20, 0, Standing.AT_START),
        (DOWN, 20, 10, 25, -0.5, Standing.AWAY),
        (DOWN, 20, 10, 15, 0.5, Standing.PART_WAY),
        (DOWN, 20, 10, 10, 1, Standing.REACHED),
        (DOWN, 20, 10, 5, 1.5, Standing.BEYOND),
        (DOWN, -5, -10, -8, 0.6, Standing.PART_WAY),
        # Nowhere to go: the baseline equals the target, or lies beyond it.
        (UP, 80, 80, 80, 1, Standing.REACHED),
        (UP, 80, 80, 85, 1, Standing.BEYOND),
        (UP, 80, 80, 79, 0, Standing.AWAY),
        (DOWN, 10, 10, 11, 0, Standing.AWAY),
        (UP, 90, 80, 85, 1, Standing.BEYOND),
        (STAY, 95, 95, 95, 1, Standing.HELD),
    ],
)
def test_progress(direction, baseline, target, current, raw, standing):
    got = progress(aim(direction, baseline, target), current)
    assert got.raw == pytest.approx(raw)
    assert got.share == pytest.approx(min(max(raw, 0), 1))
    assert got.reached == (raw >= 1)
    assert got.standing is standing


@pytest.mark.parametrize(
    ("target", "band", "current", "held"),
    [
        (95, 2, 93, True),
        (95, 2, 97, True),
        (95, 2, 92.9, False),
        (95, 2, 97.1, False),
        (95, 0, 95, True),
        (95, 0, 95.1, False),
        (0.3, 0.1, 0.2, True),  # 0.3 - 0.2 is a hair more than 0.1 in binary
        (100, None, 95, True),
        (100, None, 94.9, False),
        (0, None, 0, True),
        (0, None, 0.1, False),
    ],
)
def test_maintaining_is_staying_within_the_band_or_5_percent(target, band, current, held):
    got = progress(aim(STAY, target, target, band), current)
    assert got.reached is held
    assert got.share == got.raw == float(held)
    assert got.standing is (Standing.HELD if held else Standing.OUTSIDE)


@given(aims, numbers)
def test_share_is_clamped_and_full_exactly_when_the_target_is_met(goal, current):
    got = progress(goal, current)
    assert 0 <= got.share <= 1
    assert got.reached == (got.share == 1)


@given(aims)
def test_the_target_itself_is_always_reached(goal):
    assert progress(goal, goal.target).reached


@given(aims, numbers, numbers)
def test_better_values_never_have_less_progress(goal, previous, current):
    if movement(goal, previous, current) is Movement.IMPROVED:
        assert progress(goal, current).raw >= progress(goal, previous).raw


@given(numbers, numbers, numbers)
def test_decreasing_is_increasing_in_a_mirror(baseline, target, current):
    up = progress(aim(UP, baseline, target), current)
    down = progress(aim(DOWN, -baseline, -target), -current)
    assert up == down


@pytest.mark.parametrize(
    ("days", "share"), [(-5, 0), (0, 0), (25, 0.25), (50, 0.5), (100, 1), (200, 1)]
)
def test_expected_share_is_the_share_of_time(days, share):
    today = START + timedelta(days=days)
    assert expected_share(aim(UP, 0, 10), today) == share
    assert expected_value(aim(UP, 60, 80), today) == 60 + 20 * share
    assert expected_value(aim(DOWN, 20, 10), today) == 20 - 10 * share
    assert expected_value(aim(STAY, 93, 95), today) == 95


def test_a_goal_without_time_is_expected_on_its_due_date():
    goal = Aim(UP, 0, 10, DUE, DUE)
    assert expected_share(goal, DUE - timedelta(days=1)) == 0
    assert expected_share(goal, DUE) == 1


@pytest.mark.parametrize(
    ("direction", "current", "days", "expected"),
    [
        (UP, 50, -1, Pace.NOT_STARTED),
        (UP, None, -1, Pace.NOT_STARTED),
        (UP, None, 0, Pace.NO_VALUE),
        (UP, 50, 50, Pace.AS_EXPECTED),
        (UP, 41, 50, Pace.AS_EXPECTED),
        (UP, 59, 50, Pace.AS_EXPECTED),
        (UP, 61, 50, Pace.AHEAD),
        (UP, 39, 50, Pace.BEHIND),
        (UP, 120, 50, Pace.AHEAD),
        (UP, 95, 100, Pace.AS_EXPECTED),
        (UP, 95, 101, Pace.BEHIND),
        (UP, 120, 101, Pace.AS_EXPECTED),
        (STAY, 100, 5, Pace.AS_EXPECTED),
        (STAY, 80, 5, Pace.BEHIND),
    ],
)
def test_pace(direction, current, days, expected):
    baseline = 100 if direction is STAY else 0
    assert pace(aim(direction, baseline, 100), current, START + timedelta(days=days)) is expected


@pytest.mark.parametrize(
    ("direction", "previous", "current", "expected"),
    [
        (UP, 60, 61, Movement.IMPROVED),
        (UP, 61, 60, Movement.WORSENED),
        (UP, 60, 60, Movement.HELD),
        (UP, 0.1 + 0.2, 0.3, Movement.HELD),
        (DOWN, 60, 61, Movement.WORSENED),
        (DOWN, 61, 60, Movement.IMPROVED),
        (STAY, 76, 84, Movement.HELD),
        (STAY, 84, 90, Movement.WORSENED),
        (STAY, 60, 70, Movement.IMPROVED),
        (STAY, 70, 90, Movement.HELD),
        (UP, None, 60, None),
        (UP, 60, None, None),
    ],
)
def test_movement(direction, previous, current, expected):
    assert movement(aim(direction, 80, 80), previous, current) is expected


@pytest.mark.parametrize(
    ("values", "bars", "words"),
    [
        ([], "", "No values yet"),
        ([62], "▁", "62%"),
        ([50, 50], "▁▁", "from 50% to 50% over 2 values"),
        ([62, 64, 63, 71], "▁▃▂█", "from 62% to 71% over 4 values"),
    ],
)
def test_spark_has_bars_and_words(values, bars, words):
    assert spark(values, "%") == (bars, words)


@given(st.lists(numbers, min_size=1, max_size=30))
def test_a_spark_has_one_bar_a_value_and_shows_the_highest_as_highest(values):
    bars = spark(values).bars
    assert len(bars) == len(values)
    assert bars[values.index(max(values))] == max(bars)
