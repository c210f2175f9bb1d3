"""Somebody new in a partnership's channel: its leads are asked once, and say where they belong."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.joining
import storage.outbox
import storage.partnerships
import storage.people
from bot.rules import delivery, permissions
from bot.rules import joining as rules
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right
from bot.rules.vocabulary import JoinState, Role, Side
from bot.services import membership, seats
from bot.views import joining
from bot.views.kit import Message
from storage.joining import Wish
from storage.models import JoinRequest, Partnership, Person

_WORTH_SENDING = timedelta(days=14)


def ask(session: Session, *, key: PersonKey, channel_id: str, now: datetime) -> bool:
    """Ask the leads of a channel's partnership about somebody who is not in it.

    Returns whether they are asked, now or lately; the person learns nothing else by it.
    """
    partnership = storage.partnerships.in_channel(session, channel_id)
    if partnership is None:
        return False
    if storage.partnerships.ever_seated(session, key, partnership.id):
        # Whoever was removed asks a person, not the bot.
        return False
    person = storage.people.find_or_add(session, key)
    request = _request(session, partnership, person, now)
    if request.asked_at == now:
        _tell(session, request, partnership, person, now)
    return request.state is JoinState.ASKED


def answer(
    session: Session,
    request_id: int,
    *,
    key: PersonKey,
    side: Side | None,
    profile: Profile | None,
    now: datetime,
) -> Message:
    """Let a lead put somebody on a side, or say no with None; answered already is fine.

    Whoever got a seat since they asked is left as they are, also when it is over again.
    """
    wish = _wish(session, request_id, key, lock=True)
    if wish.request.state is JoinState.ASKED:
        seat = seats.take_to_change(session, key, wish.partnership.id, Right.MANAGE_PEOPLE)
        seated = storage.partnerships.ever_seated(session, wish.key, wish.partnership.id)
        if side is not None and not seated:
            membership.add_person(
                session,
                key=key,
                partnership_id=wish.partnership.id,
                # Whoever asked, though Slack may name another workspace of theirs now.
                profile=profile and replace(profile, key=wish.person.key),
                side=side,
                role=Role.CONTRIBUTOR,
                now=now,
            )
            _welcome(session, wish, side, now)
        declined = side is None and not seated
        wish.request.state = JoinState.DECLINED if declined else JoinState.ADDED
        wish.request.decided_at, wish.request.decided_by_id = now, seat.person.id
    return _outcome(session, wish)


def question(session: Session, request_id: int, *, key: PersonKey) -> Message:
    """Return what a lead is asked about somebody new, or what was decided by now."""
    wish = _wish(session, request_id, key)
    if wish.request.state is JoinState.ASKED:
        return _asking(session, *wish)
    return _outcome(session, wish)


def who(session: Session, request_id: int, *, key: PersonKey) -> str:
    """Return the Slack user id of whom a request is about, for somebody who may answer it."""
    return _wish(session, request_id, key).person.user_id


def _outcome(session: Session, wish: Wish) -> Message:
    partnership, user_id = wish.partnership, wish.person.user_id
    if membership.is_in(session, wish.key, partnership.id):
        return joining.answered(partnership.name, user_id, added=True)
    if wish.request.state is JoinState.ADDED:
        return joining.removed_again(partnership.id, partnership.name, user_id)
    return joining.answered(partnership.name, user_id, added=False)


def _wish(session: Session, request_id: int, key: PersonKey, *, lock: bool = False) -> Wish:
    wish = storage.joining.find(session, request_id, lock=lock)
    if wish is None:
        raise permissions.not_a_member()
    seats.take(session, key, wish.partnership.id, Right.MANAGE_PEOPLE)
    return wish


def _welcome(session: Session, wish: Wish, side: Side, now: datetime) -> None:
    message = joining.welcome(wish.partnership.id, wish.partnership.name, side)
    storage.outbox.enqueue(
        session,
        key=delivery.join_welcome_key(wish.request.id),
        channel=wish.person.user_id,
        payload=message.payload(),
        now=now,
        best_before=now + _WORTH_SENDING,
    )


def _request(
    session: Session, partnership: Partnership, person: Person, now: datetime
) -> JoinRequest:
    request = storage.joining.find_or_add(session, partnership.id, person.id, now)
    if rules.may_ask_again(request.asked_at, now):
        request.state, request.asked_at, request.decided_at = JoinState.ASKED, now, None
    return request


def _tell(
    session: Session, request: JoinRequest, partnership: Partnership, person: Person, now: datetime
) -> None:
    message = _asking(session, request, partnership, person)
    storage.outbox.enqueue_many(
        session,
        [
            storage.outbox.Outgoing(
                delivery.join_request_key(request.id, one.person.id, now),
                one.person.user_id,
                message.payload(),
                now + _WORTH_SENDING,
            )
            for one in seats.caretakers(session, partnership.id)
        ],
        now=now,
    )


def _asking(
    session: Session, request: JoinRequest, partnership: Partnership, person: Person
) -> Message:
    members = storage.partnerships.members_of(session, partnership.id)
    teams = {
        side: {one.person.team_id for one in members if one.membership.side is side}
        for side in Side
    }
    return joining.asking(
        request.id,
        partnership.name,
        person.user_id,
        rules.likely_side(person.team_id, teams[Side.SCHOOL], teams[Side.PARTNER]),
    )
