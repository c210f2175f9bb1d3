"""What check-ins teach: curves to turn, gaps between the sides, changes and whether they helped."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.rules.answers import ActionAnswer, Answers, GoalAnswer, HelpedAnswer
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.turning import TurningAnswer
from bot.rules.vocabulary import (
    AdjustmentKind,
    Confidence,
    CycleState,
    GoalStatus,
    Helped,
    PartnershipStatus,
    Role,
    Side,
)
from bot.services import (
    adjustments,
    checkin_copies,
    checkin_forms,
    checkins,
    confidence_gaps,
    digests,
    goal_reading,
    goals,
    seats,
    turning,
)
from bot.services.adjustments import Wish
from bot.views import digest_details
from bot.views.confidence_gaps import Telling
from storage.models import (
    Action,
    Adjustment,
    AdjustmentReview,
    CheckIn,
    ConfidenceGap,
    Cycle,
    Goal,
    Membership,
    OutboxMessage,
    Partnership,
    Person,
    TurningNote,
)
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DAY = timedelta(days=1)
LATER = NOW + DAY
ON, RISK, OFF = Confidence.ON_TRACK, Confidence.AT_RISK, Confidence.OFF_TRACK
STORY = TurningAnswer(story="No nurse since June.", helpers="The county.", what_works="Vans.")


@pytest.fixture
def scene(database):
    """A partnership with a goal and an open cycle."""
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        goal = factories.make_goal(session, cast)
        return cast, goal, factories.make_cycle(session, cast.partnership)


def check_in(
    database, scene, person, confidence=ON, *, note="Why.", value="75", now=LATER, **other
):
    cast, goal, cycle = scene
    said = Answers(goals=(GoalAnswer(goal.id, value, confidence, note),), **other)
    with database.unit_of_work(WORKSPACE) as session:
        return checkins.submit(
            session, cast.partnership.id, cycle.id, said, key=key_of(person), now=now
        )


def rows(database, model):
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def change(database, model, row_id, **columns):
    with database.unit_of_work(WORKSPACE) as session:
        found = session.get_one(model, row_id)
        for name, value in columns.items():
            setattr(found, name, value)


def answer(database, check_in_id, goal, person, filled=STORY, now=LATER):
    with database.unit_of_work(WORKSPACE) as session:
        turning.answer(session, check_in_id, goal.id, filled, key=key_of(person), now=now)


def details(database, scene, now=LATER):
    with database.reading(WORKSPACE) as session:
        digest = digests.show(session, scene[0].partnership.id, key=key_of(scene[0].ana), now=now)
    return "\n".join(part.text for part in digest_details.parts(digest))


# Turning the curve


def test_only_a_goal_off_its_way_is_asked_about_and_the_check_in_is_saved_before(database, scene):
    cast, goal, _cycle = scene
    assert check_in(database, scene, cast.ana).to_turn == ()
    copy = check_in(database, scene, cast.ben, OFF)
    assert list(copy.to_turn) == [goal.id]
    with database.reading(WORKSPACE) as session:
        form = turning.form(
            session, copy.check_in_id, [goal.id], first=1, key=key_of(cast.ben), now=LATER
        )
    assert (form.statement, form.current, form.place, form.of) == (goal.statement, 75.0, 1, 1)
    assert len(rows(database, CheckIn)) == 2


def test_an_answer_is_kept_once_and_its_next_step_is_an_action_of_the_goal(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    filled = replace(STORY, action=ActionAnswer("Call the county", "UDEV", date(2026, 10, 1)))
    for _twice in range(2):
        answer(database, copy.check_in_id, goal, cast.ana, filled)
    answer(database, copy.check_in_id, goal, cast.ana, replace(filled, story="It is the bus."))
    [note], [action] = rows(database, TurningNote), rows(database, Action)
    assert (note.story, note.action_id) == ("It is the bus.", action.id)
    assert (action.goal_id, action.owner_id, action.side) == (goal.id, cast.dev.id, Side.PARTNER)
    with database.reading(WORKSPACE) as session:
        again = checkin_copies.of_check_in(
            session, copy.check_in_id, key=key_of(cast.ana), now=LATER
        )
        history = goal_reading.history(session, goal.id, page=0, key=key_of(cast.cara), now=LATER)
    assert [one.story for one in again.turned] == ["It is the bus."]
    assert again.to_turn == []
    assert [one.value for one in again.goals] == ["75%"]
    assert "Turning" in {type(entry).__name__ for entry in history.entries}


def test_the_thread_of_the_digest_says_how_to_turn_it(database, scene):
    cast, goal, cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    change(database, Cycle, cycle.id, digested_at=LATER)
    answer(database, copy.check_in_id, goal, cast.ana)
    text = details(database, scene)
    assert "*The story behind it*\nNo nurse since June." in text
    assert "*Who could help*\nThe county." in text
    # What it says is in the thread of a digest that is out, too.
    assert any(
        "No nurse since June." in row.payload["text"] for row in rows(database, OutboxMessage)
    )


def test_nothing_is_an_answer_and_a_goal_that_is_gone_is_not_turned(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    with pytest.raises(FormRefusal, match="Skip this goal"):
        answer(database, copy.check_in_id, goal, cast.ana, TurningAnswer())
    change(database, Goal, goal.id, status=GoalStatus.RETIRED)
    with pytest.raises(Refusal, match="retired meanwhile"):
        answer(database, copy.check_in_id, goal, cast.ana)
    change(database, Cycle, _cycle.id, state=CycleState.CLOSED)
    with pytest.raises(Refusal, match="has closed"):
        answer(database, copy.check_in_id, goal, cast.ana)


def test_only_who_checked_in_is_asked(database, scene):
    cast, goal, _cycle = scene
    copy = check_in(database, scene, cast.ana, OFF)
    strangers = (cast.ben, cast.cara)
    for person in strangers:
        with pytest.raises(NotFound):
            answer(database, copy.check_in_id, goal, person)
    with pytest.raises(NotFound):
        answer(database, copy.check_in_id + 99, goal, cast.ana)
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        turning.form(
            session, copy.check_in_id, [goal.id + 99], first=1, key=key_of(cast.ana), now=LATER
        )


# The gap between the sides


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
    change(database, Cycle, cycle.id, digested_at=LATER + DAY)
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


# Adjustments


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
