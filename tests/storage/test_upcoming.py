"""The next moment at which the clock has something to do, on both databases."""

from datetime import timedelta

from storage import upcoming
from tests.messages import queue
from tests.stage import Stage


def next_due(stage: Stage):
    with stage.database.reading_across_workspaces() as session:
        return upcoming.next_due(session, stage.now)


def test_nothing_is_due_where_nothing_was_set_up(stage):
    assert next_due(stage) is None


def test_every_moment_of_a_cycle_is_met_in_order(stage):
    stage.set_up()
    moments = []
    for _moment in range(6):
        moments.append(next_due(stage))
        stage.clock.now = moments[-1]
        stage.tick()

    assert moments == sorted(set(moments))
    days = [(moment - moments[0]).days for moment in moments]
    # Wednesday; three days later is a Saturday; a week; the digest; the last day; the close.
    assert days == [0, 5, 7, 15, 20, 21]


def test_nothing_is_due_while_a_partnership_rests(stage):
    stage.set_up()
    stage.ana.types("/partner pause", stage.room)
    stage.tick()

    assert next_due(stage) is None


def test_a_message_that_waits_is_due(stage):
    soon = stage.now + timedelta(minutes=5)
    queue(stage.database, "card", workspace_id=stage.workspace_id, due_at=soon)

    assert next_due(stage) == soon
