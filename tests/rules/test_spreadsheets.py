"""A coordinator's files: read as people write them, and every cell that is wrong is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import spreadsheets
from bot.rules.spreadsheet_columns import (
    GOALS,
    PARTNERSHIPS,
    PEOPLE,
    VALUES,
    SaveAs,
    columns_of,
)
from bot.rules.spreadsheets import Row
from bot.rules.vocabulary import Confidence, OrganizationKind, Side

HEAD = "partnership,goal,day,value\n"


def row(**cells: str) -> Row:
    return Row(VALUES, 2, {name.replace("_", " "): cell for name, cell in cells.items()})


def rows_of(text: str, file: str = VALUES) -> list[Row]:
    rows, problems = spreadsheets.read(file, text)
    assert problems == []
    return rows


def problems_of(text: str, file: str = VALUES) -> list[str]:
    rows, problems = spreadsheets.read(file, text)
    assert rows == []
    return [str(problem) for problem in problems]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_spreadsheets_of_any_country_are_read(mark):
    [found] = rows_of("Partnership,GOAL, day ,Value\nMercy,Labs,2026-09-01,3\n".replace(",", mark))

    assert (found.line, found.cells["goal"], found.cells["day"]) == (2, "Labs", "2026-09-01")


def test_lines_are_counted_as_an_editor_shows_them():
    found = rows_of(f'{HEAD}Mercy,"two\nlines",1,2\n\n,,,\nMercy,Labs,1,2\n')

    assert [one.line for one in found] == [2, 6]


def test_a_row_that_is_short_has_empty_cells():
    [found] = rows_of(f"{HEAD}Mercy\n")

    assert found.text("goal") == ""


def test_columns_are_checked_by_name():
    assert problems_of("partnership,goal,day,valeu\n") == [
        "values.csv line 1, “valeu”: there is no such column; the columns are: partnership, goal, "
        "day, value, confidence, note, person",
        "values.csv line 1, “value”: this column is missing",
    ]
    assert len(problems_of("")) == 4


def test_a_forgotten_quotation_mark_is_said():
    assert problems_of(f'{HEAD}Mercy,"Labs,1,2\n') == [
        "values.csv line 2: it cannot be read from here on: perhaps a quotation mark is missing"
    ]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\x7f"])
def test_signs_that_nobody_sees_are_named_by_line(sign):
    says = "there is an invisible character in it; please type the line again"
    assert problems_of(f'{HEAD}Mercy,"two\r\nli{sign}nes",1,2\r\nMercy,Labs{sign},1,2\n') == [
        f"values.csv line {line}: {says}" for line in (3, 4)
    ]


def test_lines_and_tabs_in_a_cell_are_no_such_signs():
    [found] = rows_of(f'{HEAD}Mercy,"two\r\nlines\tand a tab",1,2\n')

    assert found.cells["goal"] == "two\r\nlines\tand a tab"


def test_a_column_that_comes_twice_is_named():
    assert problems_of("partnership,goal,day,value,Goal\nMercy,Labs,1,2,Laboratories\n") == [
        "values.csv line 1, “goal”: this column appears twice"
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{HEAD}Mercy,Labs,1,2,more\n", "1 cell has no column heading"),
        (f"{HEAD}Mercy,Labs,1,2,,one,more\n", "2 cells have no column heading"),
        ("partnership,,goal,day,value\nMercy,lost,Labs,1,2\n", "1 cell has no column heading"),
    ],
)
def test_a_cell_without_a_column_is_not_lost_silently(text, says):
    assert problems_of(text) == [f"values.csv line 2: {says}"]


def test_rows_about_the_same_say_the_same():
    assert problems_of(f"{HEAD}Mercy,Labs,1,2\nMercy,Labs,2,2\nMercy,Labs,1,3\n") == [
        "values.csv line 4: line 2 says something different about the same thing"
    ]
    assert len(rows_of(f"{HEAD}Mercy,Labs,1,2\nMercy,Labs, 1,2\n")) == 2


def test_empty_cells_may_stand_anywhere():
    [found] = rows_of("partnership,goal,day,value,,\nMercy,Labs,1,2, ,,,\n")

    assert found.cells["value"] == "2"


def test_a_cell_that_goes_on_and_on_is_said_where_its_row_begins():
    assert problems_of(f"{HEAD}Mercy,Labs,1,2\nMercy,{'x' * 140_000},1,2\n") == [
        "values.csv line 3: the row that begins here has a cell of more than 131,072 characters, "
        "or a quotation mark is missing"
    ]


def test_a_quotation_mark_is_missed_in_the_row_that_lacks_it():
    assert problems_of(f'{HEAD}Mercy,Labs,1,2\nMercy,"Labs,1,2\nMercy,More,1,2\n') == [
        "values.csv line 3: it cannot be read from here on: perhaps a quotation mark is missing"
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    rows, problems = spreadsheets.read(GOALS, text)

    assert not (rows and problems)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-08", date(2026, 9, 8)),
        ("Sep 8, 2026", date(2026, 9, 8)),
        ("8 September 2026", date(2026, 9, 8)),
        ("", None),
    ],
)
def test_days_are_read_with_their_year(text, day):
    found = row(day=text)

    assert (found.day("day"), found.problems) == (day, {})


@pytest.mark.parametrize(
    "text",
    ["9/8/2026", "8 September", "tomorrow", "2026-13-01", "2026", "1066-01-01", "9999-12-31"],
)
def test_a_day_that_could_be_another_is_refused(text):
    found = row(day=text)

    assert found.day("day") is None
    assert found.problems == {"day": f"Please write the day as 2026-09-08, not “{text}”."}


@pytest.mark.parametrize(
    ("text", "month"), [("8", 8), ("August", 8), ("aug", 8), ("au", None), ("13", None), ("", None)]
)
def test_months_have_numbers_or_names(text, month):
    assert row(month=text).month("month") == month


def test_words_are_read_as_people_write_them():
    assert row(confidence="On track").word("confidence", Confidence) is Confidence.ON_TRACK
    assert row(confidence="at-risk").word("confidence", Confidence) is Confidence.AT_RISK
    assert row(x="").word("x", Side) is None
    assert row(x="").word("x", SaveAs, SaveAs.LIVE) is SaveAs.LIVE
    assert row(kind="Hospital").word("kind", OrganizationKind) is OrganizationKind.HOSPITAL


def test_a_word_that_is_none_is_said_with_those_there_are():
    found = row(confidence="fine")

    assert found.word("confidence", Confidence) is None
    assert found.problems == {
        "confidence": "“fine” is none of these: on track, at risk, off track."
    }


def test_numbers_and_lengths():
    found = row(value="1,234.5 students", other="many", note="x" * 11)

    assert found.number("value", "students") == 1234.5
    assert found.number("other") is None
    assert found.words("note", 10) == "x" * 11
    assert found.words("value", 100) == "1,234.5 students"
    assert set(found.problems) == {"other", "note"}


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [("channel", "C0123", "#general"), ("workspace", "T01", "acme"), ("person", "U01A", "@ana")],
)
def test_ids_look_like_slacks(kind, right, wrong):
    found = row(right=right, wrong=wrong)

    assert found.slack_id("right", kind) == right
    assert found.slack_id("missing", kind) is None
    assert found.problems == {}
    assert found.slack_id("wrong", kind) is None
    assert "ID, such as" in found.problems["wrong"]


def test_what_a_form_says_stands_at_its_column():
    found = Row(GOALS, 7, {})
    found.problems["start"] = "Not a day."
    found.refused({"due_on": "Later.", "starts_on": "Choose one.", "": "Nobody may."})

    assert [str(one) for one in found.said()] == [
        "goals.csv line 7, “start”: Not a day.",
        "goals.csv line 7, “due”: Later.",
        "goals.csv line 7: Nobody may.",
    ]


@pytest.mark.parametrize("file", [PARTNERSHIPS, PEOPLE, GOALS, VALUES])
def test_the_template_has_every_column_once(file):
    names = [one.name for one in columns_of(file)]

    assert len(names) == len(set(names))
    assert rows_of(",".join(names) + "\n", file) == []


def test_a_pupil_in_a_cell_is_named_by_its_cell():
    told = row(goal="Jaylen Brooks has an IEP.", note="Call 217-555-0142.").said()

    assert [(one.line, one.column) for one in told] == [(2, "goal")]
    assert "a student in grade 4" in told[0].sentence


@pytest.mark.parametrize(
    "read", [lambda row: row.words("note", 100), lambda row: row.line_of_text("note")]
)
def test_what_tells_of_a_pupil_is_refused(read):
    found = row(note="Her student ID is 12345678.")
    read(found)

    assert set(found.problems) == {"note"}


def test_empty_cells_are_named():
    found = row(day=" ", value="3")
    found.ensure_filled("day", "value", "goal")

    assert set(found.problems) == {"day", "goal"}
