"""Waits that grow with failures."""

from datetime import timedelta

import pytest

from bot.rules import retries
from bot.rules.retries import wait_after


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (10**6, 360)]
)
def test_the_wait_doubles_up_to_six_hours(failures, minutes):
    assert wait_after(failures) == timedelta(minutes=minutes)


def test_waits_double_up_to_a_quarter_of_an_hour():
    waits = [retries.retry_after(attempts) for attempts in range(1, 10)]

    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    assert waits[-1] == retries.retry_after(10_000) == timedelta(minutes=15)
    assert retries.retry_after(0) == waits[0]


def test_others_wait_behind_a_failing_message_for_a_minute_at_most():
    assert retries.standstill(timedelta(seconds=20)) == timedelta(seconds=20)
    assert retries.standstill(timedelta(minutes=15)) == timedelta(minutes=1)


def test_a_lease_outlasts_two_calls_of_slack():
    assert timedelta(seconds=2 * 20) < retries.LEASE
