"""The district that a visitor finds: a year that was played, and that left nothing undone."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.demo import district, report, theatre
from bot.demo.acts import Cast
from bot.demo.theatre import Theatre
from bot.rules.vocabulary import ActionStatus, CycleState, Role, ThemeState
from storage.models import Action, CheckIn, Cycle, Goal, GoalUpdate, Membership, Partnership, Theme


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Theatre, Cast]]:
    file = tmp_path_factory.mktemp("district") / "district.db"
    with theatre.opened(f"sqlite:///{file}", over_http=False) as stage:
        yield stage, district.seed(stage)


@pytest.fixture
def stage(played: tuple[Theatre, Cast]) -> Theatre:
    return played[0]


@pytest.fixture
def cast(played: tuple[Theatre, Cast]) -> Cast:
    return played[1]


def all_of(stage: Theatre, table):
    with stage.application.database.reading_across_workspaces() as session:
        return session.scalars(select(table).order_by(table.id)).all()


def test_slack_took_everything_and_every_message_arrived(stage):
    sums = report.sums(stage)

    assert list(report.problems(stage)) == []
    assert (sums.refused, sums.repeated, sums.lost) == (0, 0, 0)
    assert stage.clock() >= district.NOW


def test_everybody_has_the_seat_that_their_name_tells(stage, cast):
    roles = Counter(one.role for one in all_of(stage, Membership))

    assert roles == {Role.LEAD: 4, Role.COORDINATOR: 2, Role.READER: 2}
    assert [name for name, person in cast.people.items() if person.is_external] == ["ben"]


def test_both_partnerships_have_a_year_behind_them_and_a_check_in_open(stage):
    cycles = all_of(stage, Cycle)

    for partnership, closed in zip(all_of(stage, Partnership), (4, 12), strict=True):
        states = [one.state for one in cycles if one.partnership_id == partnership.id]
        assert states == [CycleState.CLOSED] * closed + [CycleState.OPEN]


def test_both_sides_have_spoken_and_goals_have_moved(stage):
    sides = Counter((one.cycle_id, one.side) for one in all_of(stage, CheckIn))
    moves = Counter(one.goal_id for one in all_of(stage, GoalUpdate))

    assert len({cycle for cycle, _side in sides}) == 16
    assert len(sides) > 28
    assert all(moves[goal.id] >= 5 for goal in all_of(stage, Goal))


def test_no_student_is_named_anywhere(stage):
    (said,) = [one for one in all_of(stage, CheckIn) if "wait for a day" in one.challenges]

    assert said.challenges == "Two classes still wait for a day."
    assert "Jaylen" not in "".join(repr(vars(one)) for one in all_of(stage, CheckIn))


def test_promises_are_kept_and_open(stage):
    states = Counter(one.status for one in all_of(stage, Action))

    assert states[ActionStatus.DONE] >= 5
    assert states[ActionStatus.OPEN] >= 2


def test_what_people_said_is_answered_or_waits(stage):
    themes = {one.title: (one.state, bool(one.answer)) for one in all_of(stage, Theme)}

    assert themes == {
        "Word of moved lab days comes too late": (ThemeState.DOING, True),
        "Whom to call during a visit": (ThemeState.HEARD, False),
    }


def test_a_reminder_comes_on_the_next_day(stage, cast):
    due = stage.next_due()
    assert due is not None
    assert (due - stage.clock()).days < 1

    before = len(cast.people["ben"].direct_messages)
    stage.pass_until(due)

    assert len(cast.people["ben"].direct_messages) == before + 1
    assert stage.slack.text_of(cast.channels["mercy"]).count("(line chart") == 3
