"""Actions: given, ticked off, taken back, changed, carried over, dropped, and their log."""

from datetime import date, timedelta

import pytest

from bot.rules.people import PersonKey
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import ActionStatus, GoalStatus, PartnershipStatus, Role, Side, ThemeState
from bot.services import action_reading, actions
from storage.database import Database
from storage.models import Goal, Partnership, Theme
from tests import factories
from tests.acting import DUE, change, changed, give, give_own, log, make_check_in, row, told
from tests.factories import NOW, WORKSPACE, key_of


@pytest.fixture
def check_in(database: Database, cast: factories.Cast) -> int:
    return make_check_in(database, cast, cast.ana)


def test_owner_and_leads_tick_off_and_again_changes_nothing(database, cast, check_in):
    action_id = give(database, cast, check_in, owner_id=cast.dev.id)
    for person, now in ((cast.dev, NOW), (cast.ana, NOW + timedelta(days=1))):
        with database.unit_of_work(WORKSPACE) as session:
            item = actions.finish(session, action_id, key=key_of(person), now=now)
    assert item.what == "Ask the bus company"
    assert row(database, action_id).finished_at == NOW


def test_nobody_else_ticks_it_off(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with (
        database.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="somebody else's hands"),
    ):
        actions.finish(session, action_id, key=key_of(cast.cara), now=NOW)
    assert row(database, action_id).status is ActionStatus.OPEN


def test_an_outsider_learns_nothing_of_it(database, cast, check_in):
    action_id = give(database, cast, check_in)
    for wanted in (action_id, action_id + 1000):
        with (
            database.unit_of_work(WORKSPACE) as session,
            pytest.raises(NotFound, match="not one of your partnerships"),
        ):
            actions.finish(session, wanted, key=PersonKey("T9", "UANA"), now=NOW)


def test_a_tick_can_be_taken_back(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)
        actions.reopen(session, action_id, key=key_of(cast.ben), now=NOW)
    assert row(database, action_id).status is ActionStatus.OPEN
    assert row(database, action_id).finished_at is None


def test_what_was_dropped_cannot_be_done(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.drop(
            session,
            action_id,
            reason="The city does it.",
            form_token="d",
            key=key_of(cast.ana),
            now=NOW,
        )
    with (
        database.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="dropped in the meantime"),
    ):
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)


def test_a_form_gives_one_action_however_often_it_comes(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
    first = give_own(database, cast, goal_id=goal.id)
    assert give_own(database, cast, goal_id=goal.id) == first
    kept = row(database, first)
    assert (kept.goal_id, kept.side, kept.given_by_id) == (goal.id, Side.PARTNER, cast.cara.id)
    [message] = told(database)
    assert message.channel == "UDEV"
    assert "<@UCARA> named you in Riverside and Mercy" in message.payload["text"]
    assert "For the goal: More ninth-graders" in message.payload["text"]
    assert "|this message>" in message.payload["text"]
    assert log(database, cast, first) == [("UCARA", "assigned this action", "")]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": " !"}, "action_what"),
        ({"what": "x" * 2001}, "action_what"),
        ({"owner": None}, "action_owner"),
        ({"owner": "USTRANGER"}, "action_owner"),
        ({"due_on": None}, "action_due"),
        ({"due_on": date(2026, 9, 7)}, "action_due"),
        ({"goal_id": 10_000}, "goal"),
        ({"theme_id": 10_000}, "theme"),
    ],
)
def test_what_an_action_lacks_is_said_at_its_field(database, cast, changed, field):
    with pytest.raises(FormRefusal) as refused:
        give_own(database, cast, **changed)
    assert list(refused.value.problems) == [field]


