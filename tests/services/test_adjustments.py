"""What is changed: recorded with why, asked about later, learned from."""

import pytest

from bot.rules.answers import Answers, HelpedAnswer
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import AdjustmentKind, CycleState, Helped, PartnershipStatus, Side
from bot.services import adjustments, checkin_copies, checkin_forms, checkins, seats
from bot.services.adjustments import Wish
from storage.models import Adjustment, AdjustmentReview, Cycle, Goal, Partnership
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of
from tests.learning import DAY, LATER, change, check_in, details, rows


@pytest.fixture
def scene(database):
    """A partnership with a goal and an open cycle."""
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        goal = factories.make_goal(session, cast)
        return cast, goal, factories.make_cycle(session, cast.partnership)


def record(database, scene, person=None, form="f", now=NOW - 30 * DAY, **changed):
    texts = {"what": "A second bus", "why": "The first is late.", "evidence": "30 % late."}
    goal_id = changed.pop("goal_id", None)
    kind = changed.pop("kind", AdjustmentKind.SERVICE)
    with database.unit_of_work(WORKSPACE) as session:
        adjustments.record(
            session,
            scene[0].partnership.id,
            Wish(kind, {**texts, **changed}, goal_id),
            form_token=form,
            key=key_of(person or scene[0].cara),
            now=now,
        )
    return rows(database, Adjustment)[-1]


def form_of(database, scene, person):
    with database.reading(WORKSPACE) as session:
        return checkin_forms.form(session, scene[0].partnership.id, key=key_of(person), now=LATER)


def learned(database, scene, person=None, page=0):
    with database.reading(WORKSPACE) as session:
        return adjustments.learning(
            session, scene[0].partnership.id, page=page, key=key_of(person or scene[0].ana)
        )


def test_a_change_is_recorded_once_with_why_and_on_what_evidence(database, scene):
    record(database, scene, goal_id=scene[1].id)
    record(database, scene, goal_id=scene[1].id)
    [kept] = learned(database, scene).changes
    assert (kept.what, kept.why, kept.evidence) == (
        "A second bus", "The first is late.", "30 % late."
    )  # fmt: skip
    assert (kept.goal, kept.who, kept.kind) == (
        scene[1].statement, "UCARA", AdjustmentKind.SERVICE
    )  # fmt: skip


def test_what_a_change_lacks_is_said_at_its_field(database, scene):
    for changed, field in (
        ({"kind": None}, "kind"),
        ({"what": ""}, "what"),
        ({"goal_id": 999}, "goal"),
    ):
        with pytest.raises(FormRefusal) as refused:
            record(database, scene, **changed)
        assert list(refused.value.problems) == [field]


def test_a_closed_partnership_keeps_what_it_learned(database, scene):
    record(database, scene)
    assert learned(database, scene).record_in == scene[0].partnership.id
    change(database, Partnership, scene[0].partnership.id, status=PartnershipStatus.CLOSED)
    with pytest.raises(Refusal, match="closed"):
        record(database, scene, form="other")
    assert learned(database, scene).record_in is None


def test_the_next_check_in_asks_whether_it_helped_and_keeps_the_answer(database, scene):
    cast = scene[0]
    assert form_of(database, scene, cast.ana).changes == []
    adjustment = record(database, scene)
    record(database, scene, form="new", now=LATER)  # of this cycle: too new to ask about
    [asked] = form_of(database, scene, cast.ana).changes
    assert asked.what == "A second bus"
    helped = (HelpedAnswer(adjustment.id, Helped.PARTLY, "On some days."),)
    for _twice in range(2):
        copy = check_in(database, scene, cast.ana, helped=helped)
    assert [(one.helped, one.note) for one in copy.helped] == [(Helped.PARTLY, "On some days.")]
    initial = form_of(database, scene, cast.ana).initial
    assert initial[f"helped:{adjustment.id}"] == "partly"
    assert initial[f"helped_note:{adjustment.id}"] == "On some days."
    check_in(database, scene, cast.ana, helped=(HelpedAnswer(adjustment.id, Helped.YES),))
    [review] = rows(database, AdjustmentReview)
    assert (review.helped, review.note) == (Helped.YES, "")
    with database.reading(WORKSPACE) as session:
        again = checkin_copies.of_check_in(
            session, copy.check_in_id, key=key_of(cast.ana), now=LATER
        )
    assert [one.helped for one in again.helped] == [Helped.YES]
    [verdict] = learned(database, scene).changes[1].verdicts
    assert (verdict.side, verdict.helped) == (Side.SCHOOL, Helped.YES)


