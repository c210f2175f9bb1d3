"""Who is acting, in which partnership, and whether they may: the first line of every use case."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

import storage.elsewhere
import storage.partnerships
from bot.rules import permissions
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import NotFound
from bot.views.channels import kept_elsewhere
from storage import auditing
from storage.models import Membership, Partnership, Person
from storage.partnerships import Member


@dataclass(frozen=True)
class Seat:
    """A person's place in a partnership."""

    partnership: Partnership
    membership: Membership
    person: Person


def take(session: Session, key: PersonKey, partnership_id: int, right: Right) -> Seat:
    """Return the acting person's seat, or refuse: an id in a payload is not a permission."""
    found = storage.partnerships.seat_of(session, key, partnership_id)
    if found is None:
        raise permissions.not_a_member()
    permissions.ensure(found[1].role, right)
    auditing.concerns(session, partnership_id)
    return Seat(*found)


def take_to_change(session: Session, key: PersonKey, partnership_id: int, right: Right) -> Seat:
    """Return the acting person's seat as `take` does, and let nobody else change the partnership.

    Call it before anything else is read: what it returns is as new as the lock.
    """
    storage.partnerships.lock(session, partnership_id)
    return take(session, key, partnership_id, right)


def caretakers(session: Session, partnership_id: int) -> list[Member]:
    """Return who may change the people of a partnership and is still there, to be asked or told."""
    return [
        one
        for one in storage.partnerships.members_of(session, partnership_id)
        if permissions.may(one.membership.role, Right.MANAGE_PEOPLE)
        and not one.person.is_deactivated
    ]


def choose(session: Session, key: PersonKey, channel_id: str | None) -> list[Partnership]:
    """Return the partnerships that a command can mean here: the channel's own, or all of theirs.

    Raises NotFound when the person is in none, or the bot of another workspace looks after this
    channel.
    """
    theirs = [
        partnership for partnership, _membership in storage.partnerships.of_person(session, key)
    ]
    here = [one for one in theirs if one.channel_id == channel_id]
    if here:
        return here
    if channel_id and storage.partnerships.in_channel(session, channel_id) is not None:
        raise permissions.not_a_member()
    keeper = storage.elsewhere.keeper_of(session, channel_id) if channel_id else None
    if keeper is not None:
        raise NotFound(kept_elsewhere(keeper.name))
    if not theirs:
        raise NotFound(
            _(
                "You are not in any partnership yet. A lead can add you, or set one up in its "
                "channel with `/partner setup`."
            )
        )
    return theirs
