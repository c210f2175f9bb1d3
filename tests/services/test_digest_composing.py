"""What a digest tells of the record, and what reading it costs."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.rules.vocabulary import CycleState, Direction, PartnershipStatus, Role, Side
from bot.services import digest_composing
from storage.database import Database
from storage.models import Cycle, Membership, Partnership
from tests import factories
from tests.digesting import LATER, add, check_in, goal, post, queued, show, text_of, update
from tests.factories import NOW, WORKSPACE, Cast


@pytest.fixture
def cycle(database: Database, cast: Cast) -> Cycle:
    with database.unit_of_work(WORKSPACE) as session:
        return factories.make_cycle(session, cast.partnership)


def test_movement_is_measured_from_the_end_of_the_cycle_before(database, cast, cycle):
    lunches = goal(
        database, cast, statement="Fewer lunches are thrown away", unit="kg",
        direction=Direction.DECREASE, baseline=100.0, target=50.0,
    )  # fmt: skip
    steady = goal(
        database, cast, statement="Keep the ratio of mentors", unit="", band=1.0,
        direction=Direction.MAINTAIN, baseline=10.0, target=10.0,
    )  # fmt: skip
    silent = goal(database, cast, statement="Nobody says anything of this")
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_cycle(
            session,
            cast.partnership,
            number=2,
            opens_at=NOW + timedelta(days=60),
            closes_at=NOW + timedelta(days=81),
            digest_at=NOW + timedelta(days=75),
        )
        session.get_one(Cycle, cycle.id).state = CycleState.CLOSED
    add(
        database,
        update(lunches, cast.ana, NOW + timedelta(days=2), 80.0),
        update(lunches, cast.ben, NOW + timedelta(days=61), 90.0),
        update(steady, cast.ana, NOW + timedelta(days=3), 10.0),
        update(steady, cast.ana, NOW + timedelta(days=62), 10.5),
        update(silent, cast.ana, NOW + timedelta(days=4), 77.0),
        check_in(second, cast.ben, Side.PARTNER, NOW + timedelta(days=61), no_change=True),
    )
    post(database, second, NOW + timedelta(days=76))
    said = text_of(queued(database)[0])
    assert "Goal 1.* Fewer lunches are thrown away: from 80 kg to 90 kg, further from the" in said
    assert "(Mercy Hospital, update of November 8)" in said
    assert "Keep the ratio of mentors: from 10 to 10.5, where it should be, range 9 to 11" in said
    assert "Nobody says anything of this: no new number, last 77%" in said
    assert "*1 of 2 sides is in:* Mercy Hospital, check-in of November 8 (no change)" in said
    assert "How far each goal has come, in %" in said
    assert "Start 0%, Quarter 1 of 2026–27 40%, Quarter 2 of 2026–27 20%" in said


def test_a_closed_cycle_names_the_planned_next_one_and_a_paused_partnership_none(
    database, cast, cycle
):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Cycle, cycle.id).state = CycleState.CLOSED
        factories.make_cycle(
            session,
            cast.partnership,
            number=2,
            state=CycleState.UPCOMING,
            opens_at=NOW + timedelta(days=60),
        )
    shown = show(database, cast, cast.ana)
    assert (shown.answers_until, shown.next_opens_on) == (None, date(2026, 11, 7))
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.PAUSED
    assert show(database, cast, cast.ana).next_opens_on is None


def test_people_speak_for_their_organization_also_after_they_left(database, cast, cycle):
    add(database, check_in(cycle, cast.cara, Side.SCHOOL, wins="Bye"))
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.cara.id)).one()
        seat.ended_at, seat.role = NOW, Role.READER
    assert show(database, cast, cast.ana).check_ins[0].organization == "Riverside School District"


def test_a_live_goal_with_gaps_does_not_stop_the_others(database, cast, cycle):
    goal(database, cast, statement="Half a goal", target=None)
    goal(database, cast, statement="A whole goal")
    assert [one.statement for one in show(database, cast, cast.ana).goals] == ["A whole goal"]


def test_an_edit_of_an_earlier_check_in_is_named_by_its_own_day(database, cast, cycle):
    one = goal(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        old = factories.make_cycle(
            session, cast.partnership, number=0, state=CycleState.CLOSED,
            closes_at=NOW - timedelta(days=30),
        )  # fmt: skip
    earlier = check_in(old, cast.ana, Side.SCHOOL, NOW - timedelta(days=31))
    add(database, earlier)
    add(database, update(one, cast.ana, NOW, 71.0, check_in_id=earlier.id))
    [news] = show(database, cast, cast.ana).goals
    assert news.source.said_on == date(2026, 9, 8)
    assert news.source.in_check_in


def test_queries_do_not_grow_with_the_number_of_digests(database, cast):
    def statements(cycle_ids: list[int]) -> int:
        seen: list[str] = []

        def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith("SELECT"):
                seen.append(statement)

        event.listen(database.engine, "before_cursor_execute", count)
        with database.unit_of_work(WORKSPACE) as session:
            digest_composing.compose(session, cycle_ids, now=LATER)
        event.remove(database.engine, "before_cursor_execute", count)
        return len(seen)

    ids = []
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(6):
            crew = factories.make_partnership(session, suffix=f"-{number}")
            ids.append(factories.make_cycle(session, crew.partnership).id)
            for statement in ("One", "Two", "Three"):
                factories.make_goal(session, crew, statement=statement)
    assert statements(ids[:1]) == statements(ids) <= 15
