"""Days as people type them."""

from datetime import date

import pytest

from bot.rules.typed_days import read_day

TUESDAY = date(2026, 9, 8)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-05", date(2027, 1, 5)),
        ("until 2027-01-05", date(2027, 1, 5)),
        ("tomorrow", date(2026, 9, 9)),
        ("until Monday", date(2026, 9, 14)),
        ("tue", date(2026, 9, 15)),
        ("5 January", date(2027, 1, 5)),
        ("until Jan. 5th, 2028", date(2028, 1, 5)),
        ("21 Sep", date(2026, 9, 21)),
        ("September 8", date(2027, 9, 8)),
        ("February 30", None),
        ("29 Feb 2028", date(2028, 2, 29)),
        ("mo", None),
        ("later", None),
        ("", None),
        ("5 5", None),
        ("May June 5", None),
        ("May 5 or so", None),
        ("May 5 2027 2028", None),
    ],
)
def test_which_day_is_meant(text, day):
    assert read_day(text, TUESDAY) == day


def test_a_leap_day_is_not_there_every_year():
    assert read_day("29 February", date(2028, 3, 1)) is None
