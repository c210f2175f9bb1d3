"""The clock over actions: twice at most, once a day over all, and one question at a cycle's end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

import storage.reminders
from bot.rules.answers import ActionAnswer
from bot.rules.vocabulary import ActionStatus, ActionStep, CycleState
from bot.services import action_messages, actions, cycles
from bot.services.action_keeping import Wish
from scheduler.actions import ask_due, remind_due
from storage.models import Action, Membership, OutboxMessage, Person
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DUE = date(2026, 10, 1)  # a Thursday
BEFORE = NOW.replace(month=9, day=29, hour=14)  # nine in Chicago
AFTER = NOW.replace(month=10, day=2, hour=14)
DAY = timedelta(days=1)


def give(database, cast, what="Ask the city", owner="UDEV", due_on=DUE, form="t"):
    with database.unit_of_work(WORKSPACE) as session:
        return actions.give(
            session,
            cast.partnership.id,
            Wish(ActionAnswer(what, owner, due_on)),
            form_token=form,
            key=key_of(cast.dev),
            now=NOW,
        ).action_id


def told(database, user_id="UDEV", method="chat.postMessage"):
    with database.reading(WORKSPACE) as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.channel == user_id, OutboxMessage.method == method)
            .order_by(OutboxMessage.id)
        )
        return [row.payload["text"] for row in rows]


def row(database, action_id):
    with database.reading(WORKSPACE) as session:
        return session.get_one(Action, action_id)


def change(database, table, row_id, **columns):
    with database.unit_of_work(WORKSPACE) as session:
        found = session.get_one(table, row_id)
        for name, value in columns.items():
            setattr(found, name, value)


def test_an_owner_is_reminded_once_before_and_once_after(database, cast):
    action_id = give(database, cast)
    assert remind_due(database, BEFORE - timedelta(minutes=1)) == 0
    assert remind_due(database, BEFORE) == 1
    assert remind_due(database, BEFORE) == 0
    assert "*Coming up:* Ask the city" in told(database)[0]
    assert remind_due(database, AFTER) == 1
    assert "*Still open:* Ask the city" in told(database)[1]
    kept = row(database, action_id)
    assert (kept.next_step, kept.next_reminder_at) == (None, None)
    assert remind_due(database, AFTER + 30 * DAY) == 0


def test_after_days_without_the_bot_only_the_second_one_comes(database, cast):
    give(database, cast)
    assert remind_due(database, AFTER) == 1
    assert remind_due(database, AFTER + DAY) == 0
    assert ["*Still open:*" in text for text in told(database)] == [True]


def test_there_is_one_reminder_a_day_over_everything(database, cast):
    give(database, cast)
    give(database, cast, "Ask the mayor", form="2")
    with database.unit_of_work(WORKSPACE) as session:
        storage.reminders.claim_day(session, cast.dev.id, BEFORE.date())
    assert remind_due(database, BEFORE) == 2
    assert told(database) == []
    assert remind_due(database, BEFORE + DAY) == 2
    assert len(told(database)) == 1
    assert remind_due(database, AFTER - DAY) == 1
    assert len(told(database)) == 2


def test_it_waits_for_hours_and_for_who_is_away(database, cast):
    action_id = give(database, cast)
    night = BEFORE - timedelta(hours=6)
    change(database, Action, action_id, next_reminder_at=night)
    remind_due(database, night)
    assert row(database, action_id).next_reminder_at == BEFORE
    change(database, Person, cast.dev.id, away_until=BEFORE + 2 * DAY)
    remind_due(database, BEFORE)
    assert row(database, action_id).next_reminder_at == BEFORE + 2 * DAY
    assert told(database) == []


@pytest.mark.parametrize("why", ["left", "deactivated", "bot"])
def test_nobody_is_reminded_who_is_not_there_any_more(database, cast, why):
    action_id = give(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        person = session.get_one(Person, cast.dev.id)
        person.is_deactivated, person.is_bot = why == "deactivated", why == "bot"
        if why == "left":
            seat = session.scalars(
                select(Membership).where(Membership.person_id == cast.dev.id)
            ).one()
            seat.ended_at = NOW
    assert remind_due(database, BEFORE) == 1
    assert told(database) == []
    assert row(database, action_id).next_step is None


def test_put_off_it_is_reminded_of_anew(database, cast):
    action_id = give(database, cast)
    remind_due(database, BEFORE)
    with database.unit_of_work(WORKSPACE) as session:
        actions.change(
            session,
            action_id,
            Wish(ActionAnswer("Ask the city", "UDEV", date(2026, 10, 22))),
            reason="",
            form_token="c",
            key=key_of(cast.dev),
            now=BEFORE,
        )
    kept = row(database, action_id)
    assert kept.next_step is ActionStep.BEFORE
    assert kept.next_reminder_at.date() == date(2026, 10, 20)
    # The reminder that was seen says the new day too.
    assert "Due on Thursday, October 22" in told(database, method="chat.update")[0]


@pytest.fixture
def ended(database, cast):
    """Two actions of Dev's past their day, one to come, as a cycle closes."""
    ids = [give(database, cast), give(database, cast, "Ask the mayor", form="2")]
    ids.append(give(database, cast, "Next year", due_on=date(2027, 1, 20), form="3"))
    closing = NOW.replace(month=10, day=5, hour=22)
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership, closes_at=closing)
    with database.unit_of_work(WORKSPACE) as session:
        cycles.close_due(session, [cycle.id], now=closing)
    return ids


