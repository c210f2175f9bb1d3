"""Goals in the database: one workspace's own, and right when two people save at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

from sqlalchemy import select

import storage.goals
from bot.rules.vocabulary import Confidence, Direction, GoalStatus, Side
from bot.services import goals
from bot.services.goals import Said
from storage.models import Goal
from tests.factories import (
    NOW,
    WORKSPACE,
    make_goal,
    make_partnership,
    make_workspace,
)


def _at_once(*works):
    """Start all works at the same moment, and return what they return."""
    ready = Barrier(len(works))

    def start(work):
        ready.wait(timeout=5)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result(timeout=20) for one in [threads.submit(start, work) for work in works]]


def test_a_list_keeps_to_its_partnership(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        other = make_partnership(session, suffix="2")
        live = make_goal(session, cast)
        draft = make_goal(session, cast, status=GoalStatus.DRAFT)
        make_goal(session, other)
    with database.reading(WORKSPACE) as session:
        assert [goal.id for goal in storage.goals.of_partnership(session, cast.partnership.id)] == [
            live.id,
            draft.id,
        ]


def test_another_workspace_sees_no_goal(database, cast):
    make_workspace(database, "T9")
    with database.unit_of_work(WORKSPACE) as session:
        goal = make_goal(session, cast)
    with database.unit_of_work("T9") as session:
        assert storage.goals.of_partnership(session, cast.partnership.id) == []
        assert storage.goals.owned(session, [cast.partnership.id]) == []
        assert storage.goals.owned_one(session, goal.id) is None
        assert storage.goals.find_for_change(session, goal.id) is None


def test_two_deliveries_of_one_form_at_once_make_one_goal(database, cast):
    def add():
        with database.unit_of_work(WORKSPACE) as session:
            goal, is_new = storage.goals.add(
                session,
                form_token="V1",
                partnership_id=cast.partnership.id,
                status=GoalStatus.DRAFT,
                statement="Better mornings",
                direction=Direction.INCREASE,
                created_at=NOW,
            )
            return goal.id, is_new

    results = _at_once(*[add] * 4)

    assert len({goal_id for goal_id, _is_new in results}) == 1
    assert [is_new for _goal_id, is_new in results].count(True) == 1


def test_of_two_who_update_at_once_the_later_word_is_shown(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal_ids = [make_goal(session, cast).id for _each in range(10)]

    def say(goal_id, minute):
        with database.unit_of_work(WORKSPACE) as session:
            goal = session.get_one(Goal, goal_id)
            goals.record_updates(
                session,
                [Said(goal, float(minute), Confidence.ON_TRACK)],
                person_id=cast.ana.id,
                side=Side.SCHOOL,
                check_in_id=None,
                now=NOW + timedelta(minutes=minute),
            )

    for goal_id in goal_ids:
        _at_once(*[partial(say, goal_id, minute) for minute in (3, 7, 1, 5)])

    with database.reading(WORKSPACE) as session:
        shown = session.scalars(select(Goal.current_value).where(Goal.id.in_(goal_ids)))
        assert set(shown) == {7.0}
