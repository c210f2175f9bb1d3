from datetime import date

import pytest

from bot.rules import turning
from bot.rules.answers import ActionAnswer
from bot.rules.progress import Aim
from bot.rules.turning import TurningAnswer
from bot.rules.vocabulary import Confidence, Direction

AIM = Aim(Direction.INCREASE, 70, 90, date(2026, 9, 1), date(2027, 6, 1))
HALF = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("aim", "value", "confidence", "off"),
    [
        (AIM, 80, Confidence.ON_TRACK, False),
        (AIM, 71, Confidence.ON_TRACK, True),
        (AIM, 71, None, True),
        (AIM, 80, Confidence.OFF_TRACK, True),
        (AIM, 80, Confidence.AT_RISK, False),
        (AIM, None, None, False),
        (None, 71, None, False),
        (None, None, Confidence.OFF_TRACK, True),
    ],
)
def test_only_what_is_off_its_way_is_asked_about(aim, value, confidence, off):
    assert turning.is_off_course(aim, value, confidence, HALF) is off


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (TurningAnswer(), ["story"]),
        (TurningAnswer(story="…"), ["story"]),
        (TurningAnswer(story="No nurse."), []),
        (TurningAnswer(helpers="x" * 2001), ["helpers"]),
        (TurningAnswer(action=ActionAnswer("Ask", "UBEN", HALF)), []),
        (TurningAnswer(action=ActionAnswer("Ask", None, HALF)), ["action_owner"]),
        (TurningAnswer(action=ActionAnswer("x" * 2001, "UBEN", HALF)), ["action_what"]),
    ],
)
def test_anything_is_an_answer_and_nothing_is_a_skip(answer, fields):
    assert list(turning.problems(answer, HALF)) == fields