MORNING = NOW.replace(month=10, day=6, hour=15)


def test_at_the_end_of_a_cycle_the_owner_is_asked_once_about_what_is_past_its_day(
    database, cast, ended
):
    ask_due(database, MORNING - timedelta(hours=12))
    assert told(database) == []
    ask_due(database, MORNING)
    ask_due(database, MORNING)
    [question] = told(database)
    assert "2 actions of yours are overdue" in question
    assert "Next year" not in question
    assert "Carry over to" in question
    # It is the second reminder too.
    assert remind_due(database, MORNING + DAY) == 0


def test_the_question_shows_what_was_decided(database, cast, ended):
    first, second, _third = ended
    ask_due(database, MORNING)
    with database.unit_of_work(WORKSPACE) as session:
        actions.carry_over(session, first, key=key_of(cast.dev), now=MORNING)
    with database.unit_of_work(WORKSPACE) as session:
        actions.finish(session, second, key=key_of(cast.dev), now=MORNING)
    text = told(database, method="chat.update")[-1]
    assert "Ask the city: due on" in text
    assert "Ask the mayor: done, thank you!" in text
    with database.reading(WORKSPACE) as session:
        shown = action_messages.review_with(session, first, key=key_of(cast.dev), now=MORNING)
    assert shown.text == text


def test_given_to_somebody_else_it_leaves_the_question(database, cast, ended):
    ask_due(database, MORNING)
    for form, action_id in enumerate(ended[:2]):
        with database.unit_of_work(WORKSPACE) as session:
            actions.change(
                session,
                action_id,
                Wish(ActionAnswer("Ask", "UBEN", date(2026, 11, 2))),
                reason="",
                form_token=f"c{form}",
                key=key_of(cast.dev),
                now=MORNING,
            )
    assert "Nothing is left for you to decide" in told(database, method="chat.update")[-1]


def test_dropped_in_the_question_it_says_so(database, cast, ended):
    ask_due(database, MORNING)
    with database.unit_of_work(WORKSPACE) as session:
        actions.drop(
            session, ended[0], reason="Too late.", form_token="d", key=key_of(cast.dev), now=MORNING
        )
    assert "Ask the city: dropped" in told(database, method="chat.update")[-1]


def test_what_was_decided_before_it_was_asked_is_not_asked(database, cast, ended):
    for action_id in ended[:2]:
        with database.unit_of_work(WORKSPACE) as session:
            actions.carry_over(session, action_id, key=key_of(cast.dev), now=MORNING)
    ask_due(database, MORNING)
    assert told(database) == []


def test_who_left_is_not_asked_and_who_was_reminded_today_is_asked_tomorrow(database, cast, ended):
    with database.unit_of_work(WORKSPACE) as session:
        storage.reminders.claim_day(session, cast.dev.id, MORNING.date())
    ask_due(database, MORNING)
    assert told(database) == []
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.dev.id)).one()
        seat.ended_at = NOW
    ask_due(database, MORNING + DAY)
    assert told(database) == []
    with database.reading(WORKSPACE) as session:
        left = session.scalars(select(Action.review_at).where(Action.review_at.is_not(None))).all()
    assert left == []


def test_a_cycle_that_closes_elsewhere_asks_nobody_here(database, cast, ended):
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2")
        cycle = factories.make_cycle(
            session, second.partnership, closes_at=MORNING, state=CycleState.OPEN
        )
        cycles.close_due(session, [cycle.id], now=MORNING)
    assert row(database, ended[0]).status is ActionStatus.OPEN
    assert row(database, ended[0]).review_cycle_id != cycle.id


def test_what_is_due_tomorrow_is_not_asked_about_though_it_is_tomorrow_in_greenwich(database, cast):
    evening = datetime(2026, 10, 2, 0, 0, tzinfo=UTC)  # five in the afternoon in Los Angeles
    pacific = {"time_zone": "America/Los_Angeles"}
    with database.unit_of_work(WORKSPACE) as session:
        other = factories.make_partnership(session, suffix="2", **pacific)
        cycle = factories.make_cycle(
            session, other.partnership, closes_at=evening, state=CycleState.OPEN
        )
        today, tomorrow = (
            actions.give(
                session,
                other.partnership.id,
                Wish(ActionAnswer("Ask the city", other.dev.user_id, day)),
                form_token=f"{day}",
                key=key_of(other.dev),
                now=NOW,
            ).action_id
            for day in (DUE, DUE + DAY)
        )
        cycles.close_due(session, [cycle.id], now=evening)

    assert row(database, today).review_cycle_id == cycle.id
    assert row(database, tomorrow).review_cycle_id is None
    assert row(database, tomorrow).next_step is ActionStep.BEFORE
