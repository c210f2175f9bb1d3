"""The card of a partnership: as it should look now, posted once, changed in place ever after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.cards
import storage.outbox
import storage.partnerships
from bot.rules import delivery
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import Role
from bot.services import cycles, seats
from bot.views import partnerships as partnership_views
from bot.views.kit import Message
from bot.views.partnerships import Member, Record
from storage.cards import Shown
from storage.models import Cycle, Partnership
from storage.outbox import Outgoing

# A card is worth posting as long as people may look for it.
_WORTH_SENDING = timedelta(days=7)


def record_of(session: Session, partnership: Partnership) -> Record:
    """Gather all that is shown of a partnership."""
    [(_partnership, _cycle, record)] = _gather(session, [partnership])
    return record


def _gather(
    session: Session, partnerships: Sequence[Partnership]
) -> list[tuple[Partnership, Cycle | None, Record]]:
    shown = storage.cards.shown(session, [one.id for one in partnerships])
    in_hand = [(one, cycle) for one in partnerships if (cycle := shown[one.id].cycle) is not None]
    moved = cycles.why_moved(session, in_hand)
    return [
        (one, shown[one.id].cycle, _record(one, shown[one.id], moved.get(one.id)))
        for one in partnerships
    ]


def _record(partnership: Partnership, shown: Shown, moved: str | None) -> Record:
    return Record(
        partnership_id=partnership.id,
        name=partnership.name,
        status=partnership.status,
        paused_because=partnership.paused_because,
        organizations=shown.organizations,
        members=[
            Member(
                one.membership.id,
                one.person.mentioned,
                one.person.name,
                one.membership.side,
                one.membership.role,
            )
            for one in shown.members
        ],
        cadence=partnership.cadence,
        time_zone=partnership.time_zone,
        year_starts_in=partnership.year_starts_in,
        next_check_in=cycles.in_words(partnership, shown.cycle) if shown.cycle else "",
        moved=moved,
        live_goals=shown.live_goals,
    )


def card(session: Session, partnership: Partnership) -> Message:
    """Return the card as it should look now."""
    return partnership_views.card(record_of(session, partnership))


def post(session: Session, partnership: Partnership, now: datetime) -> None:
    """Put the card of a new partnership into its channel."""
    storage.outbox.enqueue(
        session,
        key=delivery.card_key(partnership.id),
        channel=partnership.channel_id,
        payload=card(session, partnership).payload(),
        now=now,
        best_before=now + _WORTH_SENDING,
    )


def refresh(session: Session, partnership: Partnership, change: str, now: datetime) -> None:
    """Bring the card in its channel up to date; `change` names what became different."""
    changed = _change(partnership, card(session, partnership), change, now)
    storage.outbox.enqueue_many(session, [changed], now=now)


def follow_cycles(session: Session, cycle_ids: Sequence[int], *, now: datetime) -> None:
    """Bring the cards up to date whose partnerships' cycles have opened or closed."""
    followed = storage.partnerships.of_cycles(session, cycle_ids)
    changes = []
    for partnership, cycle, record in _gather(session, followed):
        if cycle is not None:
            change = delivery.cycle_changed(cycle.id, cycle.state, cycle.opens_at)
            changes.append(_change(partnership, partnership_views.card(record), change, now))
    storage.outbox.enqueue_many(session, changes, now=now)


def _change(partnership: Partnership, message: Message, change: str, now: datetime) -> Outgoing:
    return Outgoing(
        key=delivery.card_change_key(partnership.id, change),
        after_key=delivery.card_key(partnership.id),
        method=storage.outbox.UPDATE,
        channel=partnership.channel_id,
        payload=message.payload(),
        best_before=now + _WORTH_SENDING,
    )


def read(session: Session, *, key: PersonKey, partnership_id: int) -> tuple[Record, Role]:
    """Return the record of a partnership, closed ones too, and the role of the member who reads."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    return record_of(session, seat.partnership), seat.membership.role


def closed_here(session: Session, *, key: PersonKey, channel_id: str | None) -> int | None:
    """Return the id of the closed partnership that the person was in here, if no other is open."""
    if channel_id is None or storage.partnerships.in_channel(session, channel_id) is not None:
        return None
    closed = storage.partnerships.last_closed_in_channel(session, key, channel_id)
    return None if closed is None else closed.id
