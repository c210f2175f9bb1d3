from datetime import UTC, date, datetime

import pytest

from bot.rules import actions
from bot.rules.cadence import WorkingHours
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import ActionStatus, ActionStep

BEFORE, AFTER = ActionStep.BEFORE, ActionStep.AFTER
DUE = date(2026, 10, 1)  # a Thursday
HOURS = WorkingHours("UTC")


@pytest.mark.parametrize(("today", "step"), [(28, BEFORE), (29, AFTER), (30, AFTER)])
def test_what_is_due_right_away_is_not_announced(today, step):
    assert actions.first_step(DUE, date(2026, 9, today)) is step


@pytest.mark.parametrize(
    ("step", "today", "sent"),
    [
        (BEFORE, DUE, BEFORE),
        (BEFORE, date(2026, 10, 2), AFTER),
        (AFTER, date(2026, 10, 2), AFTER),
        (None, DUE, AFTER),
    ],
)
def test_a_reminder_that_came_late_is_the_one_after_the_day(step, today, sent):
    assert actions.step_by(step, DUE, today) is sent


def test_each_reminder_comes_once():
    assert actions.step_after(BEFORE) is AFTER
    assert actions.step_after(AFTER) is None


@pytest.mark.parametrize(
    ("due", "step", "at"),
    [
        (DUE, BEFORE, datetime(2026, 9, 29, 9, tzinfo=UTC)),
        (DUE, AFTER, datetime(2026, 10, 2, 9, tzinfo=UTC)),
        # A weekend lies between: the Friday before, and the Monday after.
        (date(2026, 10, 5), BEFORE, datetime(2026, 10, 2, 9, tzinfo=UTC)),
        (date(2026, 10, 2), AFTER, datetime(2026, 10, 5, 9, tzinfo=UTC)),
    ],
)
def test_reminders_come_on_working_mornings(due, step, at):
    assert actions.reminder_at(step, due, HOURS) == at


@pytest.mark.parametrize(
    ("next_due", "day"),
    [
        (None, date(2026, 10, 15)),
        (DUE, date(2026, 10, 15)),
        (date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_an_action_is_carried_over_to_the_next_check_in(next_due, day):
    assert actions.carried_to(next_due, DUE) == day


def test_a_new_action_begins_with_two_weeks():
    assert actions.suggested_day(DUE) == date(2026, 10, 15)


def test_only_an_open_action_is_changed():
    actions.ensure_open(ActionStatus.OPEN)
    with pytest.raises(Refusal, match="marked done in the meantime"):
        actions.ensure_open(ActionStatus.DONE)
    with pytest.raises(Refusal, match="dropped in the meantime"):
        actions.ensure_open(ActionStatus.DROPPED)


def test_nothing_is_dropped_without_a_word():
    assert actions.without_reason("No money.") == {}
    assert "reason" in actions.without_reason(" … ")
