"""What somebody does with a request to check in: later, not this time, ask a colleague."""

from datetime import date, datetime

from sqlalchemy.orm import Session

import storage.expectations
import storage.partnerships
import storage.people
import storage.reminders
from bot.rules import cadence, delivery, partnerships, permissions, reminders
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import CycleState, ExpectationState, Role
from bot.services import expectations, membership, seats
from bot.services.checkin_forms import ensure_running
from bot.services.reminders import next_planned, request_of, return_to, tell, working_hours
from bot.services.seats import Seat
from bot.views import reminders as reminder_views
from bot.views.kit import Message
from bot.views.reminders import COLLEAGUE_FIELD, SNOOZE_FIELD, Request
from storage.models import Person
from storage.reminders import Asked


def look(session: Session, expectation_id: int, *, key: PersonKey, now: datetime) -> Request:
    """Return what is still asked of this person, for the forms about it."""
    asked, _seat = _open(session, storage.reminders.find(session, expectation_id), key, now)
    return _request(session, asked, now)


def explain(session: Session, expectation_id: int, *, key: PersonKey, now: datetime) -> Request:
    """Return what was asked of this person, whatever became of it, to say why."""
    asked, _seat = _own(session, storage.reminders.find(session, expectation_id), key)
    return _request(session, asked, now)


def snooze(
    session: Session, expectation_id: int, day: date | None, *, key: PersonKey, now: datetime
) -> tuple[Request, date]:
    """Remind again on a day, in the person's working hours; return when that will be."""
    asked, _seat = _open(session, storage.reminders.take(session, expectation_id), key, now)
    if day is None:
        raise Refusal(_("Please choose a day."), field=SNOOZE_FIELD)
    hours = working_hours(session, asked, now=now)
    until = reminders.snoozed_until(
        cadence.to_utc(day, hours.start, hours.zone),
        sent=asked.expectation.reminders_sent,
        hours=hours,
        closes_at=asked.cycle.closes_at,
        now=now,
    )
    asked.expectation.next_reminder_at = until
    until_day = local_day(until, hours.zone)
    request = request_of(asked, hours=hours, now=now)
    message = reminder_views.snoozed(request, until_day)
    _change_message(session, asked, message, "snoozed", now)
    return request, until_day


def decline(session: Session, expectation_id: int, *, key: PersonKey, now: datetime) -> Request:
    """Ask this person no more in this cycle, and the side's deputies instead; again is fine."""
    asked, _seat = _own(session, storage.reminders.take(session, expectation_id), key)
    if asked.expectation.state is not ExpectationState.DECLINED:
        _ensure_open(asked, now)
        asked.expectation.state = ExpectationState.DECLINED
        asked.expectation.next_reminder_at = None
        session.flush()
        storage.expectations.plan(session, [asked.cycle.id], now=now)
        if asked.asker is not None:
            return_to(session, asked.asker, asked, now=now)
    return _request(session, asked, now)


def take_back(session: Session, expectation_id: int, *, key: PersonKey, now: datetime) -> Request:
    """Undo a no: ask this person again, and those no more who were to stand in and do not know."""
    asked, _seat = _own(session, storage.reminders.take(session, expectation_id), key)
    if asked.expectation.state is ExpectationState.DECLINED:
        asked.expectation.state = ExpectationState.OPEN
        _ensure_open(asked, now)
        asked.expectation.next_reminder_at = next_planned(
            asked, hours=working_hours(session, asked, now=now), now=now
        )
        session.flush()
        storage.expectations.spare_deputies(session, asked.cycle.id, asked.expectation.side)
    return _request(session, asked, now)


def ask_colleague(
    session: Session,
    expectation_id: int,
    profile: Profile | None,
    *,
    key: PersonKey,
    now: datetime,
) -> tuple[Request, str]:
    """Pass the request on to somebody of the same side; return who that is, a Slack user id.

    A lead may choose somebody who has no seat yet, and gives them one by it. `profile` is None for
    somebody whom Slack does not know. The same again changes nothing.
    """
    asked, seat = _own(session, storage.reminders.take(session, expectation_id), key)
    if profile is not None and _is_theirs_already(session, asked, seat, profile.key):
        return _request(session, asked, now), profile.key.user_id
    _ensure_open(asked, now)
    colleague = _colleague(session, seat, profile, key, now)
    if colleague.id == seat.person.id:
        raise _not_them(_("That is you. Please choose somebody else."))
    known = storage.expectations.of_person(session, asked.cycle.id, colleague.id)
    if known is not None and known.state in (ExpectationState.DECLINED, ExpectationState.PASSED_ON):
        raise _not_them(_("They have already said no to this one. Please choose somebody else."))
    asked.expectation.state = ExpectationState.PASSED_ON
    asked.expectation.next_reminder_at = None
    _ask(session, asked, colleague, seat, now)
    request = _request(session, asked, now)
    message = reminder_views.passed_on(request, colleague.user_id)
    _change_message(session, asked, message, f"passed-on:{colleague.id}", now)
    return request, colleague.user_id


