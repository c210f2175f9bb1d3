"""Letting somebody without Slack check in by a link: made, opened, answered, revoked."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

import storage.answer_links
import storage.organizations
import storage.partnerships
import storage.people
from bot.rules import permissions
from bot.rules.answers import Answers
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.people import PersonKey, is_without_slack, key_without_slack
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.text import meaningful
from bot.rules.vocabulary import Role
from bot.services import cards, checkin_forms, checkins, cycles, seats
from bot.services.seats import Seat
from bot.views.answer_links import LONGEST_NAME, Line, Links, Made
from bot.views.checkin_copy import Copy
from bot.views.checkin_form import Form
from storage.answer_links import Found
from storage.models import Cycle, Person


class Gone(Refusal):
    """A link opens nothing any more, whatever the reason: the page says no more than that."""

    def __init__(self) -> None:
        super().__init__(_("This link does not work any more."))


@dataclass(frozen=True)
class Opened:
    """What somebody finds behind their link."""

    name: str
    form: Form


def listing(session: Session, partnership_id: int, *, key: PersonKey) -> Links:
    """Return the links of the open check-in, for those who may send them."""
    seat = seats.take(session, key, partnership_id, Right.MANAGE_PEOPLE)
    return _links(session, seat, _open_cycle(session, seat))


def make(
    session: Session,
    partnership_id: int,
    *,
    name: str,
    token_hash: str,
    key: PersonKey,
    now: datetime,
) -> Made:
    """Keep a link for somebody on the lead's own side; one that they had before ends.

    Somebody of the same name on this side is the same person, so that their words stay together.
    The same link again changes nothing.
    """
    seat = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PEOPLE)
    cycle = _open_cycle(session, seat)
    name = " ".join(name.split())
    if not meaningful(name) or len(name) > LONGEST_NAME:
        raise Refusal(_("Please write the name of one person."), field="name")
    known = storage.answer_links.find(session, token_hash)
    if known is not None:
        if known.link.revoked_at is not None or known.link.made_by_id != seat.person.id:
            raise _no_link()
        return _made(seat, known.cycle, known.person.name)
    person = _person(session, seat, name, now)
    storage.answer_links.revoke_before(session, cycle.id, person.id, now=now)
    storage.answer_links.add(
        session,
        cycle_id=cycle.id,
        person_id=person.id,
        made_by_id=seat.person.id,
        token_hash=token_hash,
        now=now,
    )
    return _made(seat, cycle, name)


def _made(seat: Seat, cycle: Cycle, name: str) -> Made:
    return Made(
        partnership_id=seat.partnership.id,
        name=name,
        period=cycles.name_of(seat.partnership, cycle),
        closes_on=local_day(cycle.closes_at, seat.partnership.time_zone),
    )


def revoke(session: Session, link_id: int, *, key: PersonKey, now: datetime) -> int:
    """End a link, and return its partnership's id; what was said by it stays."""
    found = storage.answer_links.by_id(session, link_id)
    if found is None:
        raise permissions.not_a_member()
    link, partnership_id = found
    seats.take(session, key, partnership_id, Right.MANAGE_PEOPLE)
    if link.revoked_at is None:
        link.revoked_at = now
    return partnership_id


def opened(session: Session, token_hash: str, *, now: datetime) -> Opened:
    """Return what is behind a link; raises Gone."""
    found = storage.answer_links.find(session, token_hash)
    if found is None:
        raise Gone
    return _opened(session, found, now)


def answer(
    session: Session, token_hash: str, filled: Answers, *, now: datetime
) -> tuple[str, Copy]:
    """Keep a check-in that came by a link, new or changed; raises Gone, FormRefusal.

    Who looks after its action is who sent the link, or else the side's lead: the page names nobody.
    """
    found = storage.answer_links.find(session, token_hash, lock=True)
    if found is None:
        raise Gone
    name = _opened(session, found, now).name
    if filled.is_empty:
        raise FormRefusal({"wins": _("There is nothing to send yet. Please write a line.")})
    if not filled.action.is_empty:
        owner = _looks_after(session, found)
        filled = replace(filled, action=replace(filled.action, owner=owner))
    copy = checkins.submit(
        session,
        found.cycle.partnership_id,
        found.cycle.id,
        filled,
        key=found.person.key,
        now=now,
    )
    found.link.used_at = now
    return name, copy


def _opened(session: Session, found: Found, now: datetime) -> Opened:
    # Who was erased has another key, and would be taken for somebody with Slack.
    if found.link.revoked_at is not None or not is_without_slack(found.person.user_id):
        raise Gone
    try:
        form = checkin_forms.form(
            session, found.cycle.partnership_id, key=found.person.key, now=now
        )
    except Refusal:
        # Why is nobody's business who has only the link: paused, closed, or out of it.
        raise Gone from None
    if form.cycle_id != found.cycle.id:
        raise Gone
    return Opened(found.person.name, form)


def _looks_after(session: Session, found: Found) -> str | None:
    members = storage.partnerships.members_of(session, found.cycle.partnership_id)
    by_id = {one.person.id: one for one in members}
    if found.link.made_by_id in by_id:
        return by_id[found.link.made_by_id].person.user_id
    side = by_id[found.person.id].membership.side
    leads = [
        one.person.user_id
        for one in members
        if one.membership.side is side and one.membership.role is Role.LEAD
    ]
    return leads[0] if leads else None


def _person(session: Session, seat: Seat, name: str, now: datetime) -> Person:
    partnership, side = seat.partnership, seat.membership.side
    known = storage.answer_links.person_called(session, partnership.id, side, name)
    if known is not None:
        return known
    person = storage.people.find_or_add(session, key_without_slack(secrets.token_hex(10)))
    person.name = name
    session.flush()
    seat_id = storage.partnerships.add_member(
        session,
        partnership_id=partnership.id,
        person_id=person.id,
        organization_id=storage.organizations.of_sides(session, partnership.id)[side].id,
        side=side,
        role=Role.CONTRIBUTOR,
        now=now,
    )
    cards.refresh(session, partnership, f"people:{seat_id}:joined", now)
    return person


def _open_cycle(session: Session, seat: Seat) -> Cycle:
    checkin_forms.ensure_running(seat.partnership)
    cycle = cycles.current(session, seat.partnership.id)
    if cycle is None:
        raise Refusal(
            _("A link is for one check-in, and none is open now. Please come back when it is.")
        )
    return cycle


def _links(session: Session, seat: Seat, cycle: Cycle) -> Links:
    zone = seat.partnership.time_zone
    return Links(
        partnership_id=seat.partnership.id,
        partnership=seat.partnership.name,
        period=cycles.name_of(seat.partnership, cycle),
        side=seat.membership.side,
        closes_on=local_day(cycle.closes_at, zone),
        lines=[
            Line(
                link_id=one.link.id,
                name=one.person.name,
                made_by=one.made_by.mentioned,
                made_on=local_day(one.link.made_at, zone),
                used_on=local_day(one.link.used_at, zone) if one.link.used_at else None,
            )
            for one in storage.answer_links.of_cycle(session, cycle.id)
        ],
    )


def _no_link() -> NotFound:
    return NotFound(_("That link is not there any more. Open the list of people again."))
