"""SMART, letter by letter."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.rules.goals import GoalDraft, impossible, smart_gaps
from bot.rules.progress import Aim
from bot.rules.vocabulary import Direction

TODAY = date(2026, 9, 1)
COMPLETE = GoalDraft(
    statement="Ninth graders at Lincoln attend more school days",
    why="Who is there can learn",
    indicator="Attendance rate",
    unit="%",
    direction=Direction.INCREASE,
    baseline=88,
    target=93,
    starts_on=TODAY,
    due_on=date(2027, 6, 1),
    school_owner=1,
    partner_owner=2,
)


def test_a_complete_goal_has_no_gaps():
    assert smart_gaps(COMPLETE, TODAY) == {}


def test_an_empty_draft_has_one_sentence_at_each_field_and_can_still_be_saved():
    gaps = smart_gaps(GoalDraft(), TODAY)
    assert list(gaps) == [
        "statement",
        "indicator",
        "unit",
        "direction",
        "baseline",
        "target",
        "why",
        "starts_on",
        "due_on",
        "school_owner",
        "partner_owner",
    ]
    assert all(sentence.count(".") == 1 for sentence in gaps.values())
    assert impossible(GoalDraft()) == {}


@pytest.mark.parametrize(
    ("change", "field", "sentence_start"),
    [
        ({"statement": "Improve reading"}, "statement", "Specific:"),
        ({"statement": "a b c d"}, "statement", "Specific:"),
        ({"statement": "🎉 🎉 🎉 🎉 🎉"}, "statement", "Specific:"),
        ({"statement": "ab cd ef ghijk"}, "statement", "Specific:"),
        ({"statement": "twenty-four letters and-more"}, "statement", "Specific:"),
        ({"indicator": "  "}, "indicator", "Measurable:"),
        ({"unit": " "}, "unit", "Measurable:"),
        ({"direction": None}, "direction", "Measurable:"),
        ({"baseline": None}, "baseline", "Measurable:"),
        ({"target": None}, "target", "Measurable:"),
        ({"target": 88}, "target", "Attainable: to increase"),
        ({"target": 80}, "target", "Attainable: to increase"),
        ({"target": 101}, "target", "Attainable: a share"),
        ({"target": -3, "baseline": -5}, "target", "Attainable: a share"),
        ({"direction": Direction.DECREASE}, "target", "Attainable: to decrease"),
        ({"direction": Direction.DECREASE, "target": 88}, "target", "Attainable: to decrease"),
        ({"direction": Direction.MAINTAIN, "band": 4}, "target", "Attainable: to maintain"),
        ({"unit": "students", "target": 9_300}, "target", "Attainable: that is over 100 times"),
        ({"unit": "students", "target": 8_800.1}, "target", "Attainable: that is over"),
        ({"why": "nine more"}, "why", "Relevant:"),
        ({"why": "why not"}, "why", "Relevant:"),
        ({"starts_on": None}, "starts_on", "Time-bound:"),
        ({"due_on": None}, "due_on", "Time-bound:"),
        ({"starts_on": date(2026, 1, 1), "due_on": TODAY}, "due_on", "Time-bound: that day"),
        ({"due_on": date(2026, 8, 1)}, "due_on", "The due date needs to come after the start."),
        ({"band": -1}, "band", "Write how far"),
        ({"school_owner": None}, "school_owner", "Choose an owner on the school side."),
        ({"partner_owner": None}, "partner_owner", "Choose an owner on the partner side."),
        ({"partner_owner": 1}, "partner_owner", "Choose a second person"),
    ],
)
def test_one_thing_missing_is_said_at_its_field_alone(change, field, sentence_start):
    gaps = smart_gaps(replace(COMPLETE, **change), TODAY)
    assert list(gaps) == [field]
    assert gaps[field].startswith(sentence_start)


@pytest.mark.parametrize(
    "change",
    [
        {"statement": "يحضر طلاب الصف التاسع إلى المدرسة أكثر"},
        {"statement": "到六月让林肯中学九年级学生的每日出勤率稳定达到百分之九十五"},
        {"statement": "abc def ghi jkl"},
        {"statement": "twenty-five letters andsomore"},
        {"why": "ten letters"},
        {"target": 100},
        {"unit": "students", "target": 8_800},
        {"direction": Direction.DECREASE, "target": 0},
        {"direction": Direction.MAINTAIN, "target": 88},
        {"direction": Direction.MAINTAIN, "target": 92},
        {"direction": Direction.MAINTAIN, "target": 80, "band": 8},
        {"unit": "students", "baseline": 0, "target": 9_000},
        {"unit": "percent of last year", "target": 120},
        {"starts_on": date(2026, 1, 1)},
    ],
)
def test_also_smart(change):
    assert smart_gaps(replace(COMPLETE, **change), TODAY) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_on": date(2026, 8, 31)}, "due_on"),
        ({"due_on": TODAY}, "due_on"),
        ({"band": -0.1}, "band"),
    ],
)
def test_even_a_draft_is_refused_when_it_is_impossible(change, field):
    assert list(impossible(replace(COMPLETE, **change))) == [field]


@pytest.mark.parametrize("change", [{"starts_on": None}, {"due_on": None}, {"band": 0}, {}])
def test_a_draft_may_be_incomplete(change):
    assert impossible(replace(COMPLETE, **change)) == {}


def test_a_complete_draft_has_an_aim():
    assert COMPLETE.aim == Aim(Direction.INCREASE, 88, 93, TODAY, date(2027, 6, 1))


@pytest.mark.parametrize("field", ["direction", "baseline", "target", "starts_on", "due_on"])
def test_an_incomplete_draft_has_none(field):
    change: dict[str, Any] = {field: None}
    assert replace(COMPLETE, **change).aim is None
