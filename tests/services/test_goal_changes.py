"""How goals are written, go live, are revised and end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

import storage.goals
from bot.rules.goals import GoalDraft
from bot.rules.people import PersonKey
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import Direction, GoalStatus, RevisionKind
from bot.services import goal_changes
from bot.services.goal_changes import Wish
from storage.database import Database
from storage.models import Goal, GoalRevision
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_goal,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def plan(cast: Cast) -> GoalDraft:
    return GoalDraft(
        statement="More ninth-graders attend nine days out of ten",
        why="Days in class are days of learning.",
        indicator="Ninth-graders with 90% attendance",
        unit="%",
        direction=Direction.INCREASE,
        baseline=70.0,
        target=85.0,
        starts_on=date(2026, 9, 1),
        due_on=date(2027, 6, 15),
        school_owner=key_of(cast.ana),
        partner_owner=key_of(cast.ben),
    )


@pytest.fixture
def goal(database: Database, cast: Cast) -> Goal:
    with database.unit_of_work(WORKSPACE) as session:
        return make_goal(session, cast)


@pytest.fixture
def draft(database: Database, cast: Cast) -> Goal:
    with database.unit_of_work(WORKSPACE) as session:
        return make_goal(
            session,
            cast,
            status=GoalStatus.DRAFT,
            target=None,
            due_on=None,
            partner_owner_id=None,
        )


def _create(database, cast, plan, *, live=True, form="V1", person=None, **more):
    with database.unit_of_work(WORKSPACE) as session:
        made = goal_changes.create(
            session,
            cast.partnership.id,
            plan=plan,
            live=live,
            unreadable=more.pop("unreadable", {}),
            form_token=form,
            key=key_of(person or cast.ana),
            now=NOW,
        )
        return made.id


def _complete(database, cast, goal, plan, *, live=True, as_of=0, form="V2"):
    with database.unit_of_work(WORKSPACE) as session:
        goal_changes.complete(
            session,
            goal.id,
            plan=plan,
            live=live,
            unreadable={},
            as_of=as_of,
            form_token=form,
            key=key_of(cast.ana),
            now=NOW,
        )


def _wish(cast, **changed):
    return replace(
        Wish(
            target=85.0,
            due_on=date(2027, 6, 15),
            school_owner=key_of(cast.ana),
            partner_owner=key_of(cast.ben),
        ),
        **changed,
    )


def _revise(database, cast, goal, wish, **more):
    with database.unit_of_work(WORKSPACE) as session:
        goal_changes.revise(
            session,
            goal.id,
            wish=wish,
            **{
                "reason": "The clinic opens a month later.",
                "unreadable": {},
                "as_of": 0,
                "form_token": "V3",
                "key": key_of(cast.ben),
                "now": NOW,
                **more,
            },
        )


def _retire(database, cast, goal, **more):
    with database.unit_of_work(WORKSPACE) as session:
        goal_changes.retire(
            session,
            goal.id,
            **{
                "reason": "Reached, and part of daily work now.",
                "unreadable": {},
                "form_token": "V4",
                "key": key_of(cast.ana),
                "now": NOW,
                **more,
            },
        )


def _row(database, goal_id):
    with database.reading(WORKSPACE) as session:
        return session.get_one(Goal, goal_id)


def _kept(database, goal_id):
    with database.reading(WORKSPACE) as session:
        return [row for row, _who in storage.goals.revisions_of(session, goal_id, 9)]


def _count(database):
    with database.reading(WORKSPACE) as session:
        return session.scalar(select(func.count()).select_from(Goal))


def test_a_complete_goal_goes_live(database, cast, plan):
    row = _row(database, _create(database, cast, plan))

    assert row.status is GoalStatus.LIVE
    assert (row.baseline, row.target, row.band) == (70.0, 85.0, None)
    assert (row.school_owner_id, row.partner_owner_id) == (cast.ana.id, cast.ben.id)
    (kept,) = _kept(database, row.id)
    assert kept.kind is RevisionKind.CREATED
    assert kept.after == {
        "status": "live",
        "target": 85.0,
        "due_on": "2027-06-15",
        "school_owner": "UANA",
        "partner_owner": "UBEN",
    }


def test_one_form_makes_one_goal(database, cast, plan):
    first = _create(database, cast, plan)

    assert _create(database, cast, plan) == first
    assert _count(database) == 1
    assert len(_kept(database, first)) == 1
    assert _create(database, cast, plan, form="V9") != first


def test_each_missing_letter_is_said_at_its_field(database, cast):
    with pytest.raises(FormRefusal) as refused:
        _create(database, cast, GoalDraft(statement="Attendance"))

    assert {"statement", "why", "indicator", "unit", "baseline", "target"} < set(
        refused.value.problems
    )
    assert refused.value.problems["partner_owner"] == "Choose an owner on the partner side."
    assert _count(database) == 0


def test_a_draft_may_have_gaps(database, cast):
    sparse = GoalDraft(statement="Fewer missed dentist visits", direction=Direction.DECREASE)
    row = _row(database, _create(database, cast, sparse, live=False))

    assert row.status is GoalStatus.DRAFT
    assert row.target is None
    assert _kept(database, row.id)[0].after == {"status": "draft"}


def test_even_a_draft_needs_words_and_must_be_possible(database, cast, plan):
    for changed, field in (
        ({"statement": "  "}, "statement"),
        ({"statement": "🎉🎉"}, "statement"),
        ({"direction": None}, "direction"),
        ({"due_on": date(2026, 8, 1)}, "due_on"),
    ):
        with pytest.raises(FormRefusal) as refused:
            _create(database, cast, replace(plan, **changed), live=False)
        assert list(refused.value.problems) == [field]
    assert _count(database) == 0


def test_what_the_form_cannot_read_stands_before_the_gap_it_leaves(database, cast, plan):
    with pytest.raises(FormRefusal) as refused:
        _create(
            database,
            cast,
            replace(plan, target=None),
            unreadable={"target": "Please write one number only."},
        )

    assert refused.value.problems == {"target": "Please write one number only."}


def test_owners_are_members_on_their_side(database, cast, plan):
    wrong = replace(plan, school_owner=key_of(cast.dev), partner_owner=PersonKey("T1", "USTRANGER"))
    for live in (True, False):
        with pytest.raises(FormRefusal) as refused:
            _create(database, cast, wrong, live=live)
        assert "not on the school side" in refused.value.problems["school_owner"]
        assert "not on the partner side" in refused.value.problems["partner_owner"]


def test_a_band_is_kept_only_to_maintain(database, cast, plan):
    steady = replace(plan, direction=Direction.MAINTAIN, baseline=84.0, band=2.0)

    assert _row(database, _create(database, cast, steady)).band == 2.0
    assert _row(database, _create(database, cast, replace(plan, band=2.0), form="V8")).band is None


def test_contributors_write_no_goals(database, cast, plan):
    with pytest.raises(Refusal, match="Leads and deputies write goals"):
        _create(database, cast, plan, person=cast.dev)


def test_a_draft_goes_live_when_nothing_is_missing(database, cast, plan, draft):
    with pytest.raises(FormRefusal) as refused:
        _complete(database, cast, draft, replace(plan, due_on=None))
    assert list(refused.value.problems) == ["due_on"]

    _complete(database, cast, draft, plan)

    assert _row(database, draft.id).status is GoalStatus.LIVE
    (kept,) = _kept(database, draft.id)
    assert kept.kind is RevisionKind.WENT_LIVE
    assert kept.before == {"target": None, "due_on": None, "partner_owner": None}
    assert kept.after == {"target": 85.0, "due_on": "2027-06-15", "partner_owner": "UBEN"}


def test_a_draft_can_be_worked_on_and_stay_one(database, cast, plan, draft):
    _complete(database, cast, draft, replace(plan, statement="Better mornings"), live=False)

    row = _row(database, draft.id)
    assert (row.status, row.statement) == (GoalStatus.DRAFT, "Better mornings")
    assert _kept(database, draft.id)[0].kind is RevisionKind.EDITED


def test_the_same_form_completes_a_draft_once(database, cast, plan, draft):
    _complete(database, cast, draft, plan)
    _complete(database, cast, draft, plan)

    assert len(_kept(database, draft.id)) == 1


def test_a_draft_changed_meanwhile_is_not_overwritten(database, cast, plan, draft):
    _complete(database, cast, draft, plan, live=False, form="V5")

    with pytest.raises(Refusal, match="Somebody changed this goal"):
        _complete(database, cast, draft, plan)
    _complete(database, cast, draft, plan, as_of=_kept(database, draft.id)[0].id)
    with pytest.raises(Refusal, match="no longer a draft"):
        _complete(database, cast, draft, plan, form="V6")


def test_a_revision_keeps_what_was_agreed_before(database, cast, goal):
    _revise(database, cast, goal, _wish(cast, target=80.0, due_on=date(2027, 7, 1)))

    row = _row(database, goal.id)
    assert (row.target, row.due_on) == (80.0, date(2027, 7, 1))
    (kept,) = _kept(database, goal.id)
    assert (kept.kind, kept.person_id) == (RevisionKind.REVISED, cast.ben.id)
    assert kept.reason == "The clinic opens a month later."
    assert kept.before == {"target": 85.0, "due_on": "2027-06-15"}
    assert kept.after == {"target": 80.0, "due_on": "2027-07-01"}


def test_an_owner_can_hand_a_goal_on(database, cast, goal):
    _revise(database, cast, goal, _wish(cast, partner_owner=key_of(cast.dev)))

    assert _row(database, goal.id).partner_owner_id == cast.dev.id
    assert _kept(database, goal.id)[0].after == {"partner_owner": "UDEV"}


def test_the_same_form_revises_once(database, cast, goal):
    for _twice in range(2):
        _revise(database, cast, goal, _wish(cast, target=80.0))

    assert len(_kept(database, goal.id)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "target"),
        ({"target": 60.0}, "target"),
        ({"target": None}, "target"),
        ({"due_on": date(2026, 8, 1)}, "due_on"),
        ({"school_owner": None}, "school_owner"),
        ({"partner_owner": PersonKey("T9", "UX")}, "partner_owner"),
    ],
)
def test_a_revision_is_checked_like_a_new_goal(database, cast, goal, changed, field):
    with pytest.raises(FormRefusal) as refused:
        _revise(database, cast, goal, _wish(cast, **changed))

    assert list(refused.value.problems) == [field]


def test_a_date_that_has_passed_can_stay_when_something_else_changes(database, cast, goal):
    later = NOW + timedelta(days=400)

    _revise(database, cast, goal, _wish(cast, school_owner=key_of(cast.cara)), now=later)

    assert _row(database, goal.id).school_owner_id == cast.cara.id


def test_a_revision_and_an_end_need_a_reason(database, cast, goal):
    with pytest.raises(FormRefusal) as refused:
        _revise(database, cast, goal, _wish(cast, target=80.0), reason=" 🙂 ")
    assert list(refused.value.problems) == ["reason"]
    with pytest.raises(FormRefusal) as refused:
        _retire(database, cast, goal, reason="")
    assert list(refused.value.problems) == ["reason"]


def test_a_goal_changed_meanwhile_is_not_overwritten(database, cast, goal):
    _revise(database, cast, goal, _wish(cast, target=80.0))

    with pytest.raises(Refusal, match="Somebody changed this goal"):
        _revise(database, cast, goal, _wish(cast, target=82.0), form_token="V7")
    assert _row(database, goal.id).target == 80.0


def test_a_goal_is_retired_once_with_its_reason(database, cast, goal):
    _retire(database, cast, goal)
    _retire(database, cast, goal)

    assert _row(database, goal.id).status is GoalStatus.RETIRED
    (kept,) = _kept(database, goal.id)
    assert (kept.before, kept.after) == ({"status": "live"}, {"status": "retired"})
    with pytest.raises(Refusal, match="retired in the meantime"):
        _retire(database, cast, goal, form_token="V7")
    with pytest.raises(Refusal, match="retired in the meantime"):
        _revise(database, cast, goal, _wish(cast, target=80.0))


def test_a_draft_can_be_dropped(database, cast, draft):
    _retire(database, cast, draft)

    assert _row(database, draft.id).status is GoalStatus.RETIRED


def test_nobody_else_hears_of_a_goal(database, cast, goal):
    outsider = PersonKey("T9", "UNOBODY")
    with pytest.raises(NotFound):
        _retire(database, cast, goal, key=outsider)
    with pytest.raises(NotFound):
        _revise(database, cast, goal, _wish(cast), key=outsider)
    with database.reading(WORKSPACE) as session:
        assert session.scalar(select(func.count()).select_from(GoalRevision)) == 0
