"""When people may answer, and when both sides are in."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.checkins import (
    AlreadyClosed,
    NotOpenYet,
    ensure_can_answer,
    is_late,
    needs_reason,
)
from bot.rules.vocabulary import Confidence, CycleState

OPENS = datetime(2026, 10, 1, 14, tzinfo=UTC)
CLOSES = datetime(2026, 10, 22, 22, tzinfo=UTC)
NEXT = datetime(2027, 1, 4, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_an_answer_at_the_due_minute_is_not_late():
    assert not is_late(CLOSES, CLOSES)
    assert is_late(CLOSES + SECOND, CLOSES)


@pytest.mark.parametrize(
    ("confidence", "asked"),
    [
        (None, False),
        (Confidence.ON_TRACK, False),
        (Confidence.AT_RISK, True),
        (Confidence.OFF_TRACK, True),
    ],
)
def test_a_reason_is_asked_for_below_on_track(confidence, asked):
    assert needs_reason(confidence) is asked


def answer(state, now, next_opens_at=NEXT):
    ensure_can_answer(
        state,
        opens_at=OPENS,
        closes_at=CLOSES,
        next_opens_at=next_opens_at,
        zone="America/Chicago",
        now=now,
    )


def test_an_open_cycle_takes_answers_until_it_closes():
    answer(CycleState.OPEN, OPENS)
    answer(CycleState.OPEN, CLOSES - SECOND)


def test_before_it_opens_the_day_is_said():
    with pytest.raises(NotOpenYet) as refusal:
        answer(CycleState.UPCOMING, OPENS - timedelta(days=9))
    assert "opens on Thursday, October 1, 2026" in refusal.value.sentence


@pytest.mark.parametrize(
    ("state", "now"), [(CycleState.OPEN, CLOSES), (CycleState.CLOSED, OPENS + SECOND)]
)
def test_after_it_closed_the_next_day_is_said(state, now):
    with pytest.raises(AlreadyClosed) as refusal:
        answer(state, now)
    assert "next one opens on Monday, January 4, 2027" in refusal.value.sentence


def test_after_the_last_cycle_there_is_no_next_day_to_say():
    with pytest.raises(AlreadyClosed, match="has closed"):
        answer(CycleState.CLOSED, CLOSES, next_opens_at=None)
