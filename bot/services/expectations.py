"""What is asked of people ends when their side is in, and the messages that asked say so."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.expectations
import storage.outbox
from bot.rules import delivery
from bot.services import cycles
from bot.services.seats import Seat
from bot.views import reminders
from bot.views.kit import Message
from storage.models import Cycle, Expectation


def side_is_in(session: Session, cycle: Cycle, seat: Seat, *, now: datetime) -> None:
    """Ask nothing more of a side that somebody just checked in for."""
    partnership = seat.partnership
    message = reminders.side_is_in(
        partnership.id, partnership.name, cycles.name_of(partnership, cycle)
    )
    side = seat.membership.side
    for one, user_id in storage.expectations.answer(session, cycle.id, side, seat.person.id):
        for key in sorted(storage.outbox.queued(session, _messages(one))):
            _change(session, key, user_id, cycle, message, "side-in", now)


def change_last_message(
    session: Session,
    expectation: Expectation,
    user_id: str,
    cycle: Cycle,
    message: Message,
    change: str,
    now: datetime,
) -> None:
    """Put a message in the place of the last one that asked this person, if any did."""
    # What was undone can be done again, and has to be seen again then.
    change = f"{change}:{now:%Y%m%dT%H%M%S%f}"
    for key in _messages(expectation)[-1:]:
        _change(session, key, user_id, cycle, message, change, now)


def _change(
    session: Session,
    key: str,
    user_id: str,
    cycle: Cycle,
    message: Message,
    change: str,
    now: datetime,
) -> None:
    # One that is not on its way yet need not come at all.
    storage.outbox.withdraw(session, key, now=now)
    storage.outbox.enqueue(
        session,
        key=delivery.reminder_change_key(key, change),
        after_key=key,
        method=storage.outbox.UPDATE,
        channel=user_id,
        payload=message.payload(),
        now=now,
        best_before=cycle.closes_at,
    )


def _messages(expectation: Expectation) -> list[str]:
    """Return the keys of what may have been said to this person, the last that was at the end."""
    cycle_id, person_id = expectation.cycle_id, expectation.person_id
    asked = [delivery.passed_on_key(cycle_id, person_id)] if expectation.asked_by_id else []
    steps = range(1, expectation.reminders_sent + 1)
    return asked + [delivery.reminder_key(cycle_id, person_id, step) for step in steps]
