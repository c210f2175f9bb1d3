"""Who is in a partnership: added, moved to another side or role, removed; every seat is kept."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.coordinators
import storage.expectations
import storage.organizations
import storage.partnerships
import storage.people
from bot.rules import coordinators, delivery, permissions
from bot.rules import partnerships as rules
from bot.rules.language import _
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import Role, Side
from bot.services import cards, cycles, handover_requests, seats
from bot.services.coordinators import coordinates
from bot.views.partnerships import Member
from bot.views.people import Seat
from storage.models import Membership, Partnership, Person


def add_person(
    session: Session,
    *,
    key: PersonKey,
    partnership_id: int,
    profile: Profile | None,
    side: Side,
    role: Role,
    now: datetime,
) -> Partnership:
    """Give somebody a seat; one who has a seat moves to this side and role.

    `profile` is None for somebody whom Slack does not know. The same again changes nothing.
    """
    problem = rules.person_problem(profile)
    if profile is None or problem:
        raise Refusal(problem or "", field="person")
    acting = _take(session, key, partnership_id)
    person = storage.people.save_profile(session, profile, now)
    session.flush()
    seated = storage.partnerships.seat_of_person(session, partnership_id, person.id)
    if seated is None:
        coordinators.ensure_given(role)
        _ensure_own_side(session, acting, side, role)
        seat(session, acting.partnership, person.id, side, role, now)
    else:
        _move(session, acting, seated, side, role, now)
    return acting.partnership


def change_person(
    session: Session,
    *,
    key: PersonKey,
    membership_id: int,
    side: Side,
    role: Role,
    now: datetime,
) -> tuple[Partnership, str]:
    """Move somebody to another side or role; return the partnership and their Slack user id.

    The same change again changes nothing, though the seat it names is over by then.
    """
    acting, person, seated = _found(session, key, membership_id)
    if seated is None:
        raise _gone()
    if seated.id != membership_id and (seated.side, seated.role) != (side, role):
        raise _gone()
    _move(session, acting, seated, side, role, now)
    return acting.partnership, person.mentioned


def remove_person(
    session: Session, *, key: PersonKey, membership_id: int, now: datetime
) -> tuple[Partnership, str]:
    """End somebody's seat; what they said stays. Return the partnership and their Slack user id.

    Who has no seat any more is removed already.
    """
    acting, person, seated = _found(session, key, membership_id)
    partnership = acting.partnership
    if seated is not None:
        if seated.id != membership_id:
            raise _gone()
        if coordinates(session, person.key):
            coordinators.ensure_not_taken(seated.role, None)
        _ensure_own_side(session, acting, seated.side, seated.role)
        _ensure_lead_remains(session, seated)
        _end(session, seated, now)
        _keep_office(session, partnership, person, now)
        handover_requests.lost(
            session, now=now, partnership_id=partnership.id, successor_id=person.id
        )
        _follow(session, partnership, delivery.left(seated.id), now)
    return partnership, person.mentioned


def hand_over(
    session: Session,
    partnership: Partnership,
    *,
    leaver_id: int,
    successor_id: int,
    side: Side,
    stays_as: Role | None,
    now: datetime,
) -> None:
    """Let a successor lead a side, and its former lead go on as something else or leave.

    The successor's yes is the permission; a former lead who lost the seat meanwhile loses no other.
    """
    seated = storage.partnerships.seat_of_person(session, partnership.id, successor_id)
    if seated is not None and (seated.side, seated.role) != (side, Role.LEAD):
        _end(session, seated, now)
    seat(session, partnership, successor_id, side, Role.LEAD, now)
    left = storage.partnerships.seat_of_person(session, partnership.id, leaver_id)
    if left is not None and left.role is Role.LEAD:
        _end(session, left, now)
        if stays_as is not None:
            seat(session, partnership, leaver_id, side, stays_as, now)
        _keep_office(session, partnership, session.get_one(Person, leaver_id), now)
        cards.refresh(session, partnership, delivery.left(left.id), now)


def seat(
    session: Session,
    partnership: Partnership,
    person_id: int,
    side: Side,
    role: Role,
    now: datetime,
) -> None:
    """Give somebody a seat, for the organization that has the side; who has one keeps it."""
    organization = storage.organizations.of_sides(session, partnership.id)[side]
    membership_id = storage.partnerships.add_member(
        session,
        partnership_id=partnership.id,
        person_id=person_id,
        organization_id=organization.id,
        side=side,
        role=role,
        now=now,
    )
    if role is Role.LEAD:
        handover_requests.leads_now(session, partnership.id, person_id, side, now=now)
    # Somebody else may have given them the seat at this moment.
    if membership_id is not None:
        _follow(session, partnership, delivery.joined(membership_id), now)


def seat_to_change(session: Session, key: PersonKey, membership_id: int) -> Seat:
    """Return what the form to change a member shows, for somebody who may."""
    named = storage.partnerships.person_of_seat(session, membership_id)
    if named is None:
        raise permissions.not_a_member()
    seats.take(session, key, named[0], Right.MANAGE_PEOPLE)
    found = storage.partnerships.member(session, membership_id)
    if found is None:
        raise _gone()
    membership, person = found.membership, found.person
    organizations = storage.organizations.of_sides(session, membership.partnership_id)
    return Seat(
        partnership_id=membership.partnership_id,
        member=Member(
            membership.id, person.mentioned, person.name, membership.side, membership.role
        ),
        organizations={side: one.name for side, one in organizations.items()},
    )


def is_in(session: Session, key: PersonKey, partnership_id: int) -> bool:
    """Say whether somebody has a seat in the partnership now."""
    return storage.partnerships.seat_of(session, key, partnership_id) is not None


def _take(session: Session, key: PersonKey, partnership_id: int) -> seats.Seat:
    acting = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PEOPLE)
    rules.ensure_not_closed(acting.partnership.status)
    return acting


def _found(
    session: Session, key: PersonKey, membership_id: int
) -> tuple[seats.Seat, Person, Membership | None]:
    """Lock a seat's partnership; return who acts, the person, and the seat they have now."""
    named = storage.partnerships.person_of_seat(session, membership_id)
    if named is None:
        raise permissions.not_a_member()
    partnership_id, person = named
    acting = _take(session, key, partnership_id)
    return (
        acting,
        person,
        storage.partnerships.seat_of_person(session, partnership_id, person.id),
    )


