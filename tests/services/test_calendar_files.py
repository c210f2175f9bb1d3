"""Calendars from elsewhere: what is taken, what is left out, and what is wrong in plain words."""

from datetime import date

import pytest

from bot.services.calendar_files import read

TODAY = date(2026, 9, 8)


def entries(text, *, everything=False):
    found = read(text, everything=everything, today=TODAY)
    assert found.problems == []
    return [
        f"{one.kind.value} {one.label} {one.first} {one.last}" for one in found.entries.values()
    ]


def problems(text, *, everything=False):
    return read(text, everything=everything, today=TODAY).problems


def events(*lines_of_events: str) -> str:
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{lines}\nEND:VEVENT\n"
        for number, lines in enumerate(lines_of_events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}END:VCALENDAR\n"


WINTER = "SUMMARY:Winter break\nDTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270102"
CONCERT = "SUMMARY:Concert\nDTSTART;VALUE=DATE:20261218"
BOARD = "SUMMARY:Board meeting (school closed)\nDTSTART:20261218T190000Z"


def test_rows_of_every_kind():
    assert entries(
        "kind,label,first,last\n"
        "semester,Fall,2026-08-20,2026-12-18\n"
        "Break,Winter break,2026-12-21,2027-01-01\n"
        "holiday,Founders' day,2026-10-16,\n"
        "\n,,,\n"
        ",Snow,2027-02-01,2027-02-02\n"
    ) == [
        "term Fall 2026-08-20 2026-12-18",
        "break Winter break 2026-12-21 2027-01-01",
        "no_school Founders' day 2026-10-16 2026-10-16",
        "break Snow 2027-02-01 2027-02-02",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_of_other_places_and_names(delimiter):
    rows = ["\ufeffTitle,Start Date,End Date", "Winter break,2026-12-21,2027-01-01"]
    text = "\r\n".join(rows).replace(",", delimiter)
    assert entries(text) == ["break Winter break 2026-12-21 2027-01-01"]


def test_the_same_days_count_once():
    assert len(entries("label,first\nA,2026-10-16\nB,2026-10-16\n")) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Missing: label, first."),
        ("hello", "Missing: label, first."),
        ("label,first\n", "There are no days in this text"),
        (
            "label,first\nA,12/21/2026\n",
            "Row 2: please write dates as 2026-12-21, not “12/21/2026”",
        ),
        ("label,first\nA,\n", "Row 2: Please choose the first day."),
        ("label,first\n,2026-10-16\n", "Row 2: Please name these days"),
        ("kind,label,first\nparty,A,2026-10-16\n", "Row 2: “party” is not one of term, break, no"),
        ("label,first\nA," + "9" * 140_000 + "\n", "Row 1 cannot be read"),
    ],
)
def test_what_is_wrong_in_a_row_is_said(text, sentence):
    [said] = problems(text)
    assert sentence in said


def test_too_many_rows_are_refused():
    rows = "".join(
        f"D{n},{2026 + n // 360}-{n // 30 % 12 + 1:02}-{n % 28 + 1:02}\n" for n in range(900)
    )
    assert "the limit is" in problems(f"label,first\n{rows}")[-1]


def test_of_icalendar_what_says_that_there_is_no_school():
    found = read(events(WINTER, CONCERT, BOARD), everything=False, today=TODAY)
    assert [one.label for one in found.entries.values()] == ["Winter break"]
    assert found.left_out == ["Concert", "Board meeting (school closed)"]
    [winter] = found.entries.values()
    assert (winter.first, winter.last) == (date(2026, 12, 21), date(2027, 1, 1))


def test_or_everything_that_lasts_whole_days():
    assert entries(events(WINTER, CONCERT, BOARD), everything=True) == [
        "break Winter break 2026-12-21 2027-01-01",
        "no_school Concert 2026-12-18 2026-12-18",
    ]


def test_nothing_that_counts_is_said():
    assert "None of these is an all-day event" in problems(events(CONCERT))[0]
    assert "There are no days" in problems("BEGIN:VCALENDAR\nEND:VCALENDAR\n")[0]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=YEARLY;COUNT=2", ["2026-10-16", "2027-10-16"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=2MO;COUNT=2", ["2026-10-16", "2027-10-11"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2", ["2026-10-16", "2026-10-23"]),
        ("STATUS:CONFIRMED", ["2026-10-16"]),
    ],
)
def test_events_that_come_again_are_written_out(rule, days):
    closed = f"SUMMARY:School closed\nDTSTART;VALUE=DATE:20261016\n{rule}"
    found = read(events(closed), everything=False, today=TODAY)
    assert [str(one.first) for one in found.entries.values()][: len(days)] == days


@pytest.mark.parametrize(
    "lines",
    [
        "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:FREQ=SECONDLY",
        "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:COUNT=2",
        "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:FREQ=YEARLY;INTERVAL=0",
        "SUMMARY:Closed\nDTSTART;VALUE=DATE:20269916",
        "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:FREQ=YEARLY\nRRULE:FREQ=HOURLY",
    ],
)
def test_dates_that_cannot_be_read_are_refused_by_title(lines):
    [said] = problems(events(lines))
    assert said == "“Closed”: its date, or how it repeats, cannot be read."


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:FREQ=YEARLY;COUNT=-1",
            "one event repeats",
        ),
        (
            "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nRRULE:FREQ=YEARLY;BYDAY=99MO",
            "one event repeats",
        ),
        (
            "SUMMARY:Closed\nDTSTART;VALUE=DATE:20260916\nDTEND;VALUE=DATE:20280116",
            "“Closed”: That",
        ),
        ("SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nSTATUS:CANCELLED", "None of these is an"),
        ("SUMMARY:Closed\nDTSTART;VALUE=DATE:20261016\nDTEND:20261016T120000Z", "None of these"),
        ("SUMMARY:Closed", "None of these is an all-day event"),
    ],
)
def test_other_things_that_cannot_be(lines, sentence):
    [said] = problems(events(lines))
    assert sentence.casefold() in said.casefold()


def test_half_a_calendar_is_refused():
    [said] = problems(events(WINTER)[:60])
    assert "is cut off before its end" in said


def test_an_event_without_a_title_is_named_so():
    untitled = "DTSTART;VALUE=DATE:20261016"
    assert entries(events(untitled), everything=True) == [
        "no_school An event without a title 2026-10-16 2026-10-16"
    ]


def test_a_pupil_in_a_name_keeps_the_whole_text_out():
    text = "kind,label,first,last\nbreak,Winter,2026-12-21,2027-01-01\n"
    found = problems(f"{text}no school,Jaylen Brooks was expelled,2026-10-16,\n")

    (sentence,) = found
    assert sentence.startswith("2026-10-16: This seems to name a student. Say “a student in grade")
