"""Days and months in words."""

from datetime import date

from bot.rules.dates import month_name, say_day


def test_a_day_is_said_in_full():
    assert say_day(date(2026, 10, 1)) == "Thursday, October 1, 2026"


def test_every_month_has_its_own_name():
    names = [month_name(month) for month in range(1, 13)]
    assert (names[0], names[11]) == ("January", "December")
    assert len(set(names)) == 12
