"""Help for one person in one place: what is here, and what they may do with it."""

from sqlalchemy.orm import Session

import storage.elsewhere
import storage.partnerships
from bot.rules.people import PersonKey
from bot.rules.vocabulary import Role
from bot.services import cards
from bot.views import channels
from bot.views import help as views
from bot.views.help import Listed
from bot.views.kit import Message
from storage.models import Partnership

_DIRECT = "D"


def message(
    session: Session, *, key: PersonKey, channel_id: str | None, unknown: str = ""
) -> Message:
    """Return the help that fits; `unknown` is a word that `/partner` does not know."""
    channel = "" if channel_id is None or channel_id.startswith(_DIRECT) else channel_id
    there = storage.partnerships.in_channel(session, channel)
    if there is not None:
        return _of_partnership(session, key, there, unknown)
    keeper = storage.elsewhere.keeper_of(session, channel)
    if keeper is not None:
        return channels.second_bot(keeper.name)
    theirs = [
        Listed(partnership.id, partnership.name)
        for partnership, _membership in storage.partnerships.of_person(session, key)
    ]
    if not channel:
        return views.elsewhere(theirs, unknown=unknown)
    closed = storage.partnerships.last_closed_in_channel(session, key, channel)
    before = Listed(closed.id, closed.name) if closed else None
    return views.of_channel(before, theirs, unknown=unknown)


def _of_partnership(
    session: Session, key: PersonKey, partnership: Partnership, unknown: str
) -> Message:
    seat = storage.partnerships.seat_of(session, key, partnership.id)
    if seat is not None:
        _partnership, membership, _person = seat
        record = cards.record_of(session, partnership)
        return views.of_member(record, membership.side, membership.role, unknown=unknown)
    leads = [
        one.person.user_id
        for one in storage.partnerships.members_of(session, partnership.id)
        if one.membership.role is Role.LEAD
    ]
    return views.of_onlooker(partnership.name, leads, unknown=unknown)
