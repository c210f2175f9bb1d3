"""The gap between the sides: who hears of it, and who decides."""

import pytest
from sqlalchemy import select

from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import CycleState, Role
from bot.services import confidence_gaps, goals
from bot.views.confidence_gaps import Telling
from storage.models import ConfidenceGap, Cycle, Membership, OutboxMessage, Person
from tests import factories
from tests.factories import WORKSPACE, key_of
from tests.learning import DAY, LATER, OFF, ON, RISK, answer, change, check_in, details, posts, rows


@pytest.fixture
def scene(database):
    """A partnership with a goal and an open cycle."""
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        goal = factories.make_goal(session, cast)
        return cast, goal, factories.make_cycle(session, cast.partnership)


def gap_messages(database):
    return [row for row in rows(database, OutboxMessage) if "confidence-gap" in row.key]


def press(database, person, *, agrees=True, now=LATER + DAY):
    [gap] = rows(database, ConfidenceGap)
    act = confidence_gaps.agree if agrees else confidence_gaps.keep
    with database.unit_of_work(WORKSPACE) as session:
        return act(session, gap.id, key=key_of(person), now=now)


def test_both_leads_hear_of_a_gap_once_and_the_channel_does_not(database, scene):
    cast = scene[0]
    check_in(database, scene, cast.ana, ON, note="All runs well.")
    assert gap_messages(database) == []
    check_in(database, scene, cast.ben, OFF, note="The nurse left.")
    check_in(database, scene, cast.dev, OFF, note="Nobody came.", value="")
    first, second = gap_messages(database)[:2]
    assert {first.channel, second.channel} == {"UANA", "UBEN"}
    assert "*School side*: On track" in first.payload["text"]
    assert "*Partner side*: Off track\nThe nurse left." in first.payload["text"]
    assert "A way to talk about it" in first.payload["text"]
    posts = [one for one in gap_messages(database) if one.method == "chat.postMessage"]
    assert len(posts) == 2
    text = details(database, scene)
    for word in ("On track", "Off track", "All runs well.", "The nurse left.", "differently"):
        assert word not in text
    assert "75%" in text
    assert "Dev Patel" not in text  # who said nothing else


def test_how_to_turn_it_does_not_give_the_gap_away_either(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ben, OFF)
    answer(database, copy.check_in_id, goal, cast.ben)
    assert "No nurse" in details(database, scene)
    check_in(database, scene, cast.ana, ON)
    assert "No nurse" not in details(database, scene)


def test_a_late_answer_takes_nothing_away_that_the_channel_has_read(database, scene):
    cast, _goal, cycle = scene
    check_in(database, scene, cast.ben, OFF, note="The nurse left.")
    posts(database, cycle, LATER + DAY)
    before = details(database, scene, LATER + 2 * DAY)
    check_in(database, scene, cast.ana, ON, note="All runs well.", now=LATER + 2 * DAY)
    after = details(database, scene, LATER + 2 * DAY)
    assert "Off track" in before
    assert "The nurse left." in after
    assert "On track" not in after
    assert "All runs well." not in after


def test_the_channel_hears_of_it_when_a_lead_of_each_side_wants_that(database, scene):
    cast, _goal, cycle = scene
    check_in(database, scene, cast.ana, ON)
    check_in(database, scene, cast.ben, OFF, note="The nurse left.")
    change(database, Cycle, cycle.id, digested_at=LATER)
    assert press(database, cast.ana).telling is Telling.SCHOOL
    assert press(database, cast.ana, agrees=False).telling is Telling.NOBODY
    assert press(database, cast.ben, now=LATER + 2 * DAY).telling is Telling.PARTNER
    assert "differently" not in details(database, scene)
    assert press(database, cast.ana, now=LATER + 3 * DAY).telling is Telling.BOTH
    # Told is told.
    assert press(database, cast.ana, agrees=False).telling is Telling.BOTH
    text = details(database, scene)
    assert "the two sides see it differently" in text
    assert "Off track\nThe nurse left." in text
    changed = [one for one in gap_messages(database) if one.method == "chat.update"]
    assert {one.channel for one in changed} == {"UANA", "UBEN"}


def test_only_the_leads_decide(database, scene):
    cast = scene[0]
    check_in(database, scene, cast.ana, ON)
    check_in(database, scene, cast.ben, OFF)
    with pytest.raises(Refusal, match="Only the leads"):
        press(database, cast.cara)
    with database.unit_of_work(WORKSPACE) as session, pytest.raises(NotFound):
        confidence_gaps.agree(session, 99, key=key_of(cast.ana), now=LATER)


def test_once_both_see_it_alike_the_leads_read_that_too(database, scene):
    cast = scene[0]
    check_in(database, scene, cast.ana, ON)
    check_in(database, scene, cast.ben, OFF)
    check_in(database, scene, cast.ben, ON, now=LATER + DAY)
    last = gap_messages(database)[-1]
    assert "no longer differ" in last.payload["text"]
    assert press(database, cast.ana).telling is Telling.ALIKE
    assert "On track" in details(database, scene, LATER + DAY)


def test_a_gap_between_check_ins_is_found_too_while_one_is_open(database, scene):
    cast, goal, cycle = scene
    check_in(database, scene, cast.ana, ON)

    def update(token):
        with database.unit_of_work(WORKSPACE) as session:
            goals.update(
                session, goal.id, value=70, confidence=OFF, note="No bus.", unreadable={},
                form_token=token, key=key_of(cast.ben), now=LATER + DAY,
            )  # fmt: skip

    update("first")
    assert len(gap_messages(database)) == 2
    change(database, Cycle, cycle.id, state=CycleState.CLOSED)
    update("second")
    assert len(gap_messages(database)) == 2


def test_a_deputy_hears_of_it_where_a_side_has_no_lead_to_tell(database, scene):
    cast = scene[0]
    change(database, Person, cast.ben.id, is_deactivated=True)
    with database.unit_of_work(WORKSPACE) as session:
        for person in (cast.cara, cast.dev):
            seat = session.scalars(
                select(Membership).where(Membership.person_id == person.id)
            ).one()
            seat.role = Role.DEPUTY
    check_in(database, scene, cast.ana, OFF)
    check_in(database, scene, cast.dev, ON)
    assert {one.channel for one in gap_messages(database)} == {"UANA", "UDEV"}


def test_at_risk_against_on_track_is_no_gap_and_is_not_told_either(database, scene):
    cast = scene[0]
    check_in(database, scene, cast.ana, ON, note="Fine.")
    check_in(database, scene, cast.ben, RISK, note="Not sure.")
    assert gap_messages(database) == []
    text = details(database, scene)
    assert "At risk" not in text
    assert "Not sure." in text
