"""Cycles of a partnership: planned one ahead, opened with an invitation, closed, planned anew."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

import storage.action_clock
import storage.cycles
import storage.drafts
import storage.expectations
import storage.outbox
from bot.rules import cadence, delivery
from bot.rules.cadence import CyclePlan, Schedule
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.periods import named_term, period_name
from bot.rules.school_days import SchoolCalendar
from bot.rules.spreading import turn_of
from bot.rules.vocabulary import CycleState
from bot.services import school_calendars
from bot.views import checkins
from storage.checkins import draft_form
from storage.digest_checkins import Period
from storage.models import Cycle, Partnership
from storage.outbox import Outgoing


def plan_first(session: Session, partnership: Partnership, *, now: datetime) -> Cycle:
    """Plan the first cycle of a partnership that was just set up."""
    calendar = school_calendars.of_one(session, partnership, now)
    return _add(session, _planned(partnership, _plan_after(partnership, calendar, None, now)))


def replan(session: Session, partnership: Partnership, *, now: datetime) -> Cycle:
    """Bring the cycles in line with a changed calendar, or with now when the clock runs again.

    A cycle that people are answering keeps its dates; the one that is to come gets new ones.
    """
    cycle = storage.cycles.unfinished(session, partnership.id, lock=True)
    if cycle is None:
        calendar = school_calendars.of_one(session, partnership, now)
        last = storage.cycles.last_closed(session, [partnership.id]).get(partnership.id)
        return _add(session, _planned(partnership, _plan_after(partnership, calendar, last, now)))
    if cycle.state is CycleState.UPCOMING:
        _plan_anew(session, [(cycle, partnership)], now)
    elif cycle.closes_at <= now:
        [cycle] = _close(session, [(cycle, partnership)], now)
    return cycle


def end(session: Session, partnership: Partnership) -> None:
    """End the cycle in hand of a partnership that closes, and plan no other."""
    storage.cycles.forget_upcoming(session, partnership.id)
    cycle = storage.cycles.unfinished(session, partnership.id, lock=True)
    if cycle is not None:
        _end_asking(session, [cycle])


def current(session: Session, partnership_id: int) -> Cycle | None:
    """Return the cycle that people can answer now, if one is open."""
    cycle = storage.cycles.unfinished(session, partnership_id)
    return cycle if cycle is not None and cycle.state is CycleState.OPEN else None


def next_or_current(session: Session, partnership_id: int) -> Cycle | None:
    """Return the open cycle, or else the upcoming one; none only when the partnership closed."""
    return storage.cycles.unfinished(session, partnership_id)


def name_of(partnership: Partnership, cycle: Cycle | Period) -> str:
    """Name a cycle by its period, such as `Quarter 2 of 2026–27`, or by the school's own term."""
    # A cycle closes within the period that it belongs to.
    day = cadence.local_day(cycle.closes_at, partnership.time_zone)
    if cycle.term:
        return named_term(cycle.term, day, partnership.year_starts_in)
    return period_name(partnership.cadence, day, partnership.year_starts_in)


def in_words(partnership: Partnership, cycle: Cycle) -> str:
    """Say when one can check in, for the card, the Home and the digest's last line."""
    upcoming = cycle.state is CycleState.UPCOMING
    sentence = (
        _("{period}: check-in opens on {day}")
        if upcoming
        else _("{period}: check-in is open, answers are due by {day}")
    )
    day = cadence.local_day(cycle.opens_at if upcoming else cycle.due_at, partnership.time_zone)
    return sentence.format(period=name_of(partnership, cycle), day=say_day(day))


def why_moved(session: Session, cycles: Sequence[tuple[Partnership, Cycle]]) -> dict[int, str]:
    """Say by partnership why the check-in to come opens later than meant, for those that do.

    Any number of them costs two queries at most, and none when nothing moved.
    """
    moved = [
        (partnership, cycle, wanted_on)
        for partnership, cycle in cycles
        if cycle.state is CycleState.UPCOMING and (wanted_on := cycle.wanted_on) is not None
    ]
    if not moved:
        return {}
    around = max(cycle.opens_at for _partnership, cycle, _wanted_on in moved)
    calendars = school_calendars.of(session, [partnership for partnership, *_ in moved], around)
    reasons = {
        partnership.id: calendars[partnership.id].why_it_opens_later(
            wanted_on, cadence.local_day(cycle.opens_at, partnership.time_zone)
        )
        for partnership, cycle, wanted_on in moved
    }
    return {partnership_id: why for partnership_id, why in reasons.items() if why is not None}