def test_only_that_it_helped_is_a_check_in_too_and_foreign_changes_are_left_out(database, scene):
    cast, _goal, cycle = scene
    adjustment = record(database, scene)
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2")
    foreign = record(database, (second, None, None), form="foreign")
    filled = Answers(
        texts={},
        helped=(
            HelpedAnswer(adjustment.id, Helped.NO, "Still late."),
            HelpedAnswer(foreign.id, Helped.NO),
            HelpedAnswer(999, Helped.NO),
        ),
    )
    with database.unit_of_work(WORKSPACE) as session:
        checkins.submit(
            session, cast.partnership.id, cycle.id, filled, key=key_of(cast.ana), now=LATER
        )
    assert [one.adjustment_id for one in rows(database, AdjustmentReview)] == [adjustment.id]
    text = details(database, scene)
    assert "*Did it help?* A second bus: No, it did not (school side)" in text
    assert "Still late." in text


def test_an_empty_answer_to_a_change_is_none(database, scene):
    adjustment = record(database, scene)
    check_in(database, scene, scene[0].ana, helped=(HelpedAnswer(adjustment.id),))
    assert rows(database, AdjustmentReview) == []


def test_once_it_is_known_it_is_not_asked_again(database, scene):
    cast, _goal, cycle = scene
    adjustment = record(database, scene)
    check_in(database, scene, cast.ana, helped=(HelpedAnswer(adjustment.id, Helped.YES),))
    change(database, Cycle, cycle.id, state=CycleState.CLOSED)
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_cycle(
            session, cast.partnership, number=2, opens_at=LATER, closes_at=LATER + 20 * DAY
        )
    assert form_of(database, scene, cast.ben).changes == []


def test_what_a_check_in_says_will_change_can_be_recorded_from_it(database, scene):
    cast = scene[0]
    copy = check_in(database, scene, cast.ana, texts={"changes": "We meet on Mondays."})
    with database.reading(WORKSPACE) as session:
        form, where = adjustments.from_check_in(session, copy.check_in_id, key=key_of(cast.ana))
        assert (form.what, where) == ("We meet on Mondays.", cast.partnership.id)
        blank = adjustments.blank(session, cast.partnership.id, key=key_of(cast.ana))
        assert (blank.what, blank.goals) == ("", {scene[1].id: scene[1].statement})
        for person, check_in_id in ((cast.ben, copy.check_in_id), (cast.ana, 999)):
            with pytest.raises(NotFound):
                adjustments.from_check_in(session, check_in_id, key=key_of(person))
        with pytest.raises(NotFound):
            adjustments.blank(session, cast.partnership.id, key=PersonKey("T9", "U"))


def test_the_history_has_pages_and_the_digest_says_what_is_new(database, scene):
    cast = scene[0]
    for number in range(11):
        record(database, scene, form=str(number), what=f"Change {number}", now=LATER)
    first, second = learned(database, scene), learned(database, scene, page=1)
    assert (len(first.changes), first.has_older) == (10, True)
    assert ([one.what for one in second.changes], second.has_older) == (["Change 0"], False)
    check_in(database, scene, cast.ana, texts={"changes": "Change 10"})
    text = details(database, scene)
    assert text.count("*Change agreed:* Change 10") == 1
    assert text.count("Change agreed:*\nChange 10") == 0
    assert "*Why:*\nThe first is late." in text
    assert "*Evidence:*\n30 % late." in text


def test_a_goals_new_target_is_a_change_to_learn_from(database, scene):
    cast, goal, _cycle = scene
    with database.unit_of_work(WORKSPACE) as session:
        seat = seats.take(session, key_of(cast.ana), cast.partnership.id, Right.READ)
        for _twice in range(2):
            adjustments.record_revision(
                session,
                seat,
                session.get_one(Goal, goal.id),
                what="Target: 90 % (before: 85 %)",
                why="We are nearly there.",
                form_token="r",
                now=NOW,
            )
    [kept] = learned(database, scene).changes
    assert (kept.kind, kept.goal) == (AdjustmentKind.GOAL, goal.statement)
