"""What a check-in form may say, and the sentence at each box that needs mending."""

from datetime import date

import pytest

from bot.rules import answers
from bot.rules.answers import ActionAnswer, Answers, GoalAnswer
from bot.rules.vocabulary import Confidence

TODAY = date(2026, 9, 15)
YESTERDAY = date(2026, 9, 14)
CALL = ActionAnswer("Call the bus company", "UBEN", TODAY)


def _of(*, goal: GoalAnswer | None = None, action: ActionAnswer | None = None) -> Answers:
    return Answers(
        goals=(goal,) if goal else (),
        texts={"wins": "Two clinics."},
        action=action or ActionAnswer(),
    )


def test_a_form_that_says_something_is_fine():
    assert answers.problems(_of(), TODAY) == {}
    assert answers.problems(_of(action=CALL), TODAY) == {}


def test_a_form_that_says_nothing_is_not():
    assert set(answers.problems(Answers(), TODAY)) == {"wins"}
    assert set(answers.problems(Answers(goals=(GoalAnswer(1),)), TODAY)) == {"wins"}


@pytest.mark.parametrize(
    "something",
    [
        Answers(goals=(GoalAnswer(1, "75"),)),
        Answers(goals=(GoalAnswer(1, confidence=Confidence.ON_TRACK),)),
        Answers(goals=(GoalAnswer(1, note="Buses"),)),
        Answers(texts={"changes": "🎉"}),
        Answers(action=CALL),
    ],
)
def test_any_one_box_is_enough(something: Answers):
    assert answers.problems(something, TODAY) == {}


@pytest.mark.parametrize("confidence", [Confidence.AT_RISK, Confidence.OFF_TRACK])
@pytest.mark.parametrize(("note", "fine"), [("", False), ("🎉 :tada:", False), ("Buses", True)])
def test_below_on_track_needs_words(confidence: Confidence, note: str, fine: bool):
    found = answers.problems(_of(goal=GoalAnswer(7, "", confidence, note)), TODAY)
    assert set(found) == (set() if fine else {"note:7"})


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        (ActionAnswer("Call"), {"action_owner", "action_due"}),
        (ActionAnswer(owner="UBEN"), {"action_what", "action_due"}),
        (ActionAnswer("🎉", "UBEN", TODAY), {"action_what"}),
        (ActionAnswer("Call", "UBEN", YESTERDAY), {"action_due"}),
    ],
)
def test_an_action_is_whole_or_not_there(action: ActionAnswer, fields: set[str]):
    assert set(answers.problems(_of(action=action), TODAY)) == fields


def test_an_action_given_before_keeps_its_date():
    given = ActionAnswer("Call", "UBEN", YESTERDAY)
    assert answers.problems(_of(action=given), TODAY, YESTERDAY) == {}
    assert answers.problems(_of(action=CALL), TODAY, date(2026, 10, 1)) == {}


def test_boxes_have_their_limit():
    long = "x" * (answers.LONGEST + 1)
    full = Answers(
        goals=(GoalAnswer(7, note=long),),
        texts={"wins": long, "needs": long[:-1]},
        action=ActionAnswer(long, "UBEN", TODAY),
    )
    assert set(answers.problems(full, TODAY)) == {"note:7", "wins", "action_what"}


def test_numbers_are_read_with_the_goals_unit():
    filled = Answers(goals=(GoalAnswer(1, "1,234 students"), GoalAnswer(2, ""), GoalAnswer(3, "x")))
    values, found = answers.read_values(filled, {1: "students"})
    assert values == {1: 1234.0, 2: None, 3: None}
    assert set(found) == {"value:3"}
