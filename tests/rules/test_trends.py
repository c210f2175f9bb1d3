from datetime import UTC, date, datetime, timedelta

from bot.rules.progress import Aim
from bot.rules.trends import MOST_LINES, MOST_MOMENTS, Course, Moment, Value, trend
from bot.rules.vocabulary import Direction

START = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = (date(2026, 9, 1), date(2027, 6, 15))


def course(name: str, *values: float, direction: Direction = Direction.INCREASE) -> Course:
    """A goal from 0 to 50, with a value ten days into each quarter."""
    given = [Value(START + timedelta(days=90 * n + 10), value) for n, value in enumerate(values)]
    target = 0.0 if direction is Direction.MAINTAIN else 50.0
    return Course(name, "students", Aim(direction, 0.0, target, *DAYS), given)


def moments(count: int) -> list[Moment]:
    return [Moment(f"Q{n + 1}", START + timedelta(days=90 * n + 80)) for n in range(count)]


def test_one_goal_is_drawn_in_its_own_unit_beside_its_target():
    drawn = trend([course("Mentors", 10, 25)], moments(2))
    assert drawn is not None
    assert (drawn.title, drawn.unit) == ("Mentors", "students")
    assert list(drawn.moments) == ["Start", "Q1", "Q2"]
    assert [(line.name, list(line.values)) for line in drawn.lines] == [
        ("Mentors", [0, 10, 25]),
        ("Target", [50, 50, 50]),
    ]


def test_several_goals_share_the_scale_of_how_far_they_have_come():
    drawn = trend([course("Up", 10, 25), course("Away", -5)], moments(2))
    assert drawn is not None
    assert drawn.unit == "%"
    assert [(line.name, list(line.values)) for line in drawn.lines] == [
        ("Up", [0, 20, 50]),
        ("Away", [0, -10, -10]),
    ]


def test_before_its_first_value_a_goal_stands_at_its_start():
    late = Course("Late", "", course("x").aim, [Value(START + timedelta(days=95), 25.0)])
    drawn = trend([late, course("Up", 10)], moments(2))
    assert drawn is not None
    assert list(drawn.lines[0].values) == [0, 0, 50]


def test_what_is_to_be_kept_steady_has_no_way_to_go_and_is_left_to_the_words():
    steady = course("Steady", 0, 1, direction=Direction.MAINTAIN)
    drawn = trend([steady, course("Up", 10)], moments(2))
    assert drawn is not None
    assert [line.name for line in drawn.lines] == ["Up", "Target"]
    alone = trend([steady, course("Silent")], moments(2))
    assert alone is not None
    assert [(line.name, list(line.values)) for line in alone.lines] == [
        ("Steady", [0, 0, 1]),
        ("Target", [0, 0, 0]),
    ]


def test_without_a_number_or_a_moment_there_is_nothing_to_draw():
    assert trend([course("Silent")], moments(2)) is None
    assert trend([course("Up", 10)], []) is None


def test_a_long_story_shows_its_newest_part_without_a_start_that_is_far_away():
    drawn = trend([course("Up", *range(12))], moments(12))
    assert drawn is not None
    assert list(drawn.moments) == [f"Q{n}" for n in range(5, 13)]
    assert len(drawn.moments) == MOST_MOMENTS
    assert all(len(line.values) == MOST_MOMENTS for line in drawn.lines)
    both = trend([course("Up", *range(12)), course("Too", *range(12))], moments(12))
    assert both is not None
    assert all(len(line.values) == MOST_MOMENTS for line in both.lines)


def test_of_many_goals_the_first_are_drawn():
    drawn = trend([course(f"Goal {n}", 10) for n in range(9)], moments(1))
    assert drawn is not None
    assert [line.name for line in drawn.lines] == [f"Goal {n}" for n in range(MOST_LINES)]
