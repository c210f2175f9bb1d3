"""What may be in a calendar, and who may put it there."""

from datetime import date, timedelta

import pytest

from bot.rules import calendar_entries
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import CalendarKind, Role, Side

TODAY = date(2026, 9, 8)
FIRST, LAST = date(2026, 12, 19), date(2027, 1, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"last": None}, None),
        ({"kind": None}, "kind"),
        ({"label": "—"}, "label"),
        ({"label": "x" * 81}, "label"),
        ({"first": None}, "first"),
        ({"first": date(2020, 1, 1), "last": None}, "first"),
        ({"first": date(2040, 1, 1), "last": None}, "first"),
        ({"last": date(2026, 12, 18)}, "last"),
        ({"last": date(2028, 1, 3)}, "last"),
        ({"kind": CalendarKind.TERM}, "last"),
        ({"kind": CalendarKind.TERM, "last": FIRST + timedelta(weeks=6)}, None),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field):
    entry = {
        "kind": CalendarKind.BREAK,
        "label": "Winter break",
        "first": FIRST,
        "last": LAST,
        **changes,
    }
    found = calendar_entries.entry_problems(**entry, today=TODAY)
    assert list(found) == ([] if field is None else [field])


def test_everything_is_said_at_once():
    found = calendar_entries.entry_problems(None, "", None, None, TODAY)
    assert sorted(found) == ["first", "kind", "label"]


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR])
def test_the_school_sides_leads_keep_the_calendar(role):
    calendar_entries.ensure_keeps_calendar(Side.SCHOOL, role)


@pytest.mark.parametrize(("side", "role"), [(Side.PARTNER, Role.LEAD), (Side.SCHOOL, Role.DEPUTY)])
def test_others_ask_them(side, role):
    with pytest.raises(Refusal, match="The school side keeps this calendar"):
        calendar_entries.ensure_keeps_calendar(side, role)


def test_days_off_are_called_by_their_length():
    assert calendar_entries.kind_of_days_off(FIRST, FIRST) is CalendarKind.NO_SCHOOL
    assert calendar_entries.kind_of_days_off(FIRST, LAST) is CalendarKind.BREAK


@pytest.mark.parametrize(
    ("title", "says_so"),
    [
        ("Winter Break", True),
        ("NO SCHOOL - Teacher Workday", True),
        ("Mid-winter recess", True),
        ("Staff development", True),
        ("Schools closed", True),
        ("First day of school", False),
        ("Breakfast with the principal", False),
        ("Board meeting", False),
    ],
)
def test_a_title_says_whether_there_is_school(title, says_so):
    assert calendar_entries.says_no_school(title) == says_so
