"""The school's calendar, as people meet it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.rules.vocabulary import CycleState
from storage.models import CalendarEntry, Cycle, Expectation
from tests.stage import Stage

WINTER = {
    "What it is": "Break",
    "Name": "winter break",
    "First day": date(2026, 11, 1),
    "Last day": date(2026, 11, 8),
}
QUARTER_2 = "The check-in would fall in winter break, so it opens on Monday, November 9, 2026."


def rows(stage: Stage, table: Any) -> list[Any]:
    with stage.database.reading(stage.workspace_id) as session:
        return list(session.query(table))


def open_calendar(stage: Stage, person=None) -> None:
    (person or stage.ana).types("/partner calendar", stage.room)


def add(stage: Stage, **changes) -> None:
    stage.ana.clicks("Add days")
    stage.ana.fills({**WINTER, **changes})
    stage.ana.submits()


def close_first_cycle(stage: Stage) -> None:
    """Go to October, when the second quarter's check-in is the one to come."""
    stage.goes_to(datetime(2026, 10, 5, 15, 0, tzinfo=UTC))


def upcoming(stage: Stage) -> Cycle:
    cycle: Cycle
    [cycle] = [one for one in rows(stage, Cycle) if one.state is CycleState.UPCOMING]
    return cycle


def test_a_break_moves_the_next_check_in_and_everybody_is_told_why(stage: Stage):
    stage.set_up()
    close_first_cycle(stage)
    open_calendar(stage)
    assert "None are entered yet" in stage.ana.sees()
    assert "Those of United States. The next ones: Columbus Day" in stage.ana.sees()

    add(stage)

    assert "winter break: Sunday, November 1, 2026 to Sunday, November 8, 2026" in stage.ana.sees()
    assert QUARTER_2 in stage.ana.sees()
    assert upcoming(stage).opens_at.date() == date(2026, 11, 9)
    stage.tick()
    assert QUARTER_2 in stage.ben.sees(stage.room)
    stage.ana.clicks("Details")
    assert QUARTER_2 in stage.ana.sees()


def test_a_break_taken_out_moves_it_back(stage: Stage):
    stage.set_up()
    close_first_cycle(stage)
    open_calendar(stage)
    add(stage)
    stage.advance(minutes=1)

    stage.ana.clicks("Remove")

    assert "Removed." in stage.ana.sees()
    assert upcoming(stage).opens_at.date() == date(2026, 11, 2)
    assert rows(stage, CalendarEntry) == []
    stage.tick()
    assert "winter break" not in stage.ben.sees(stage.room)


def test_the_same_days_twice_are_there_once(stage: Stage):
    stage.set_up()
    open_calendar(stage)
    add(stage)
    add(stage, Name="fall break")

    assert [one.label for one in rows(stage, CalendarEntry)] == ["fall break"]


def test_what_is_wrong_is_said_at_its_field(stage: Stage):
    stage.set_up()
    open_calendar(stage)
    add(stage, **{"Last day": date(2026, 10, 1)})

    assert "The last day is before the first" in stage.ana.sees()
    assert rows(stage, CalendarEntry) == []


def test_a_check_in_that_is_open_keeps_its_dates(stage: Stage):
    stage.set_up()
    stage.goes_to(datetime(2026, 9, 10, 15, 0, tzinfo=UTC))
    [before] = rows(stage, Cycle)
    open_calendar(stage)
    add(stage, **{"First day": date(2026, 9, 14), "Last day": date(2026, 9, 30)})

    [after] = rows(stage, Cycle)
    assert (after.due_at, after.closes_at) == (before.due_at, before.closes_at)
    stage.goes_to(datetime(2026, 9, 28, 15, 0, tzinfo=UTC))
    assert [one.reminders_sent for one in rows(stage, Expectation)] == [0, 0]


