"""`python -m bot calendar` and `python -m bot schedule`: what they print, and what they change."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.vocabulary import CycleState
from storage.models import CalendarEntry, Cycle
from tests.factories import WORKSPACE, make_cycle, make_partnership, make_workspace

# The commands read the clock themselves.
NOW = datetime.now(UTC)
SPRING = (NOW + timedelta(days=40)).date()
ROWS = (
    "kind,label,first,last\n"
    f"break,Spring break,{SPRING},{SPRING + timedelta(days=4)}\n"
    f"no school,Teachers meet,{SPRING + timedelta(days=20)},\n"
)
EVENTS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
SUMMARY:Spring break
DTSTART;VALUE=DATE:{first:%Y%m%d}
END:VEVENT
{others}END:VCALENDAR
"""
OTHER = (
    "BEGIN:VEVENT\nUID:{n}\nSUMMARY:Concert {n}\nDTSTART;VALUE=DATE:{first:%Y%m%d}\nEND:VEVENT\n"
)


@pytest.fixture
def partnership(database) -> str:
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        make_cycle(
            session,
            cast.partnership,
            state=CycleState.UPCOMING,
            opens_at=NOW + timedelta(days=5),
            closes_at=NOW + timedelta(days=26),
        )
        return str(cast.partnership.id)


def labels(database) -> list[str]:
    with database.reading(WORKSPACE) as session:
        return sorted(one.label for one in session.query(CalendarEntry))


def write(tmp_path, text: str, name: str = "calendar.csv") -> str:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return str(file)


def test_a_file_is_brought_whole_and_listed(bot, database, partnership, tmp_path):
    done = bot("calendar", "import", write(tmp_path, ROWS), "--partnership", partnership)

    assert (done.code, done.err) == (0, "")
    assert "For 1 school: Riverside School District" in done.out
    assert labels(database) == ["Spring break", "Teachers meet"]
    shown = bot("calendar", "list").out
    assert "Spring break" in shown
    assert "United States" in shown
    assert bot("calendar", "list", "--partnership", partnership).out == shown


def test_the_check_ins_to_come_are_planned_by_it(bot, database, partnership, tmp_path):
    with database.reading(WORKSPACE) as session:
        before = session.query(Cycle).one().opens_at
    whole_year = f"label,first,last\nClosed,{NOW.date()},{NOW.date() + timedelta(days=60)}\n"
    bot("calendar", "import", write(tmp_path, whole_year), "--workspace", WORKSPACE)

    with database.reading(WORKSPACE) as session:
        assert session.query(Cycle).one().opens_at > before


def test_a_dry_run_changes_nothing(bot, database, partnership, tmp_path):
    done = bot(
        "calendar", "import", write(tmp_path, ROWS), "--partnership", partnership, "--dry-run"
    )

    assert done.code == 0
    assert "Spring break" in done.out
    assert "it was a dry run" in done.out
    assert labels(database) == []


def test_a_wrong_row_is_named_and_nothing_is_changed(bot, database, partnership, tmp_path):
    text = f"{ROWS}break,Winter break,12/21/2026,1/1/2027\n"
    done = bot("calendar", "import", write(tmp_path, text), "--partnership", partnership)

    assert done.code == 1
    assert "Row 4: please write dates as 2026-12-21" in done.err
    assert "Nothing was changed." in done.err
    assert labels(database) == []


def test_what_is_left_out_of_icalendar_is_named(bot, database, partnership, tmp_path):
    others = "".join(OTHER.format(n=n, first=SPRING) for n in range(2, 24))
    text = EVENTS.format(first=SPRING, others=others)
    file = write(tmp_path, text, "calendar.ics")
    done = bot("calendar", "import", file, "--partnership", partnership)

    assert "say that there is no school: Concert 2" in done.out
    assert "and 2 more" in done.out
    assert labels(database) == ["Spring break"]
    bot("calendar", "import", file, "--partnership", partnership, "--everything")
    assert "Concert 2" not in labels(database)  # the same day, once


def test_what_cannot_be_is_said(bot, partnership, tmp_path):
    file = write(tmp_path, ROWS)
    assert bot("calendar", "import", file).code == 2
    assert bot("calendar", "import", file, "--partnership", "4711").code == 1
    assert "no such partnership" in bot("calendar", "list", "--partnership", "4711").out
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    done = bot("calendar", "import", str(tmp_path / "binary"), "--partnership", partnership)
    assert (done.code, done.err) == (1, "That file cannot be read as UTF-8 text.\n")


def test_the_schedule_of_everything(bot, partnership):
    shown = bot("schedule").out
    assert "opens" in shown
    assert "America/Chicago" in shown

    told = json.loads(bot("schedule", "--json", "--days", "6").out)
    assert [(one["what"], one["partnership"]) for one in told] == [("opens", int(partnership))]
    assert bot("schedule", "--days", "1").out == "Nothing will be said within 1 day.\n"