def _gone() -> NotFound:
    return NotFound(
        _("Somebody changed that person's entry just now. Open the list of people again.")
    )


def _move(
    session: Session, acting: seats.Seat, seated: Membership, side: Side, role: Role, now: datetime
) -> None:
    if (seated.side, seated.role) == (side, role):
        return
    person = session.get_one(Person, seated.person_id)
    coordinators.ensure_given(role, has=seated.role)
    if coordinates(session, person.key):
        coordinators.ensure_not_taken(seated.role, role)
    rules.ensure_role_without_slack(person.user_id, role)
    _ensure_own_side(session, acting, seated.side, seated.role)
    _ensure_own_side(session, acting, side, role)
    _ensure_lead_remains(session, seated)
    _end(session, seated, now)
    seat(session, acting.partnership, person.id, side, role, now)
    _keep_office(session, acting.partnership, person, now)


def _keep_office(session: Session, partnership: Partnership, person: Person, now: datetime) -> None:
    """Leave whoever coordinates a place from which to look after the partnership."""
    if coordinates(session, person.key):
        storage.coordinators.take_seats(session, person.id, now, partnership.id)


def _ensure_own_side(session: Session, acting: seats.Seat, side: Side, role: Role) -> None:
    """Leave it to each side who speaks for it, and to others only where nobody leads it."""
    decides_for_both = coordinates(session, acting.person.key)
    if not decides_for_both and storage.partnerships.has_lead(session, acting.partnership.id, side):
        permissions.ensure_own_side(acting.membership.side, side, role)


def _ensure_lead_remains(session: Session, seated: Membership) -> None:
    others = storage.partnerships.count_other_leads(session, seated)
    rules.ensure_side_keeps_lead(seated.role, others)


def _end(session: Session, seated: Membership, now: datetime) -> None:
    seated.ended_at = now
    session.flush()
    storage.expectations.lapse_of_person(session, seated.partnership_id, seated.person_id)
    if seated.role is Role.LEAD:
        handover_requests.end_all(
            session, now=now, partnership_id=seated.partnership_id, leaver_id=seated.person_id
        )


def _follow(session: Session, partnership: Partnership, change: str, now: datetime) -> None:
    """Ask whoever should be asked now in an open check-in, and show the new people on the card."""
    cycle = cycles.current(session, partnership.id)
    if cycle is not None:
        storage.expectations.plan(session, [cycle.id], now=now)
    cards.refresh(session, partnership, change, now)