def _own(session: Session, asked: Asked | None, key: PersonKey) -> tuple[Asked, Seat]:
    """Return the request with the acting person's seat, or refuse anybody else's."""
    if asked is None:
        raise permissions.not_a_member()
    seat = seats.take(session, key, asked.partnership.id, Right.CHECK_IN)
    if seat.person.id != asked.person.id:
        raise permissions.not_a_member()
    return asked, seat


def _open(
    session: Session, asked: Asked | None, key: PersonKey, now: datetime
) -> tuple[Asked, Seat]:
    own, seat = _own(session, asked, key)
    _ensure_open(own, now)
    return own, seat


def _ensure_open(asked: Asked, now: datetime) -> None:
    """Refuse when nothing is asked of this person any more, and say why."""
    ensure_running(asked.partnership)
    state = asked.expectation.state
    if asked.cycle.state is CycleState.CLOSED or now >= asked.cycle.closes_at:
        raise Refusal(_("This check-in has closed, so you are no longer asked for anything."))
    if asked.side_in or state is ExpectationState.ANSWERED:
        raise Refusal(_("Your side has checked in, so you are no longer asked for anything."))
    if state is ExpectationState.DECLINED:
        raise Refusal(
            _("You already said that you cannot this time. Press Undo, or just check in.")
        )
    if state is not ExpectationState.OPEN:
        raise Refusal(_("This is in a colleague's hands. You can still check in if you like."))


def _is_theirs_already(session: Session, asked: Asked, seat: Seat, key: PersonKey) -> bool:
    """Say whether the request went on to this very colleague before: some forms come twice."""
    colleague = storage.people.find(session, key)
    if colleague is None or asked.expectation.state is not ExpectationState.PASSED_ON:
        return False
    theirs = storage.expectations.of_person(session, asked.cycle.id, colleague.id)
    return theirs is not None and theirs.asked_by_id == seat.person.id


def _colleague(
    session: Session, seat: Seat, profile: Profile | None, key: PersonKey, now: datetime
) -> Person:
    """Return a colleague who may answer for the same side; a lead's choice gets a seat by it."""
    problem = partnerships.person_problem(profile)
    if profile is None or problem:
        raise _not_them(problem or "")
    person = storage.people.save_profile(session, profile, now)
    session.flush()
    theirs = storage.partnerships.seat_of_person(session, seat.partnership.id, person.id)
    if theirs is None:
        _give_seat(session, seat, profile, key, now)
    elif theirs.side is not seat.membership.side:
        raise _not_them(_("They are on the other side. Please choose somebody from your own side."))
    elif not permissions.may(theirs.role, Right.CHECK_IN):
        raise _not_them(_("They are a reader here. A lead can make them a contributor."))
    return person


def _give_seat(
    session: Session, seat: Seat, profile: Profile, key: PersonKey, now: datetime
) -> None:
    if not permissions.may(seat.membership.role, Right.MANAGE_PEOPLE):
        raise _not_them(_("They are not in this partnership yet. One of its leads can add them."))
    membership.add_person(
        session,
        key=key,
        partnership_id=seat.partnership.id,
        profile=profile,
        side=seat.membership.side,
        role=Role.CONTRIBUTOR,
        now=now,
    )


def _not_them(sentence: str) -> Refusal:
    return Refusal(sentence, field=COLLEAGUE_FIELD)


def _ask(session: Session, asked: Asked, colleague: Person, seat: Seat, now: datetime) -> None:
    session.flush()
    expectation_id = storage.expectations.ask(
        session,
        cycle_id=asked.cycle.id,
        person_id=colleague.id,
        side=asked.expectation.side,
        asked_by_id=seat.person.id,
    )
    theirs = storage.reminders.just_asked(session, expectation_id)
    hours = working_hours(session, theirs, now=now)
    theirs.expectation.next_reminder_at = next_planned(theirs, hours=hours, now=now)
    # A person asked them; the bot need not write to them once more on the same day.
    storage.reminders.claim_day(session, colleague.id, local_day(now, hours.zone))
    tell(
        session,
        theirs,
        hours=hours,
        key=delivery.passed_on_key(asked.cycle.id, colleague.id),
        now=now,
        best_before=asked.cycle.closes_at,
    )


def _request(session: Session, asked: Asked, now: datetime) -> Request:
    return request_of(asked, hours=working_hours(session, asked, now=now), now=now)


def _change_message(
    session: Session, asked: Asked, message: Message, change: str, now: datetime
) -> None:
    expectations.change_last_message(
        session, asked.expectation, asked.person.user_id, asked.cycle, message, change, now
    )
