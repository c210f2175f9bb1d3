"""Saving a check-in: once, whole, told to the channel as a number of sides, and thanked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.checkins
import storage.cycles
import storage.drafts
import storage.outbox
import storage.partnerships
from bot.rules import answers, checkins, delivery
from bot.rules.answers import ActionAnswer, Answers
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.people import PersonKey, is_without_slack
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, NotFound
from bot.rules.vocabulary import GoalStatus
from bot.services import (
    action_keeping,
    actions,
    adjustments,
    confidence_gaps,
    cycles,
    digests,
    expectations,
    goals,
    seats,
    turning,
)
from bot.services.answering import Given, action_copy, goal_copy, is_news
from bot.services.checkin_forms import ensure_answerable, ensure_running
from bot.services.goals import Said
from bot.services.seats import Seat
from bot.views import checkins as checkin_views
from bot.views.checkin_copy import Copy
from storage.models import CheckIn, Cycle, Goal, GoalUpdate, Person


@dataclass(frozen=True)
class _Place:
    """Who checks in where, and what they said there before."""

    seat: Seat
    cycle: Cycle
    before: CheckIn | None
    said: Mapping[int, GoalUpdate]
    given: Given | None


def submit(
    session: Session,
    partnership_id: int,
    cycle_id: int,
    filled: Answers,
    *,
    key: PersonKey,
    now: datetime,
) -> Copy:
    """Keep a check-in, new or changed, and return the copy to show; the same again changes nothing.

    Raises FormRefusal with a sentence for each field to mend. A goal that was retired while the
    form was open is left out, and is in the copy as such.
    """
    place = _take_place(session, partnership_id, cycle_id, key, now)
    known = storage.checkins.goals_by_id(
        session, partnership_id, [goal.goal_id for goal in filled.goals]
    )
    values, owner = _checked(session, place, filled, known, now)
    said = [
        Said(known[goal.goal_id], values[goal.goal_id], goal.confidence, goal.note)
        for goal in filled.goals
        if goal.goal_id in known and (not goal.is_empty or goal.goal_id in place.said)
    ]
    live = [one for one in said if one.goal.status is GoalStatus.LIVE]
    off_course = turning.any_off_course(place.seat, live, now=now)
    helped = adjustments.news(session, partnership_id, filled.helped, place.before)
    check_in_id = place.before.id if place.before is not None else 0
    if helped or is_news(filled, live, owner, place.before, place.said, place.given):
        check_in_id = _save(session, place, live, now, texts=filled.texts)
        adjustments.save_reviews(session, helped, check_in_id=check_in_id, seat=place.seat, now=now)
        _act(session, place, check_in_id, filled.action, owner, now)
        _bring_into_digest(session, place, check_in_id, now)
    sides_in = _settle(session, place, now)
    return _copy(
        place,
        sides_in,
        now,
        goals=[goal_copy(one) for one in live if not one.is_empty],
        retired=[goal_copy(one) for one in said if one not in live and not one.is_empty],
        texts=filled.texts,
        action=action_copy(filled.action),
        helped=adjustments.copies(session, check_in_id) if filled.helped else (),
        check_in_id=check_in_id,
        to_turn=(turning.to_ask(session, check_in_id, key=key, now=now) if off_course else ()),
    )


def no_change(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Copy:
    """Keep, in one tap, that all is as it was; an answer that is there already stays as it is."""
    seat = seats.take(session, key, partnership_id, Right.CHECK_IN)
    cycle = storage.cycles.unfinished(session, partnership_id)
    if cycle is None:
        ensure_running(seat.partnership)
        raise _gone()
    place = _take_place(session, partnership_id, cycle.id, key, now)
    if place.before is None:
        check_in_id = _save(session, place, _as_before(session, place), now, no_change=True)
        _bring_into_digest(session, place, check_in_id, now)
    sides_in = _settle(session, place, now)
    return _copy(place, sides_in, now, no_change=True, already_on=_already_on(place))


def _take_place(
    session: Session, partnership_id: int, cycle_id: int, key: PersonKey, now: datetime
) -> _Place:
    seat = seats.take(session, key, partnership_id, Right.CHECK_IN)
    ensure_running(seat.partnership)
    cycle = storage.checkins.lock_cycle(session, partnership_id, cycle_id)
    if cycle is None:
        raise _gone()
    ensure_answerable(session, seat, cycle, now)
    before = storage.checkins.of_person(session, cycle.id, seat.person.id)
    if before is None:
        return _Place(seat, cycle, None, {}, None)
    said = storage.checkins.updates_of(session, before.id)
    return _Place(seat, cycle, before, said, storage.checkins.action_given(session, before.id))


def _already_on(place: _Place) -> date | None:
    if place.before is None or place.before.no_change:
        return None
    said_at = storage.checkins.newest_said_at(place.before)
    return local_day(said_at, place.seat.partnership.time_zone)


def _gone() -> NotFound:
    return NotFound(_("That check-in is no longer there. Please open the current one."))


def _checked(
    session: Session, place: _Place, filled: Answers, known: Mapping[int, Goal], now: datetime
) -> tuple[dict[int, float | None], Person | None]:
    """Return the goals' numbers and the action's owner, or refuse what needs mending."""
    values, problems = answers.read_values(filled, {one.id: one.unit for one in known.values()})
    today = local_day(now, place.seat.partnership.time_zone)
    given_due = place.given[0].due_on if place.given is not None else None
    problems |= answers.problems(filled, today, given_due)
    owner = None
    if filled.action.owner is not None:
        found = action_keeping.member(session, place.seat.partnership.id, filled.action.owner)
        if found is None:
            problems[answers.ACTION_OWNER] = action_keeping.not_a_member()
        else:
            owner, _seat = found
    if problems:
        raise FormRefusal(problems)
    return values, owner


def _as_before(session: Session, place: _Place) -> list[Said]:
    """Say of each goal what was said last; its number is the newest that anybody gave."""
    with_last = storage.checkins.goals_with_last(
        session,
        place.seat.partnership.id,
        place.seat.person.id,
        place.seat.membership.side,
    )
    return [
        Said(goal, goal.current_value, last.confidence, last.note)
        for goal, last in with_last
        if last is not None
    ]


def _save(
    session: Session,
    place: _Place,
    said: Sequence[Said],
    now: datetime,
    *,
    texts: Mapping[str, str] | None = None,
    no_change: bool = False,
) -> int:
    person_id, side = place.seat.person.id, place.seat.membership.side
    check_in_id = storage.checkins.save(
        session,
        cycle_id=place.cycle.id,
        person_id=person_id,
        side=side,
        **{name: (texts or {}).get(name, "") for name in answers.TEXTS},
        no_change=no_change,
        is_late=checkins.is_late(now, place.cycle.due_at),
        via_link=is_without_slack(place.seat.person.user_id),
        submitted_at=now,
    )
    goals.record_updates(
        session, said, person_id=person_id, side=side, check_in_id=check_in_id, now=now
    )
    judged = [one.goal for one in said if one.confidence is not None]
    confidence_gaps.look(session, place.seat.partnership, place.cycle, judged, now=now)
    return check_in_id


def _act(
    session: Session,
    place: _Place,
    check_in_id: int,
    action: ActionAnswer,
    owner: Person | None,
    now: datetime,
) -> None:
    if owner is not None and action.due_on is not None:
        actions.give_in_check_in(
            session,
            partnership_id=place.seat.partnership.id,
            check_in_id=check_in_id,
            giver_id=place.seat.person.id,
            what=action.what,
            owner_id=owner.id,
            due_on=action.due_on,
            now=now,
        )
    elif place.given is not None:
        actions.withdraw(session, check_in_id=check_in_id, person_id=place.seat.person.id, now=now)


def _bring_into_digest(session: Session, place: _Place, check_in_id: int, now: datetime) -> None:
    # Most answers come before there is a digest; those need not be composed into one.
    if place.cycle.digested_at is not None:
        digests.refresh(session, place.cycle.id, change=f"check-in-{check_in_id}", now=now)


def _settle(session: Session, place: _Place, now: datetime) -> int:
    """Forget the draft, and when it is a new answer stop reminders and tell the channel."""
    form = storage.checkins.draft_form(place.cycle.id)
    storage.drafts.forget(session, place.seat.person.id, form)
    sides = len(storage.checkins.sides_in(session, place.cycle.id))
    if place.before is None:
        expectations.side_is_in(session, place.cycle, place.seat, now=now)
        _tell_channel(session, place, sides, now)
    return sides


def _tell_channel(session: Session, place: _Place, sides: int, now: datetime) -> None:
    """Post one line when the first side is in, and change it when the second is."""
    partnership, cycle = place.seat.partnership, place.cycle
    message = checkin_views.sides_in(sides, cycles.name_of(partnership, cycle))
    storage.outbox.enqueue(
        session,
        key=delivery.sides_in_key(cycle.id, sides),
        after_key=delivery.sides_in_key(cycle.id, 1) if sides > 1 else None,
        method=storage.outbox.UPDATE if sides > 1 else storage.outbox.POST,
        channel=partnership.channel_id,
        payload=message.payload(),
        now=now,
        best_before=cycle.closes_at,
    )


def _copy(place: _Place, sides_in: int, now: datetime, **said: Any) -> Copy:
    partnership, cycle, before = place.seat.partnership, place.cycle, place.before
    late = checkins.is_late(now, cycle.due_at) if before is None else before.is_late
    return Copy(
        partnership_id=partnership.id,
        partnership=partnership.name,
        period=cycles.name_of(partnership, cycle),
        closes_on=local_day(cycle.closes_at, partnership.time_zone),
        sides_in=sides_in,
        is_late=late,
        **said,
    )