def open_due(session: Session, cycle_ids: Sequence[int], *, now: datetime) -> int:
    """Open those of the cycles that are due, ask people, and queue the invitations.

    A cycle that could not open before answers were due is planned anew, without asking anybody.
    """
    opening: list[tuple[Cycle, Partnership]] = []
    missed: list[tuple[Cycle, Partnership]] = []
    for cycle, partnership in storage.cycles.take(session, cycle_ids, CycleState.UPCOMING):
        if cycle.opens_at <= now < cycle.due_at:
            opening.append((cycle, partnership))
        elif cycle.due_at <= now:
            missed.append((cycle, partnership))
    _plan_anew(session, missed, now)
    ids = [cycle.id for cycle, _partnership in opening]
    storage.cycles.mark_open(session, ids)
    storage.expectations.plan(session, ids, now=now)
    invitations = [_invitation(partnership, cycle) for cycle, partnership in opening]
    storage.outbox.enqueue_many(session, invitations, now=now)
    return len(opening) + len(missed)


def close_due(session: Session, cycle_ids: Sequence[int], *, now: datetime) -> int:
    """Close those of the cycles whose window has ended, complete or not, and plan the next."""
    due = [
        (cycle, partnership)
        for cycle, partnership in storage.cycles.take(session, cycle_ids, CycleState.OPEN)
        if cycle.closes_at <= now
    ]
    _close(session, due, now)
    return len(due)


def schedule_of(partnership: Partnership, calendar: SchoolCalendar) -> Schedule:
    """Return what the rules need to know to plan a partnership's cycles."""
    return Schedule(
        cadence=partnership.cadence,
        first_day=partnership.first_day,
        zone=partnership.time_zone,
        calendar=calendar,
        turn=turn_of(partnership.id),
    )


def _close(
    session: Session, closing: Sequence[tuple[Cycle, Partnership]], now: datetime
) -> list[Cycle]:
    """Close cycles and plan the ones after them, in as many queries for many as for one."""
    if not closing:
        return []
    _end_asking(session, [cycle for cycle, _partnership in closing])
    _put_to_review(session, closing, now)
    partnerships = [partnership for _cycle, partnership in closing]
    calendars = school_calendars.of(session, partnerships, now)
    following = [
        _planned(partnership, _plan_after(partnership, calendars[partnership.id], cycle, now))
        for cycle, partnership in closing
    ]
    session.add_all(following)
    session.flush()
    return following


def _put_to_review(
    session: Session, closing: Sequence[tuple[Cycle, Partnership]], now: datetime
) -> None:
    """Have owners asked about actions whose day had come where their partnership is."""
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for cycle, partnership in closing:
        by_day[cadence.local_day(now, partnership.time_zone)].append(cycle.id)
    for day, cycle_ids in by_day.items():
        storage.action_clock.put_to_review(session, cycle_ids, due_by=day, now=now)


def _end_asking(session: Session, ending: Sequence[Cycle]) -> None:
    for cycle in ending:
        cycle.state = CycleState.CLOSED
    storage.expectations.lapse(session, [cycle.id for cycle in ending])
    storage.drafts.forget_all(
        session,
        [cycle.partnership_id for cycle in ending],
        [draft_form(cycle.id) for cycle in ending],
    )


def _plan_anew(
    session: Session, upcoming: Sequence[tuple[Cycle, Partnership]], now: datetime
) -> None:
    """Give cycles that have not opened the dates that they should have by now."""
    if not upcoming:
        return
    partnerships = [partnership for _cycle, partnership in upcoming]
    calendars = school_calendars.of(session, partnerships, now)
    last = storage.cycles.last_closed(session, [one.id for one in partnerships])
    for cycle, partnership in upcoming:
        before = last.get(partnership.id)
        _set_dates(cycle, _plan_after(partnership, calendars[partnership.id], before, now))


def _plan_after(
    partnership: Partnership, calendar: SchoolCalendar, last: Cycle | None, now: datetime
) -> CyclePlan:
    schedule = schedule_of(partnership, calendar)
    if last is None:
        return cadence.first_cycle(schedule, now)
    return cadence.next_cycle_after(schedule, last.number, last.closes_at, now)


def _planned(partnership: Partnership, plan: CyclePlan) -> Cycle:
    cycle = Cycle(partnership_id=partnership.id, number=plan.number, state=CycleState.UPCOMING)
    _set_dates(cycle, plan)
    return cycle


def _add(session: Session, cycle: Cycle) -> Cycle:
    session.add(cycle)
    session.flush()
    return cycle


def _set_dates(cycle: Cycle, plan: CyclePlan) -> None:
    cycle.opens_at = plan.opens_at
    cycle.due_at = plan.due_at
    cycle.digest_at = plan.digest_at
    cycle.closes_at = plan.closes_at
    cycle.first_reminder_at, cycle.second_reminder_at, cycle.last_reminder_at = plan.ladder
    cycle.wanted_on = plan.wanted_on
    cycle.term = plan.term


def _invitation(partnership: Partnership, cycle: Cycle) -> Outgoing:
    message = checkins.invitation(
        partnership.id,
        partnership.name,
        name_of(partnership, cycle),
        due_on=cadence.local_day(cycle.due_at, partnership.time_zone),
    )
    return Outgoing(
        key=delivery.invitation_key(cycle.id),
        channel=partnership.channel_id,
        payload=message.payload(),
        best_before=cycle.due_at,
    )
