"""What people are shown of goals."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import Confidence, GoalStatus, PartnershipStatus, RevisionKind, Side
from bot.services import goal_reading, goals
from bot.services.goals import Said
from bot.views.goal_history import PAGE, Revision, Update
from storage.models import Goal, GoalRevision, Membership, Partnership
from tests.factories import (
    NOW,
    WORKSPACE,
    key_of,
    make_goal,
    make_partnership,
)


def _listing(session, cast, person):
    return goal_reading.listing(session, cast.partnership.id, key=key_of(person), now=NOW)


def test_the_list_has_every_goal_with_its_owners(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        make_goal(session, cast)
        make_goal(session, cast, status=GoalStatus.DRAFT, partner_owner_id=None)
    with database.reading(WORKSPACE) as session:
        listing = _listing(session, cast, cast.ana)

    assert listing.partnership == "Riverside and Mercy"
    assert listing.today == date(2026, 9, 8)
    live, draft = listing.goals
    assert (live.plan.school_owner, live.plan.partner_owner) == ("UANA", "UBEN")
    assert live.updated_on is None
    assert (draft.status, draft.plan.partner_owner) == (GoalStatus.DRAFT, None)


@pytest.mark.parametrize(
    ("who", "may"), [("ana", (True, True)), ("ben", (True, True)), ("dev", (True, False))]
)
def test_the_list_offers_what_the_reader_may_do(database, cast, who, may):
    with database.reading(WORKSPACE) as session:
        listing = _listing(session, cast, getattr(cast, who))

    assert (listing.may_update, listing.may_edit) == may


def test_a_closed_partnership_is_read_only(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.CLOSED
    with database.reading(WORKSPACE) as session:
        listing = _listing(session, cast, cast.ana)

    assert (listing.may_update, listing.may_edit) == (False, False)


def test_goals_of_several_partnerships_are_found_together(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        other = make_partnership(session, suffix="2")
        mine = make_goal(session, cast)
        theirs = make_goal(session, other)
    with database.reading(WORKSPACE) as session:
        found = goal_reading.cards(session, [cast.partnership, other.partnership])

    assert {key: [card.goal_id for card in cards] for key, cards in found.items()} == {
        cast.partnership.id: [mine.id],
        other.partnership.id: [theirs.id],
    }


def test_a_new_goal_starts_today_with_its_writer_as_owner(database, cast):
    with database.reading(WORKSPACE) as session:
        anas = goal_reading.blank(session, cast.partnership.id, key=key_of(cast.ana), now=NOW)
        bens = goal_reading.blank(session, cast.partnership.id, key=key_of(cast.ben), now=NOW)
        with pytest.raises(Refusal, match="Leads and deputies"):
            goal_reading.blank(session, cast.partnership.id, key=key_of(cast.dev), now=NOW)

    assert anas.plan.starts_on == date(2026, 9, 8)
    assert (anas.plan.school_owner, anas.plan.partner_owner) == ("UANA", None)
    assert (bens.plan.school_owner, bens.plan.partner_owner) == (None, "UBEN")


def test_a_goal_in_hand_knows_its_newest_revision(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = make_goal(session, cast)
        before = _one(session, goal.id, key_of(cast.ana))
        revision = _revision(session, goal, cast, NOW)
        after = _one(session, goal.id, key_of(cast.ana))

        assert (before.as_of, after.as_of) == (0, revision.id)
        with pytest.raises(NotFound):
            _one(session, goal.id, PersonKey("T9", "UNOBODY"))
        with pytest.raises(NotFound):
            _one(session, goal.id + 1, key_of(cast.ana))


def _one(session, goal_id, key):
    return goal_reading.one(session, goal_id, key=key, right=Right.EDIT_GOALS, now=NOW)


def _revision(session, goal, cast, at):
    revision = GoalRevision(
        goal_id=goal.id,
        person_id=cast.ben.id,
        kind=RevisionKind.REVISED,
        at=at,
        reason="The clinic opens later.",
        before={"target": 90.0},
        after={"target": 85.0},
    )
    session.add(revision)
    session.flush()
    return revision


def _said(session, goal_id, cast, at, value):
    goals.record_updates(
        session,
        [Said(session.get_one(Goal, goal_id), value, Confidence.ON_TRACK)],
        person_id=cast.ana.id,
        side=Side.SCHOOL,
        check_in_id=None,
        now=at,
    )


def test_history_tells_updates_and_changes_newest_first(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = make_goal(session, cast)
        _said(session, goal.id, cast, NOW, 71.0)
        _revision(session, goal, cast, NOW + timedelta(days=1))
        _said(session, goal.id, cast, NOW + timedelta(days=2), 73.0)
        _said(session, goal.id, cast, NOW + timedelta(days=3), None)
    with database.reading(WORKSPACE) as session:
        history = goal_reading.history(
            session, goal.id, page=0, key=key_of(cast.dev), now=NOW + timedelta(days=3)
        )

    assert [type(entry) for entry in history.entries] == [Update, Update, Revision, Update]
    assert history.entries[2].who == "UBEN"
    assert history.values == [71.0, 73.0]
    assert history.goal.current == 73.0
    assert history.goal.updated_on == date(2026, 9, 11)
    assert not history.has_older


def test_history_is_read_page_by_page(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = make_goal(session, cast)
        for hour in range(PAGE + 3):
            _said(session, goal.id, cast, NOW + timedelta(hours=hour), float(hour))
    with database.reading(WORKSPACE) as session:
        first, second = (
            goal_reading.history(session, goal.id, page=page, key=key_of(cast.ana), now=NOW)
            for page in (0, 1)
        )

    assert (len(first.entries), first.has_older) == (PAGE, True)
    assert (len(second.entries), second.has_older) == (3, False)
    oldest = second.entries[-1]
    assert isinstance(oldest, Update)
    assert oldest.value == 0.0
    assert len(first.values) == 20


def test_history_is_for_members(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = make_goal(session, cast)
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.dev.id)).one()
        seat.ended_at = NOW
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        goal_reading.history(session, goal.id, page=0, key=key_of(cast.dev), now=NOW)
