"""What is said of goals: kept once, the newest shown, edits in place."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import Confidence, GoalStatus, PartnershipStatus, Side
from bot.services import goals
from bot.services.goals import Said
from storage.database import Database
from storage.models import CheckIn, Goal, GoalUpdate, Membership, Partnership
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_cycle,
    make_goal,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def goal(database: Database, cast: Cast) -> Goal:
    with database.unit_of_work(WORKSPACE) as session:
        return make_goal(session, cast)


@pytest.fixture
def check_in(database: Database, cast: Cast) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        cycle = make_cycle(session, cast.partnership)
        made = CheckIn(cycle_id=cycle.id, person_id=cast.ana.id, side=Side.SCHOOL, submitted_at=NOW)
        session.add(made)
        session.flush()
        return made.id


def _say(database, goal, person, side, hours, value, confidence, check_in_id=None, **more):
    with database.unit_of_work(WORKSPACE) as session:
        goals.record_updates(
            session,
            [Said(session.get_one(Goal, goal.id), value, confidence, more.pop("note", ""))],
            person_id=person.id,
            side=side,
            check_in_id=check_in_id,
            now=NOW + hours * HOUR,
            **more,
        )


def _shown(database, goal):
    with database.reading(WORKSPACE) as session:
        row = session.get_one(Goal, goal.id)
        return row.current_value, row.confidence, row.updated_at


def _count(database):
    with database.reading(WORKSPACE) as session:
        return session.scalar(select(func.count()).select_from(GoalUpdate))


def test_a_goal_shows_its_newest_update(database, cast, goal):
    _say(database, goal, cast.ana, Side.SCHOOL, 0, 72.0, Confidence.AT_RISK)
    _say(database, goal, cast.ben, Side.PARTNER, 1, 75.0, Confidence.ON_TRACK)

    assert _shown(database, goal) == (75.0, Confidence.ON_TRACK, NOW + HOUR)


def test_what_came_late_but_was_said_earlier_does_not_overwrite(database, cast, goal):
    _say(database, goal, cast.ben, Side.PARTNER, 2, 75.0, Confidence.ON_TRACK)
    _say(database, goal, cast.ana, Side.SCHOOL, 1, 72.0, Confidence.OFF_TRACK)

    assert _shown(database, goal) == (75.0, Confidence.ON_TRACK, NOW + 2 * HOUR)


def test_no_value_keeps_the_last_known_one(database, cast, goal):
    _say(database, goal, cast.ana, Side.SCHOOL, 0, 72.0, Confidence.AT_RISK)
    _say(database, goal, cast.ben, Side.PARTNER, 1, None, None, note="No new number.")

    assert _shown(database, goal) == (72.0, Confidence.AT_RISK, NOW + HOUR)


def test_an_edited_check_in_replaces_what_it_said(database, cast, goal, check_in):
    _say(database, goal, cast.ana, Side.SCHOOL, 0, 720.0, Confidence.ON_TRACK, check_in)
    _say(database, goal, cast.ana, Side.SCHOOL, 1, 72.0, Confidence.ON_TRACK, check_in)

    assert _count(database) == 1
    assert _shown(database, goal) == (72.0, Confidence.ON_TRACK, NOW + HOUR)


def test_a_value_taken_back_is_no_longer_shown(database, cast, goal, check_in):
    _say(database, goal, cast.ana, Side.SCHOOL, 0, 720.0, Confidence.ON_TRACK, check_in)
    _say(database, goal, cast.ana, Side.SCHOOL, 1, None, Confidence.ON_TRACK, check_in)

    assert _shown(database, goal) == (None, Confidence.ON_TRACK, NOW + HOUR)


def test_a_check_in_saved_again_unchanged_does_not_push_the_other_side_aside(
    database, cast, goal, check_in
):
    _say(database, goal, cast.ana, Side.SCHOOL, 0, 72.0, Confidence.AT_RISK, check_in)
    _say(database, goal, cast.ben, Side.PARTNER, 1, 75.0, Confidence.ON_TRACK)
    _say(database, goal, cast.ana, Side.SCHOOL, 2, 72.0, Confidence.AT_RISK, check_in)

    assert _shown(database, goal) == (75.0, Confidence.ON_TRACK, NOW + HOUR)


def test_several_goals_are_kept_at_once(database, cast, goal, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        other = make_goal(session, cast)
        goals.record_updates(
            session,
            [
                Said(session.get_one(Goal, goal.id), 71.0, Confidence.ON_TRACK),
                Said(other, 44.0, None, "First count."),
            ],
            person_id=cast.ana.id,
            side=Side.SCHOOL,
            check_in_id=check_in,
            now=NOW,
        )
        assert other.current_value == 44.0

    assert _shown(database, goal) == (71.0, Confidence.ON_TRACK, NOW)


def test_saying_nothing_keeps_nothing(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goals.record_updates(
            session, [], person_id=cast.ana.id, side=Side.SCHOOL, check_in_id=None, now=NOW
        )

    assert _count(database) == 0


def test_a_goal_of_another_session_is_left_as_it_was(database, cast, goal):
    with database.unit_of_work(WORKSPACE) as session:
        goals.record_updates(
            session,
            [Said(goal, 73.0, None)],
            person_id=cast.ana.id,
            side=Side.SCHOOL,
            check_in_id=None,
            now=NOW,
        )

    assert goal.current_value is None
    assert _shown(database, goal) == (73.0, None, NOW)


def _update(database, goal_id, key, **more):
    with database.unit_of_work(WORKSPACE) as session:
        goals.update(
            session,
            goal_id,
            **{
                "value": 74.0,
                "confidence": Confidence.ON_TRACK,
                "note": "",
                "unreadable": {},
                "form_token": "V1",
                "key": key,
                "now": NOW,
                **more,
            },
        )


def test_a_form_submitted_twice_is_one_update(database, cast, goal):
    _update(database, goal.id, key_of(cast.dev))
    _update(database, goal.id, key_of(cast.dev), now=NOW + HOUR)

    assert _count(database) == 1
    assert _shown(database, goal) == (74.0, Confidence.ON_TRACK, NOW)


@pytest.mark.parametrize("confidence", [Confidence.AT_RISK, Confidence.OFF_TRACK])
@pytest.mark.parametrize("note", ["", "  ", ":cry:", "😢"])
def test_below_on_track_a_reason_is_asked_for(database, cast, goal, confidence, note):
    with pytest.raises(FormRefusal) as refused:
        _update(database, goal.id, key_of(cast.ana), confidence=confidence, note=note)

    assert list(refused.value.problems) == ["note"]
    assert _count(database) == 0


def test_what_the_form_cannot_read_is_said_with_the_rest(database, cast, goal):
    with pytest.raises(FormRefusal) as refused:
        _update(
            database,
            goal.id,
            key_of(cast.ana),
            confidence=Confidence.AT_RISK,
            unreadable={"value": "Please write one number only."},
        )

    assert set(refused.value.problems) == {"note", "value"}


def test_only_members_who_may_update_can(database, cast, goal):
    with pytest.raises(NotFound):
        _update(database, goal.id, PersonKey("T9", "UNOBODY"))
    with pytest.raises(NotFound):
        _update(database, goal.id + 1, key_of(cast.ana))
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.dev.id)).one()
        seat.ended_at = NOW
    with pytest.raises(NotFound):
        _update(database, goal.id, key_of(cast.dev))


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(GoalStatus.RETIRED, "retired in the meantime"), (GoalStatus.DRAFT, "still a draft")],
)
def test_only_a_live_goal_takes_updates(database, cast, goal, status, sentence):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, goal.id).status = status

    with pytest.raises(Refusal, match=sentence):
        _update(database, goal.id, key_of(cast.ana))


def test_a_closed_partnership_changes_no_more(database, cast, goal):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.CLOSED

    with pytest.raises(Refusal, match="closed"):
        _update(database, goal.id, key_of(cast.ana))
    with database.unit_of_work(WORKSPACE) as session, pytest.raises(Refusal, match="closed"):
        goals.take_open(session, key_of(cast.ana), cast.partnership.id, Right.EDIT_GOALS)