def test_readers_and_closed_partnerships_give_nothing(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        omar = factories.make_person(session, "UOMAR", "Omar Haddad")
        factories.make_member(
            session, cast.partnership, omar, cast.district, side=Side.SCHOOL, role=Role.READER
        )
    with pytest.raises(Refusal, match="are a reader here"):
        give_own(database, cast, omar)
    with database.reading(WORKSPACE) as session:
        partnership_id = cast.partnership.id
        assert not action_reading.may_give(session, partnership_id, key=key_of(omar))
        assert not action_reading.may_give(session, partnership_id, key=PersonKey("T9", "U"))
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.CLOSED
    with pytest.raises(Refusal, match="closed"):
        give_own(database, cast)


def test_a_retired_goal_gets_no_new_action_but_keeps_the_one_it_has(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
    action_id = give_own(database, cast, goal_id=goal.id)
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, goal.id).status = GoalStatus.RETIRED
    with pytest.raises(FormRefusal, match="retired in the meantime"):
        give_own(database, cast, form="other", goal_id=goal.id)
    change(database, action_id, cast.dev, goal_id=goal.id, what="Ask again")
    with database.reading(WORKSPACE) as session:
        form = action_reading.form_of(session, action_id, key=key_of(cast.dev))
    assert form.goals == {goal.id: goal.statement}


def test_the_same_change_again_changes_nothing(database, cast):
    action_id = give_own(database, cast)
    change(database, action_id, cast.dev, due_on=DUE + timedelta(days=7))
    change(database, action_id, cast.dev, due_on=DUE + timedelta(days=9))
    assert row(database, action_id).due_on == DUE + timedelta(days=7)
    with database.reading(WORKSPACE) as session:
        _item, lines = action_reading.one(session, action_id, key=key_of(cast.ana), now=NOW)
    assert "October 8, 2026 (before: Thursday, October 1, 2026)" in lines[0].details[0]


def test_every_difference_is_in_the_log(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
    action_id = give_own(database, cast)
    change(database, action_id, cast.ana, owner="UBEN", what="Ask the mayor", goal_id=goal.id)
    with database.reading(WORKSPACE) as session:
        _item, lines = action_reading.one(session, action_id, key=key_of(cast.ana), now=NOW)
    assert list(lines[0].details) == [
        "Wording before: Ask the city",
        "Owner: <@UBEN>",
        "For another goal",
    ]


def test_a_reason_that_does_not_fit_is_refused(database, cast):
    action_id = give_own(database, cast)
    with pytest.raises(FormRefusal, match="shorten"):
        change(database, action_id, cast.dev, reason="x" * 2001)
    for reason in ("", "x" * 2001):
        with database.unit_of_work(WORKSPACE) as session, pytest.raises(FormRefusal):
            actions.drop(
                session, action_id, reason=reason, form_token="d", key=key_of(cast.dev), now=NOW
            )


def test_what_is_done_or_dropped_is_not_changed_any_more(database, cast):
    done, dropped = give_own(database, cast), give_own(database, cast, form="2")
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, done, key=key_of(cast.dev), now=NOW)
        for _twice in range(2):
            actions.drop(
                session, dropped, reason="Done by the city.", form_token="d",
                key=key_of(cast.dev), now=NOW,
            )  # fmt: skip
        actions.reopen(session, dropped, key=key_of(cast.dev), now=NOW)
    assert row(database, dropped).status is ActionStatus.DROPPED
    with pytest.raises(Refusal, match="marked done in the meantime"):
        change(database, done, cast.dev)
    with (
        database.reading(WORKSPACE) as session,
        pytest.raises(Refusal, match="dropped in the meantime"),
    ):
        action_reading.form_of(session, dropped, key=key_of(cast.dev))


def test_carried_over_it_is_due_with_the_next_check_in(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_cycle(session, cast.partnership, due_at=NOW + timedelta(days=60))
    action_id = give_own(database, cast)
    for _twice in range(2):
        with database.unit_of_work(WORKSPACE) as session:
            item = actions.carry_over(session, action_id, key=key_of(cast.dev), now=NOW)
    assert item.due_on == (NOW + timedelta(days=60)).date()
    assert [did for _who, did, _why in log(database, cast, action_id)] == [
        "carried it over",
        "assigned this action",
    ]
    [(channel, text)] = changed(database)
    assert (channel, "Due on Saturday, November 7, 2026" in text) == ("UDEV", True)


def test_without_a_next_check_in_it_is_carried_over_by_two_weeks(database, cast):
    action_id = give_own(database, cast, due_on=NOW.date())
    with database.unit_of_work(WORKSPACE) as session:
        item = actions.carry_over(session, action_id, key=key_of(cast.dev), now=NOW)
    assert item.due_on == NOW.date() + timedelta(days=14)


def test_an_action_can_answer_what_people_said(database, cast):
    def theme(state):
        return Theme(
            partnership_id=cast.partnership.id,
            title=f"Labs are hard to find: {state}",
            state=state,
            heard_on=NOW.date(),
            changed_at=NOW,
            once=str(state),
        )

    with database.unit_of_work(WORKSPACE) as session:
        session.add_all([theme(ThemeState.HEARD), theme(ThemeState.DONE)])
    with database.reading(WORKSPACE) as session:
        form = action_reading.blank(session, cast.partnership.id, key=key_of(cast.dev), now=NOW)
    assert list(form.themes.values()) == ["Labs are hard to find: heard"]
    [theme_id] = form.themes
    action_id = give_own(database, cast, theme_id=theme_id)
    assert "Because people said: Labs are hard to find" in told(database)[0].payload["text"]
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Theme, theme_id).state = ThemeState.NOT_NOW
    with database.reading(WORKSPACE) as session:
        form = action_reading.form_of(session, action_id, key=key_of(cast.dev))
    assert (form.theme_id, list(form.themes)) == (theme_id, [theme_id])
    change(database, action_id, cast.dev)
    with database.reading(WORKSPACE) as session:
        _item, lines = action_reading.one(session, action_id, key=key_of(cast.ana), now=NOW)
    assert list(lines[0].details) == ["For another theme"]
