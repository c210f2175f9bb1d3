from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.rules.answers import ActionAnswer
from bot.rules.people import PersonKey
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import (
    ActionStatus,
    GoalStatus,
    PartnershipStatus,
    Role,
    Side,
    ThemeState,
)
from bot.services import action_messages, action_reading, actions, digests
from bot.services.action_keeping import Wish
from storage.database import Database
from storage.models import Action, CheckIn, Goal, OutboxMessage, Partnership, Person, Theme
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DUE = date(2026, 10, 1)


@pytest.fixture
def check_in(database: Database, cast: factories.Cast) -> int:
    return make_check_in(database, cast, cast.ana)


def make_check_in(database: Database, cast: factories.Cast, person: Person) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        row = CheckIn(cycle_id=cycle.id, person_id=person.id, side=Side.SCHOOL, submitted_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def give(database: Database, cast: factories.Cast, check_in: int, **changed: object) -> int:
    values: dict[str, object] = {
        "what": "Ask the bus company",
        "owner_id": cast.ben.id,
        "due_on": DUE,
        "now": NOW,
        **changed,
    }
    with database.unit_of_work(WORKSPACE) as session:
        return actions.give_in_check_in(
            session,
            partnership_id=cast.partnership.id,
            check_in_id=check_in,
            giver_id=cast.ana.id,
            **values,  # type: ignore[arg-type]
        )


def queued(database: Database, method: str) -> list[OutboxMessage]:
    with database.reading(WORKSPACE) as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [message for message in rows if message.method == method]


def told(database: Database) -> list[OutboxMessage]:
    return queued(database, "chat.postMessage")


def changed(database: Database) -> list[tuple[str, str]]:
    return [(one.channel, one.payload["text"]) for one in queued(database, "chat.update")]


def row(database: Database, action_id: int) -> Action:
    with database.reading(WORKSPACE) as session:
        return session.get_one(Action, action_id)


def test_a_new_owner_hears_of_it_once_and_privately(database, cast, check_in):
    first = give(database, cast, check_in)
    assert give(database, cast, check_in) == first
    [message] = told(database)
    assert message.channel == "UBEN"
    assert "Ask the bus company" in message.payload["text"]
    assert "<@UANA> named you" in message.payload["text"]
    assert "Thursday, October 1, 2026" in message.payload["text"]


def test_the_message_waits_for_the_owners_working_hours(database, cast, check_in):
    night = NOW + timedelta(hours=12)
    give(database, cast, check_in, now=night)
    [message] = told(database)
    assert message.due_at == NOW.replace(hour=14) + timedelta(days=1)  # nine in Chicago
    assert message.best_before > message.due_at


def test_an_owner_without_a_known_zone_is_told_on_the_partnerships_clock(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, cast.ben.id).time_zone = None
    give(database, cast, check_in)
    assert told(database)[0].due_at == NOW


def test_who_names_themselves_is_not_told_what_they_know(database, cast, check_in):
    give(database, cast, check_in, owner_id=cast.ana.id)
    assert told(database) == []


def test_an_edited_check_in_changes_its_one_action(database, cast, check_in):
    action_id = give(database, cast, check_in)
    give(
        database,
        cast,
        check_in,
        what="Ask the city",
        owner_id=cast.dev.id,
        due_on=DUE + timedelta(days=1),
    )
    kept = row(database, action_id)
    assert (kept.what, kept.owner_id, kept.due_on) == (
        "Ask the city",
        cast.dev.id,
        DUE + timedelta(days=1),
    )
    assert [message.channel for message in told(database)] == ["UBEN", "UDEV"]
    with database.reading(WORKSPACE) as session:
        assert session.scalar(select(func.count()).select_from(Action)) == 1


def test_a_done_action_is_not_rewritten(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)
    give(database, cast, check_in, what="Something else", owner_id=cast.dev.id)
    kept = row(database, action_id)
    assert (kept.what, kept.status, kept.finished_at) == (
        "Ask the bus company",
        ActionStatus.DONE,
        NOW,
    )
    assert len(told(database)) == 1


def test_taken_out_of_the_check_in_it_is_dropped_and_given_again_it_is_open(
    database, cast, check_in
):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.withdraw(session, check_in_id=check_in, person_id=cast.ana.id, now=NOW)
    assert row(database, action_id).status is ActionStatus.DROPPED
    give(database, cast, check_in)
    assert row(database, action_id).status is ActionStatus.OPEN
    assert row(database, action_id).finished_at is None


def test_a_check_in_without_action_has_none_to_take_out(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        actions.withdraw(session, check_in_id=check_in, person_id=cast.ana.id, now=NOW)


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
        pytest.raises(Refusal, match="dropped meanwhile"),
    ):
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)


