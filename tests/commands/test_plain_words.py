"""What people are called and write is printed letter by letter, whatever it looks like."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import console
from bot.rules.vocabulary import CalendarKind, MessageStatus
from storage.models import CalendarEntry, Coordinator
from tests import factories, messages
from tests.factories import NOW, WORKSPACE, make_workspace

# Markup that was never opened, that hides itself, and what an emoji is called.
ODD = "[/b] [red]x[/] :heart:"


@pytest.fixture(autouse=True)
def _odd_names(database):
    make_workspace(database)
    today = datetime.now(UTC).date()
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        for named in (cast.ana, cast.partnership, cast.district):
            named.name = ODD
        session.add(Coordinator(person_id=cast.ana.id, started_at=NOW))
        session.add(
            CalendarEntry(
                organization_id=cast.district.id,
                kind=CalendarKind.BREAK,
                label=ODD,
                first_day=today,
                last_day=today + timedelta(days=3),
            )
        )
    soon = datetime.now(UTC) + timedelta(days=1)
    messages.queue(database, "card", ODD, now=soon, best_before=soon + timedelta(days=1))


@pytest.mark.parametrize(
    ("command", "times"),
    [
        (["audit"], 1),
        (["calendar", "list"], 2),
        (["coordinator", "list"], 1),
        (["outbox"], 1),
        (["outbox", "show", "card"], 1),
        (["person", "list"], 1),
        (["schedule"], 1),
    ],
)
def test_a_listing_shows_it_as_it_is(bot, command, times):
    done = bot(*command)

    assert (done.code, done.err) == (0, "")
    assert done.out.count(ODD) >= times


def test_a_hold_shows_who_and_why_as_they_are(bot):
    bot("hold", "set", "--by", ODD, "--because", ODD)

    assert bot("hold", "list").out.count(ODD) == 2


def test_what_is_said_names_it_as_it_is(bot, database, tmp_path):
    folder = "[red]x[/]"
    assert bot("export", folder).out.endswith(f"rows are in {folder}.\n")
    assert folder in bot("import", "--template", f"{folder} new").out
    file = tmp_path / "rows.csv"
    file.write_text(f"label,first,last\n{ODD},2026-01-01,\n", "utf-8")
    done = bot("calendar", "import", str(file), "--workspace", WORKSPACE, "--dry-run")
    assert done.out.count(ODD) == 2
    messages.change(database, "card", status=MessageStatus.REJECTED, last_error=ODD)
    assert ODD in bot("outbox").out
    with console.err.capture() as said:
        console.failed(ODD)
    assert said.get() == f"{ODD}\n"
