"""Calling somebody in the channel who cannot be written to privately, without a word of why."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.expectations
import storage.outbox
import storage.reminders
from bot.rules import delivery
from bot.rules.vocabulary import ExpectationState
from bot.views import reminders

_WORTH_SENDING = timedelta(hours=8)


def instead(session: Session, *, key: str, now: datetime) -> None:
    """Mention somebody under the invitation, in place of the reminder with this key.

    For other messages nothing is said: what they are about is on their Home or one press away.
    """
    named = delivery.reminder_named(key)
    known = storage.expectations.of_person(session, *named) if named else None
    asked = storage.reminders.find(session, known.id) if known else None
    if asked is None or asked.expectation.state is not ExpectationState.OPEN:
        return
    storage.outbox.enqueue(
        session,
        key=delivery.mention_key(key),
        channel=asked.partnership.channel_id,
        after_key=delivery.invitation_key(asked.cycle.id),
        payload=reminders.mention(asked.expectation.id, asked.person.user_id).payload(),
        now=now,
        best_before=min(now + _WORTH_SENDING, asked.cycle.closes_at),
    )