def test_my_list_has_what_i_owe_where_i_still_am_soonest_first(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2", status=PartnershipStatus.CLOSED)
        for partnership_id, what, due_on in (
            (cast.partnership.id, "later", DUE + timedelta(days=9)),
            (cast.partnership.id, "sooner", DUE),
            (second.partnership.id, "in a closed partnership", DUE),
        ):
            session.add(
                Action(
                    side=Side.SCHOOL,
                    partnership_id=partnership_id,
                    what=what,
                    owner_id=cast.ben.id,
                    due_on=due_on,
                    status=ActionStatus.OPEN,
                    created_at=NOW,
                )
            )
    with database.reading(WORKSPACE) as session:
        mine = action_reading.to_do(session, key=key_of(cast.ben), now=NOW)
        assert [item.what for item in mine] == ["sooner", "later"]
        assert action_reading.to_do(session, key=key_of(cast.cara), now=NOW) == []


def test_a_partnerships_list_says_what_i_may_tick(database, cast, check_in):
    give(database, cast, check_in, owner_id=cast.dev.id)
    with database.reading(WORKSPACE) as session:
        for person, may_tick in ((cast.dev, True), (cast.ana, True), (cast.cara, False)):
            [item] = action_reading.listed(
                session, [cast.partnership.id], key=key_of(person), now=NOW
            )
            assert (item.owner, item.may_tick) == ("UDEV", may_tick)
        outsider = PersonKey("T9", "UANA")
        assert action_reading.listed(session, [cast.partnership.id], key=outsider, now=NOW) == []


def wish(**changed: object) -> Wish:
    values: dict[str, Any] = {"what": "Ask the city", "owner": "UDEV", "due_on": DUE, **changed}
    goal_id, theme_id = values.pop("goal_id", None), values.pop("theme_id", None)
    return Wish(
        ActionAnswer(**values),
        goal_id=goal_id,
        theme_id=theme_id,
        link="https://x.slack.com/archives/C1/p1",
    )


def give_own(database, cast, person=None, form="t", **changed):
    with database.unit_of_work(WORKSPACE) as session:
        item = actions.give(
            session,
            cast.partnership.id,
            wish(**changed),
            form_token=form,
            key=key_of(person or cast.cara),
            now=NOW,
        )
        return item.action_id


def change(database, action_id, person, form="c", reason="", now=NOW, **changed):
    with database.unit_of_work(WORKSPACE) as session:
        return actions.change(
            session,
            action_id,
            wish(**changed),
            reason=reason,
            form_token=form,
            key=key_of(person),
            now=now,
        )


def log(database, cast, action_id):
    with database.reading(WORKSPACE) as session:
        _item, lines = action_reading.one(session, action_id, key=key_of(cast.ana), now=NOW)
        return [(one.who, one.did, one.reason) for one in lines]


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
    assert log(database, cast, first) == [("UCARA", "gave this action", "")]


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
    with pytest.raises(Refusal, match="read along"):
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
    with pytest.raises(FormRefusal, match="retired meanwhile"):
        give_own(database, cast, form="other", goal_id=goal.id)
    change(database, action_id, cast.dev, goal_id=goal.id, what="Ask again")
    with database.reading(WORKSPACE) as session:
        form = action_reading.form_of(session, action_id, key=key_of(cast.dev))
    assert form.goals == {goal.id: goal.statement}


def test_an_action_that_goes_to_somebody_else_says_so_to_both(database, cast):
    action_id = give_own(database, cast)
    item = change(database, action_id, cast.ana, owner="UBEN", reason="Dev is away.")
    assert item.owner == "UBEN"
    assert [message.channel for message in told(database)] == ["UDEV", "UBEN"]
    [(channel, text)] = changed(database)
    assert channel == "UDEV"
    assert "In other hands:* Ask the city, now with <@UBEN>" in text
    assert log(database, cast, action_id)[0] == ("UANA", "changed it", "Dev is away.")
    # And back again: the one who has it anew is told anew.
    change(database, action_id, cast.ana, form="back")
    assert [message.channel for message in told(database)] == ["UDEV", "UBEN", "UDEV"]


def test_who_takes_an_action_over_is_not_told_what_they_know(database, cast):
    action_id = give_own(database, cast)
    change(database, action_id, cast.ana, owner="UANA", what="Ask the mayor", goal_id=None)
    assert [message.channel for message in told(database)] == ["UDEV"]


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
        "Words before: Ask the city",
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


def test_a_tick_changes_the_message_that_gave_it(database, cast, check_in):
    action_id = give(database, cast, check_in)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.ben), now=NOW)
    [(channel, text)] = changed(database)
    assert (channel, "*Done:* Ask the bus company" in text) == ("UBEN", True)
    # It had not gone out, so it need not any more.
    assert told(database)[0].best_before == NOW


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
    with pytest.raises(Refusal, match="ticked off meanwhile"):
        change(database, done, cast.dev)
    with (
        database.reading(WORKSPACE) as session,
        pytest.raises(Refusal, match="dropped meanwhile"),
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
        "gave this action",
    ]
    [(channel, text)] = changed(database)
    assert (channel, "Due on Saturday, November 7, 2026" in text) == ("UDEV", True)


