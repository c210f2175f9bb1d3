"""Letting somebody without Slack check in by a link: made, opened, answered, revoked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

import storage.answer_links
import storage.organizations
import storage.partnerships
import storage.people
import storage.workspaces
from bot.rules import namesakes, permissions
from bot.rules.answers import Answers
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.namesakes import Named
from bot.rules.partnerships import one_line
from bot.rules.people import PersonKey, is_without_slack, key_without_slack
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.text import meaningful
from bot.rules.vocabulary import CycleState, Role, Side
from bot.services import checkin_forms, checkins, cycles, membership, seats
from bot.services.checkin_forms import Paused
from bot.services.seats import Seat
from bot.views.answer_links import LONGEST_NAME, Known, Line, Links, Made
from bot.views.checkin_copy import Copy
from bot.views.checkin_form import Form
from storage.answer_links import Found
from storage.models import Cycle, Person
from storage.partnerships import Member


class Gone(Refusal):
    """A link opens nothing any more, whatever the reason: the page says no more than that."""

    def __init__(self) -> None:
        super().__init__(_("This link no longer works."))


@dataclass(frozen=True)
class Opened:
    """What somebody finds behind their link."""

    name: str
    form: Form


def listing(session: Session, partnership_id: int, *, key: PersonKey) -> Links:
    """Return the links of the open check-in, for those who may send them."""
    seat = seats.take(session, key, partnership_id, Right.MANAGE_PEOPLE)
    return _links(session, seat, _open_cycle(session, seat))


def known(
    session: Session, partnership_id: int, *, matching: str, key: PersonKey
) -> Sequence[Known]:
    """Return whom of the partnership a link can be for, those of the reader's own side first."""
    seat = seats.take(session, key, partnership_id, Right.MANAGE_PEOPLE)
    people = [
        Known(one.person.id, one.person.name, one.membership.side)
        for one in _without_slack(session, seat)
    ]
    people.sort(key=lambda one: (one.side is not seat.membership.side, namesakes.alike(one.name)))
    wanted = namesakes.alike(matching)
    return [one for one in people if wanted in namesakes.alike(one.described)]


def make(
    session: Session,
    partnership_id: int,
    *,
    token_hash: str,
    key: PersonKey,
    now: datetime,
    person_id: int | None = None,
    name: str = "",
    side: Side | None = None,
) -> Made:
    """Keep a link for somebody without Slack who is known, or for somebody new of this name.

    A link that they had before ends. Somebody new gets a seat on this side, or on the lead's own.
    The same link again changes nothing.
    """
    seat = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PEOPLE)
    cycle = _open_cycle(session, seat)
    kept = storage.answer_links.find(session, token_hash)
    if kept is not None:
        if kept.link.revoked_at is not None or kept.link.made_by_id != seat.person.id:
            raise _no_link()
        return _made(session, seat, kept.cycle, kept.person)
    if person_id is not None:
        person = _chosen(session, seat, person_id, name)
    else:
        person = _newcomer(session, seat, name, side or seat.membership.side, now)
    storage.answer_links.revoke_before(session, cycle.id, person.id, now=now)
    storage.answer_links.add(
        session,
        cycle_id=cycle.id,
        person_id=person.id,
        made_by_id=seat.person.id,
        token_hash=token_hash,
        now=now,
    )
    return _made(session, seat, cycle, person)


def _made(session: Session, seat: Seat, cycle: Cycle, person: Person) -> Made:
    theirs = storage.partnerships.seat_of_person(session, seat.partnership.id, person.id)
    if theirs is None:
        raise _no_link()
    return Made(
        partnership_id=seat.partnership.id,
        name=person.name,
        side=theirs.side,
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
    """Return what is behind a link; raises Gone, Paused."""
    found = storage.answer_links.find(session, token_hash)
    if found is None:
        raise Gone
    return _opened(session, found, now)


def answer(
    session: Session, token_hash: str, filled: Answers, *, now: datetime
) -> tuple[str, Copy]:
    """Keep a check-in that came by a link, new or changed; raises Gone, Paused, FormRefusal.

    Its action is looked after by whoever sent the link, or else a lead: the page names nobody.
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
    workspace = storage.workspaces.find(session)
    if workspace is None or workspace.uninstalled_at is not None:
        raise Gone
    # Who was erased has another key, and would be taken for somebody with Slack.
    if found.link.revoked_at is not None or not is_without_slack(found.person.user_id):
        raise Gone
    try:
        form = checkin_forms.form(
            session, found.cycle.partnership_id, key=found.person.key, now=now
        )
    except Paused:
        # What is over by its date is closed when the partnership goes on.
        if found.cycle.state is CycleState.OPEN and now < found.cycle.closes_at:
            raise
        raise Gone from None
    except Refusal:
        # Why is nobody's business who has only the link: closed, or out of it.
        raise Gone from None
    if form.cycle_id != found.cycle.id:
        raise Gone
    return Opened(found.person.name, form)


def _looks_after(session: Session, found: Found) -> str | None:
    """Return who sent the link, else a lead of the same side, else whoever there is to ask."""
    partnership_id = found.cycle.partnership_id
    seat = storage.partnerships.seat_of_person(session, partnership_id, found.person.id)
    asked = sorted(
        seats.caretakers(session, partnership_id),
        key=lambda one: (
            one.person.id != found.link.made_by_id,
            seat is None or one.membership.side is not seat.side,
            one.membership.role is not Role.LEAD,
        ),
    )
    return asked[0].person.user_id if asked else None


def _without_slack(session: Session, seat: Seat) -> Sequence[Member]:
    members = storage.partnerships.members_of(session, seat.partnership.id)
    return [one for one in members if is_without_slack(one.person.user_id)]


def _chosen(session: Session, seat: Seat, person_id: int, name: str) -> Person:
    if meaningful(name):
        raise Refusal(_("Please choose somebody, or write a new name, but not both."), field="name")
    found = [one.person for one in _without_slack(session, seat) if one.person.id == person_id]
    if not found:
        raise Refusal(_("They are no longer in this partnership."), field="who")
    return found[0]


def _newcomer(session: Session, seat: Seat, name: str, side: Side, now: datetime) -> Person:
    partnership, name = seat.partnership, one_line(name)
    if not meaningful(name) or len(name) > LONGEST_NAME:
        raise Refusal(_("Please write the name of one person."), field="name")
    members = [one.person for one in storage.partnerships.members_of(session, partnership.id)]
    namesakes.ensure_nobody_is_called(
        name, [Named(one.user_id, one.name, one.is_deactivated) for one in members]
    )
    person = storage.people.find_or_add(session, key_without_slack(secrets.token_hex(10)))
    person.name = name
    session.flush()
    membership.seat(session, partnership, person.id, side, Role.CONTRIBUTOR, now)
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
        organizations={
            side: one.name
            for side, one in storage.organizations.of_sides(session, seat.partnership.id).items()
        },
        any_known=bool(_without_slack(session, seat)),
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
    return NotFound(_("That link is no longer there. Open the list of people again."))
