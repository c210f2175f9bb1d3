"""Calling somebody in the channel who cannot be written to privately, without a word of why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import storage.expectations
import storage.outbox
import storage.reminders
from bot.rules import delivery
from bot.rules.readers import UNTIL_A_LEAD_AGREES
from bot.rules.vocabulary import ActionStatus, ExpectationState, JoinState, PartnershipStatus
from bot.views import actions, joining, partnerships, reminders
from bot.views.kit import Message
from storage.models import Action, Cycle, JoinRequest, Partnership, Person

_WORTH_SENDING = timedelta(hours=8)
# A partnership, and the button and the record that show somebody what waits there for them.
_Waiting = tuple[Partnership, str, int]
_Kind = type[Action] | type[Cycle] | type[JoinRequest]


@dataclass(frozen=True)
class _Call:
    """What is said in a channel, and the key of the message in whose thread."""

    channel_id: str
    under: str
    message: Message
    until: datetime


def instead(session: Session, *, key: str, user_id: str, now: datetime) -> None:
    """Mention somebody in the channel, in place of the private message with this key.

    Under the invitation for a check-in, under the partnership's card for what they promised and
    for what a lead has to decide. Of other messages nothing is lost: they tell of something that
    whoever is concerned finds where they left it.
    """
    call = _to_check_in(session, key, now) or _to_partnership(session, key, user_id, now)
    if call is None:
        return
    storage.outbox.enqueue(
        session,
        key=delivery.mention_key(key),
        channel=call.channel_id,
        after_key=call.under,
        payload=call.message.payload(),
        now=now,
        best_before=call.until,
    )


def _to_check_in(session: Session, key: str, now: datetime) -> _Call | None:
    named = delivery.reminder_named(key)
    known = storage.expectations.of_person(session, *named) if named else None
    asked = storage.reminders.find(session, known.id) if known else None
    if asked is None or asked.expectation.state is not ExpectationState.OPEN:
        return None
    return _Call(
        asked.partnership.channel_id,
        delivery.invitation_key(asked.cycle.id),
        reminders.mention(asked.person.user_id, asked.expectation.id),
        min(now + _WORTH_SENDING, asked.cycle.closes_at),
    )


def _to_partnership(session: Session, key: str, user_id: str, now: datetime) -> _Call | None:
    found = _troubled(session, key) or _waiting(session, key, user_id)
    if found is None:
        return None
    partnership, opens, record_id = found
    return _Call(
        partnership.channel_id,
        delivery.card_key(partnership.id),
        reminders.mention(user_id, record_id, opens=opens),
        now + _WORTH_SENDING,
    )


def _troubled(session: Session, key: str) -> _Waiting | None:
    """Return the partnership that rests until its lead agrees to who reads along in its channel."""
    partnership = session.scalar(
        select(Partnership).where(
            Partnership.id == delivery.channel_trouble_named(key),
            Partnership.status == PartnershipStatus.PAUSED,
            Partnership.paused_because.in_(UNTIL_A_LEAD_AGREES),
        )
    )
    return None if partnership is None else (partnership, partnerships.DETAILS, partnership.id)


def _waiting(session: Session, key: str, user_id: str) -> _Waiting | None:
    """Return where something waits for the reader of a message, and what shows it to them."""
    kinds: tuple[tuple[int | None, _Kind, str], ...] = (
        (_still_theirs(session, key, user_id), Action, actions.LIST),
        (delivery.cycle_of_actions_named(key), Cycle, actions.LIST),
        (delivery.pause_question_named(key), Cycle, partnerships.DETAILS),
        (delivery.join_welcome_named(key), JoinRequest, partnerships.DETAILS),
        (_still_asked(session, key), JoinRequest, joining.SHOW),
    )
    for row_id, kind, opens in kinds:
        where = select(kind.partnership_id).where(kind.id == row_id)
        partnership_id = None if row_id is None else session.scalar(where)
        if row_id is None or partnership_id is None:
            continue
        partnership = session.get_one(Partnership, partnership_id)
        if partnership.status is not PartnershipStatus.ACTIVE:
            return None
        return partnership, opens, row_id if opens == joining.SHOW else partnership_id
    return None


def _still_asked(session: Session, key: str) -> int | None:
    """Return the request about somebody new that no lead has answered yet."""
    return session.scalar(
        select(JoinRequest.id).where(
            JoinRequest.id == delivery.join_request_named(key),
            JoinRequest.state == JoinState.ASKED,
        )
    )


def _still_theirs(session: Session, key: str, user_id: str) -> int | None:
    """Return the action that a message is about, if its reader has to do it to this day."""
    return session.scalar(
        select(Action.id)
        .join(Person, Person.id == Action.owner_id)
        .where(
            Action.id == delivery.action_named(key),
            Action.status == ActionStatus.OPEN,
            Person.user_id == user_id,
        )
    )
