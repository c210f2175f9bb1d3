"""Rates: never more than the burst, never more than the pace, whatever comes when."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.pacing import AT_ONCE, Pace, Rate, a_minute

NOON = datetime(2026, 9, 8, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def allowed(rate: Rate, moments: list[datetime]) -> list[datetime]:
    free_at, gone = None, []
    for moment in moments:
        following = rate.take(free_at, moment)
        if following is not None:
            free_at = following
            gone.append(moment)
    return gone


def test_without_a_burst_one_goes_every_so_often():
    rate = Rate(SECOND)

    assert rate.take(None, NOON) == NOON + SECOND
    assert rate.take(NOON + SECOND, NOON) is None
    assert rate.take(NOON + SECOND, NOON + SECOND) == NOON + 2 * SECOND


def test_who_was_silent_has_a_burst():
    assert allowed(Rate(SECOND, burst=3), [NOON] * 5) == [NOON] * 3


@given(
    burst=st.integers(1, 5),
    steps=st.lists(st.floats(0, 3).map(lambda seconds: timedelta(seconds=seconds)), max_size=60),
)
def test_no_window_holds_more_than_the_burst_and_the_pace(burst, steps):
    moments = [NOON]
    for step in steps:
        moments.append(moments[-1] + step)
    gone = allowed(Rate(SECOND, burst), moments)

    for i, first in enumerate(gone):
        for j, last in enumerate(gone[i:], start=1):
            assert j <= burst + (last - first) / SECOND


def test_the_usual_pace_is_what_slack_tolerates():
    pace = Pace()

    assert pace.channel_gap > SECOND
    assert pace.workspace.every * 100 == timedelta(minutes=1)
    assert pace.methods["chat.update"].every * 50 == timedelta(minutes=1)


def test_at_once_knows_no_limit():
    assert len(allowed(AT_ONCE.workspace, [NOON] * 1000)) == 1000


def test_a_rate_may_be_told_in_messages_a_minute():
    moments = [NOON + timedelta(seconds=0.1) * n for n in range(600)]

    gone = allowed(a_minute(100), moments)

    assert 100 <= len(gone) <= 110, "the minute's, and the burst before it"