def test_without_a_next_check_in_it_is_carried_over_by_two_weeks(database, cast):
    action_id = give_own(database, cast, due_on=NOW.date())
    with database.unit_of_work(WORKSPACE) as session:
        item = actions.carry_over(session, action_id, key=key_of(cast.dev), now=NOW)
    assert item.due_on == NOW.date() + timedelta(days=14)


def test_only_owners_who_are_members_are_given_anything(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        stranger = factories.make_person(session, "USTRANGER", "Sam")
    with pytest.raises(Refusal, match="not in this partnership"):
        give(database, cast, check_in, owner_id=stranger.id)


def test_made_from_a_message_it_is_of_the_channels_partnership_or_still_to_be_chosen(
    database, cast
):
    def blank(channel_id):
        with database.reading(WORKSPACE) as session:
            return action_reading.blank_here(
                session, channel_id, what="w", link="l", key=key_of(cast.ana), now=NOW
            )

    form, partnership_id = blank("CMERCY")
    assert (form.what, form.link, form.owner) == ("w", "l", "UANA")
    assert partnership_id == cast.partnership.id
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2")
        factories.make_member(
            session, second.partnership, cast.ana, second.district, side=Side.SCHOOL
        )
    form, partnership_id = blank(None)
    assert partnership_id is None
    assert list(form.partnerships.values()) == ["Riverside and Mercy", "Riverside and Mercy2"]


def test_an_action_that_is_not_there_is_nobodys(database, cast):
    key = key_of(cast.ana)
    with database.unit_of_work(WORKSPACE) as session:
        for look in (
            lambda: action_reading.one(session, 99, key=key, now=NOW),
            lambda: action_reading.form_of(session, 99, key=key),
            lambda: action_messages.review_with(session, 99, key=key, now=NOW),
        ):
            with pytest.raises(NotFound):
                look()


def test_a_form_offers_the_live_goals(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
        factories.make_goal(session, cast, status=GoalStatus.DRAFT)
    action_id = give_own(database, cast)
    with database.reading(WORKSPACE) as session:
        form = action_reading.form_of(session, action_id, key=key_of(cast.dev))
    assert form.goals == {goal.id: goal.statement}


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


def test_a_tick_is_seen_in_the_digest_that_is_out_while_it_is_news(database, cast):
    action_id = give_own(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership, digest_at=NOW)
        session.add(
            CheckIn(cycle_id=cycle.id, person_id=cast.ana.id, side=Side.SCHOOL, submitted_at=NOW)
        )
        session.flush()
        digests.post_due(session, [cycle.id], now=NOW)

    def changes_of_digest():
        keys = [one.key for one in queued(database, "chat.update")]
        return [key for key in keys if "digest:0" in key]

    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, action_id, key=key_of(cast.dev), now=NOW + timedelta(days=1))
    assert len(changes_of_digest()) == 1
    assert any("*Done:* Ask the city, <@UDEV>" in text for _channel, text in changed(database))
    with database.unit_of_work(WORKSPACE) as session:
        actions.reopen(session, action_id, key=key_of(cast.dev), now=NOW + timedelta(days=8))
    assert len(changes_of_digest()) == 1
