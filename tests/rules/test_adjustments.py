from datetime import timedelta

import pytest

from bot.rules import adjustments
from bot.rules.vocabulary import AdjustmentKind, Helped
from tests.factories import NOW

SOUND = {"what": "Two buses", "why": "The first one is late.", "evidence": ""}
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "changed", "fields"),
    [
        (AdjustmentKind.SERVICE, {}, []),
        (None, {}, ["kind"]),
        (AdjustmentKind.GOAL, {"what": " "}, ["what"]),
        (AdjustmentKind.GOAL, {"why": "…"}, ["why"]),
        (AdjustmentKind.GOAL, {"evidence": "x" * 2001}, ["evidence"]),
    ],
)
def test_a_change_says_what_and_why(kind, changed, fields):
    assert list(adjustments.problems(kind, {**SOUND, **changed})) == fields


@pytest.mark.parametrize(
    ("at", "earlier", "asked"),
    [
        (NOW - DAY, [], True),
        (NOW + DAY, [], False),
        (NOW - DAY, [Helped.TOO_EARLY, None], True),
        (NOW - DAY, [Helped.TOO_EARLY, Helped.YES], False),
        (NOW - 401 * DAY, [], False),
    ],
)
def test_a_change_is_asked_about_until_it_is_known(at, earlier, asked):
    assert adjustments.is_still_asked(at, opens_at=NOW, earlier=earlier, now=NOW) is asked
