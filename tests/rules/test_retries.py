"""Waits that grow with failures."""

from datetime import timedelta

import pytest

from bot.rules.retries import wait_after


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (10**6, 360)]
)
def test_the_wait_doubles_up_to_six_hours(failures, minutes):
    assert wait_after(failures) == timedelta(minutes=minutes)
