"""Everything about one person: shown to them, handed out, or forgotten while the record stays."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

import storage.coordinators
import storage.erasing
import storage.expectations
import storage.holds
import storage.outbox
import storage.partnerships
import storage.people
import storage.personal
from bot.rules import delivery
from bot.rules.audit import Verb
from bot.rules.language import _
from bot.rules.people import PersonKey, former_key, former_member, is_former
from bot.rules.permissions import Right, may
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from bot.services import cards, cycles, handover_requests
from bot.views import personal, records
from bot.views.personal import Outlook
from storage import auditing
from storage.keeping import PEOPLE
from storage.models import Membership, Partnership, Person

_WORTH_SENDING = timedelta(days=14)

Exported = dict[str, Any]


def find(session: Session, key: PersonKey) -> Person:
    """Return who acts, or say that nothing is known of them."""
    person = storage.people.find(session, key)
    if person is None:
        raise NotFound(_("I know nothing about you: you are not in any partnership here."))
    return person


def outlook(session: Session, person: Person) -> Outlook:
    """Return what erasing a person would do, and what stands in its way."""
    seats = storage.personal.seats_of(session, person.id)
    is_held = storage.holds.holds_person(session, person.id)
    return Outlook(
        partnerships=[partnership.name for partnership, _seat in seats],
        goals=len(storage.personal.goals_of(session, person.id)),
        actions=len(storage.personal.actions_of(session, person.id)),
        leads_alone=[
            partnership.name
            for partnership, seat in seats
            if _leads_alone(session, partnership, seat)
        ],
        coordinates_alone=_coordinates_alone(session, person),
        is_held=is_held,
        others_are_held=not is_held and storage.holds.are_there(session),
    )


def _leads_alone(session: Session, partnership: Partnership, seat: Membership) -> bool:
    return (
        seat.role is Role.LEAD
        and partnership.status is not PartnershipStatus.CLOSED
        and storage.partnerships.count_other_leads(session, seat) == 0
    )


def _coordinates_alone(session: Session, person: Person) -> bool:
    offices = [office.person_id for office, _person in storage.coordinators.current(session)]
    return offices == [person.id]


def export(session: Session, person: Person, *, now: datetime) -> Exported:
    """Return everything about a person, as `everything` does, and keep that it was handed out."""
    auditing.note(session, Verb.EXPORTED, PEOPLE, person.id)
    return everything(session, person, now=now)


def everything(session: Session, person: Person, *, now: datetime) -> Exported:
    """Return everything about a person in words that they understand.

    Other people stay "somebody else": this is about one person alone.
    """
    found: Exported = {"written": now.isoformat(timespec="seconds")}
    for table, rows in storage.personal.rows_about(session, person):
        title = records.many(table.name)
        found[title] = [_told(session, table, row, person) for row in rows]
    return found


def _told(session: Session, table: Table, row: Mapping[str, Any], person: Person) -> Exported:
    told: Exported = {}
    called = records.fields(table.columns.keys())
    for column in table.columns:
        value = row[column.name]
        if column.name in ("id", "workspace_id") or value is None or value == "":
            continue
        parent = next((key.column.table for key in column.foreign_keys), None)
        if parent is not None:
            value = _referred(session, parent, value, person)
        told[called[column.name]] = _plain(value)
    return told


def _referred(session: Session, parent: Table, row_id: int, person: Person) -> str:
    if parent.name == PEOPLE:
        return _("you") if row_id == person.id else _("somebody else")
    title = storage.personal.title_of(session, parent, row_id)
    return title or f"{records.one(parent.name)} {row_id}"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return value


def erase(session: Session, person: Person, *, now: datetime, though_alone: bool = False) -> None:
    """Forget a person, unless a legal hold forbids it, or a side would be left without a lead.

    `though_alone` does it all the same: whoever says so sees to a new lead.
    """
    ahead = outlook(session, person)
    if ahead.is_held:
        raise Refusal(personal.held())
    if ahead.is_alone and not though_alone:
        raise Refusal(personal.alone(ahead))
    forget(session, person, now=now)


def forget(session: Session, person: Person, *, now: datetime) -> None:
    """Leave nothing that leads to a person; numbers, dates and sides of what they did stay."""
    storage.personal.overwrite(session)
    before, name = person.key, person.name
    auditing.note(session, Verb.ERASED, PEOPLE, person.id)
    auditing.known_as(session, before, person.id)
    left = _leave(session, person, before, now)
    after = former_key(storage.personal.last_side(session, person.id), secrets.token_hex(8))
    handed = _hand_over(session, person)
    session.flush()
    storage.erasing.forget_words(session, person.id, now=now)
    has_twin = storage.erasing.has_twin(session, person)
    if not has_twin:
        storage.erasing.forget_messages(session, before.user_id)
    storage.personal.blank(person, after, now)
    session.flush()
    called = former_member(after.user_id)
    storage.erasing.rename(session, before, name, after, called, keep_id=has_twin, now=now)
    for partnership, seat in left:
        cards.refresh(session, partnership, delivery.left(seat.id), now)
    handover_requests.end_all(session, now=now, leaver_id=person.id)
    handover_requests.lost(session, now=now, successor_id=person.id)
    _tell(session, handed, person.id, now)


def _leave(
    session: Session, person: Person, key: PersonKey, now: datetime
) -> Sequence[tuple[Partnership, Membership]]:
    """End every seat and office; return the seats in partnerships that go on."""
    office = storage.coordinators.of_person(session, key)
    if office is not None:
        office.ended_at = now
    going_on = []
    for partnership, seat in storage.personal.seats_of(session, person.id):
        storage.partnerships.lock(session, partnership.id)
        seat.ended_at = now
        session.flush()
        storage.expectations.lapse_of_person(session, partnership.id, person.id)
        if partnership.status is not PartnershipStatus.CLOSED:
            going_on.append((partnership, seat))
            cycle = cycles.current(session, partnership.id)
            if cycle is not None:
                storage.expectations.plan(session, [cycle.id], now=now)
    return going_on


# Whom what goes to, by partnership and person: how many goals and actions.
_Handed = dict[tuple[int, int], list[int]]


def _hand_over(session: Session, person: Person) -> _Handed:
    """Give goals and open actions to who leads now; what nobody can take stays without an owner."""
    handed: _Handed = {}
    for goal in storage.personal.goals_of(session, person.id):
        for side in Side:
            column = f"{side.value}_owner_id"
            if getattr(goal, column) == person.id:
                heir = _heir(session, goal.partnership_id, [side])
                setattr(goal, column, heir.person_id if heir else None)
                _count(handed, goal.partnership_id, heir, 0)
    for action in storage.personal.actions_of(session, person.id):
        other = Side.PARTNER if action.side is Side.SCHOOL else Side.SCHOOL
        heir = _heir(session, action.partnership_id, [action.side, other])
        if heir is not None:
            action.owner_id, action.side = heir.person_id, heir.side
        _count(handed, action.partnership_id, heir, 1)
    return handed


def _count(handed: _Handed, partnership_id: int, heir: Membership | None, which: int) -> None:
    if heir is not None:
        handed.setdefault((partnership_id, heir.person_id), [0, 0])[which] += 1


def _heir(session: Session, partnership_id: int, sides: Sequence[Side]) -> Membership | None:
    """Return who takes over: a lead of the first of these sides that has anybody to lead it."""
    members = [
        one.membership
        for one in storage.partnerships.members_of(session, partnership_id)
        if not one.person.is_deactivated and not is_former(one.person.user_id)
    ]
    for side in sides:
        for right in (Right.MANAGE_PEOPLE, Right.EDIT_GOALS):
            fit = [one for one in members if one.side is side and may(one.role, right)]
            if fit:
                return fit[0]
    return None


def _tell(session: Session, handed: _Handed, person_id: int, now: datetime) -> None:
    for (partnership_id, heir_id), (goals, actions) in handed.items():
        partnership = session.get_one(Partnership, partnership_id)
        message = personal.handed_over(partnership_id, partnership.name, goals, actions)
        storage.outbox.enqueue(
            session,
            key=delivery.handed_over_key(partnership_id, person_id, heir_id),
            channel=session.get_one(Person, heir_id).user_id,
            payload=message.payload(),
            now=now,
            best_before=now + _WORTH_SENDING,
        )