def test_terms_open_check_ins_and_name_them(stage: Stage):
    every_term: dict[str, Any] = {"How often": "Every term"}
    stage.set_up(**every_term)
    close_first_cycle(stage)
    open_calendar(stage)
    add(
        stage,
        **{
            "What it is": "Term, semester or trimester",
            "Name": "Spring semester",
            "First day": date(2027, 1, 6),
            "Last day": date(2027, 6, 4),
        },
    )

    assert "Terms" in stage.ana.sees()
    assert "Spring semester, 2026–27: check-in opens on Wednesday, January 6" in stage.ana.sees()


def test_public_holidays_of_a_state_and_none(stage: Stage):
    stage.set_up()
    open_calendar(stage)
    stage.ana.clicks("Public holidays")
    stage.ana.fills({"Country, and state if it has holidays of its own": "United States, Illinois"})
    stage.ana.submits()
    assert "The public holidays of United States, Illinois are observed." in stage.ana.sees()

    stage.ana.clicks("Public holidays")
    stage.ana.clicks("Observe no public holidays")
    assert "Public holidays are now ordinary days." in stage.ana.sees()
    assert "None are observed." in stage.ana.sees()
    stage.ana.clicks("Public holidays")
    stage.ana.clicks("Back")
    assert "School calendar" in stage.ana.sees()


CSV = "kind,label,first,last\nbreak,Winter break,2026-12-21,2027-01-01\nno school,PD,2026-10-16,\n"


def bring(stage: Stage, text: str, **changes) -> None:
    open_calendar(stage)
    stage.ana.clicks("Import")
    stage.ana.fills({"Calendar": text, **changes})
    stage.ana.submits()


def test_a_pasted_calendar_is_all_there(stage: Stage):
    stage.set_up()
    bring(stage, CSV)

    assert "2 entries added." in stage.ana.sees()
    assert len(rows(stage, CalendarEntry)) == 2


def test_a_pasted_calendar_with_a_wrong_row_changes_nothing(stage: Stage):
    stage.set_up()
    bring(stage, CSV + "break,Spring break,3/22/2027,3/26/2027\n")

    assert "Row 4: please write dates as 2026-12-21, not “3/22/2027”." in stage.ana.sees()
    assert "Nothing was added." in stage.ana.sees()
    assert rows(stage, CalendarEntry) == []


@pytest.mark.parametrize("person", ["ben", "cara"])
def test_others_look_and_ask_the_school_side(stage: Stage, person: str):
    stage.set_up()
    reader = getattr(stage, person)
    if person == "cara":
        stage.ana.types("/partner people", stage.room)
        stage.ana.clicks("Add a person")
        stage.ana.fills({"Person": stage.cara, "Side": "School side: Riverside School District"})
        stage.ana.submits()
        open_calendar(stage, reader)
    else:
        reader.clicks("Details")
        reader.clicks("Calendar")

    assert "Public holidays" in reader.sees()
    assert "Add days" not in reader.sees()


def test_the_schools_name_opens_its_calendar_to_nobody_else(stage: Stage):
    stage.set_up()
    close_first_cycle(stage)
    open_calendar(stage)
    add(stage)
    farm = stage.slack.workspace("Farm")
    zoe, yan = stage.slack.person("Zoe", farm), stage.slack.person("Yan", farm)
    room = stage.slack.channel("farm", stage.cara, zoe, yan, shared_with=[farm], bot=False)
    stage.cara.invites_bot(room)
    stage.tick()
    zoe.clicks("Set up a partnership", room)
    zoe.fills(
        {
            "Partnership name": "A farm's own",
            "School or district": "Riverside School District",
            "Kind of school organization": "School district",
            "School lead": zoe,
            "Partner organization": "Farm",
            "Kind of partner": "Farm",
            "Partner lead": yan,
        }
    )
    zoe.submits()
    stage.tick()

    zoe.clicks("Details")
    zoe.clicks("Calendar")
    assert "None are entered yet" in zoe.sees()
    assert "share this calendar" not in zoe.sees()
    zoe.clicks("Add days")
    zoe.fills({**WINTER, "Name": "long break", "Last day": date(2027, 6, 30)})
    zoe.submits()

    assert "long break" in zoe.sees()
    open_calendar(stage)
    assert QUARTER_2 in stage.ana.sees()
    assert "long break" not in stage.ana.sees()
