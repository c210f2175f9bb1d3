"""A person's Home on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.rules.people import PersonKey
from bot.rules.vocabulary import (
    ActionStatus,
    CycleState,
    ExpectationState,
    GoalStatus,
    PartnershipStatus,
    Side,
)
from bot.services import feedback, home
from bot.views.home import Home
from storage.database import Database
from storage.models import (
    Action,
    Cycle,
    Expectation,
    Feedback,
    Membership,
    Partnership,
    Person,
)
from tests import factories
from tests.factories import NOW, WORKSPACE, Cast, key_of


@pytest.fixture
def cycle(database: Database, cast: Cast) -> Cycle:
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        session.add(
            Expectation(
                cycle_id=cycle.id,
                person_id=cast.ana.id,
                side=Side.SCHOOL,
                state=ExpectationState.OPEN,
            )
        )
        return cycle


def seen_by(database: Database, key: PersonKey, now=NOW) -> Home:
    with database.reading(WORKSPACE) as session:
        return home.of_person(session, key=key, now=now)


def change(database: Database, table: Any, row_id: int, **columns: Any) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(table, row_id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_who_is_asked_sees_the_open_check_in_and_who_is_not_does_not(database, cast, cycle):
    [one] = seen_by(database, key_of(cast.ana)).to_answer
    assert (one.partnership, one.period) == ("Riverside and Mercy", "Quarter 1 of 2026–27")
    assert (one.due_on, one.closes_on) == (date(2026, 9, 22), date(2026, 9, 29))
    assert seen_by(database, key_of(cast.cara)).to_answer == []


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (Partnership, {"status": PartnershipStatus.PAUSED}),
        (Cycle, {"state": CycleState.UPCOMING}),
        (Cycle, {"closes_at": NOW}),
        (Expectation, {"state": ExpectationState.ANSWERED}),
    ],
)
def test_what_cannot_be_answered_now_is_not_expected(database, cast, cycle, table, columns):
    with database.reading(WORKSPACE) as session:
        row_id = session.query(table).one().id
    change(database, table, row_id, **columns)
    assert seen_by(database, key_of(cast.ana)).to_answer == []


def test_each_partnership_shows_its_status_next_check_in_and_live_goals(database, cast, cycle):
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_goal(session, cast)
        factories.make_goal(session, cast, status=GoalStatus.DRAFT, statement="Not yet")
    [card] = seen_by(database, key_of(cast.dev)).partnerships
    assert (card.name, card.status) == ("Riverside and Mercy", PartnershipStatus.ACTIVE)
    assert "check-in is open, answers are due by Tuesday, September 22" in card.next_check_in
    assert [goal.plan.statement for goal in card.goals] == [
        "More ninth-graders attend nine days out of ten"
    ]
    change(database, Partnership, cast.partnership.id, status=PartnershipStatus.PAUSED)
    [card] = seen_by(database, key_of(cast.dev)).partnerships
    assert card.next_check_in == ""


def test_my_actions_are_there(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.add(
            Action(
                side=Side.SCHOOL,
                partnership_id=cast.partnership.id,
                what="Ask the bus company",
                owner_id=cast.ben.id,
                due_on=date(2026, 10, 1),
                status=ActionStatus.OPEN,
                created_at=NOW,
            )
        )
    assert [one.what for one in seen_by(database, key_of(cast.ben)).to_do] == [
        "Ask the bus company"
    ]
    assert seen_by(database, key_of(cast.ana)).to_do == []


def test_nobody_sees_a_partnership_they_are_not_in(database, cast, cycle):
    stranger = PersonKey("T9", cast.ana.user_id)
    assert seen_by(database, stranger) == Home()
    with database.unit_of_work(WORKSPACE) as session:
        for seat in session.query(Membership).filter_by(person_id=cast.ana.id):
            seat.ended_at = NOW
    assert seen_by(database, key_of(cast.ana)) == Home()


def test_leads_see_what_waits_for_them_until_somebody_acts(database, cast):
    def waiting(who: Person, now=NOW) -> int:
        [card] = seen_by(database, key_of(who), now).partnerships
        return card.feedback_waiting

    with database.unit_of_work(WORKSPACE) as session:
        feedback.give(
            session,
            cast.partnership.id,
            "The bus was cut.",
            anonymous=False,
            link="",
            once="1",
            key=key_of(cast.cara),
            now=NOW,
        )
        given = session.scalars(select(Feedback.id)).one()
    assert [waiting(one) for one in (cast.ana, cast.ben, cast.cara)] == [1, 1, 0]
    assert waiting(cast.ana, NOW - timedelta(seconds=1)) == 0
    with database.unit_of_work(WORKSPACE) as session:
        feedback.say(session, given, "Which?", once="2", key=key_of(cast.ben), now=NOW)
    assert waiting(cast.ana) == 0


def test_queries_do_not_grow_with_the_number_of_partnerships(database, cast, cycle):
    seen: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    seen_by(database, key_of(cast.ana))
    for_one = len(seen)
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(5):
            other = factories.make_partnership(session, suffix=f"-{number}")
            factories.make_goal(session, other)
            factories.make_cycle(session, other.partnership, opens_at=NOW - timedelta(days=1))
            factories.make_member(
                session, other.partnership, cast.ana, other.district, side=Side.SCHOOL
            )
    seen.clear()
    assert len(seen_by(database, key_of(cast.ana)).partnerships) == 6
    event.remove(database.engine, "before_cursor_execute", count)
    assert len(seen) == for_one <= 7
