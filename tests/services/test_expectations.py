"""Once a side is in, everything that asked its people says so."""

from sqlalchemy import select

from bot.services import checkins, cycles
from scheduler.cycles import open_due
from scheduler.reminders import remind_due
from storage.models import OutboxMessage, Partnership
from tests.factories import NOW, WORKSPACE, key_of, make_partnership, make_workspace


def test_every_reminder_says_that_nothing_more_is_to_do(database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        partnership = session.get_one(Partnership, cast.partnership.id)
        cycle = cycles.plan_first(session, partnership, now=NOW)
    open_due(database, cycle.opens_at)
    for planned in (cycle.first_reminder_at, cycle.second_reminder_at):
        assert planned is not None
        remind_due(database, planned)
    with database.unit_of_work(WORKSPACE) as session:
        checkins.no_change(session, cast.partnership.id, key=key_of(cast.ana), now=cycle.due_at)
    with database.reading(WORKSPACE) as session:
        changed = session.scalars(
            select(OutboxMessage.after_key).where(
                OutboxMessage.channel == cast.ana.user_id,
                OutboxMessage.method == "chat.update",
            )
        ).all()
    assert len(set(changed)) == 2
