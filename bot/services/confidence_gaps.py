"""Gaps between the sides: told to both leads first, and to the channel only if both choose so."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.confidence_gaps
import storage.outbox
from bot.rules import confidence_gap, delivery, permissions
from bot.rules.confidence_gap import Spoken
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import Confidence, Role, Side
from bot.services import cycles, digests, private_messages, seats
from bot.views import confidence_gaps
from bot.views.confidence_gaps import Gap, Telling
from storage.confidence_gaps import Judgement
from storage.models import ConfidenceGap, Cycle, Goal, Partnership, Person

_NEWS_FOR = timedelta(days=7)


def look(
    session: Session,
    partnership: Partnership,
    cycle: Cycle,
    goals: Collection[Goal],
    *,
    now: datetime,
) -> None:
    """Tell the leads of goals that the two sides now see very differently, each once a cycle."""
    if not goals:
        return
    found = storage.confidence_gaps.judgements(session, cycle, [goal.id for goal in goals])
    if len({one.side for one in found}) < len(Side):
        return
    rows = storage.confidence_gaps.of_cycles(session, [cycle.id])
    known = {row.goal_id: row for row in rows}
    for goal in goals:
        mine = [one for one in found if one.goal_id == goal.id]
        if goal.id in known:
            telling = _telling(known[goal.id])
            gap = _shown(partnership, cycle, goal, known[goal.id].id, mine, telling)
            _follow(session, gap, cycle, goal, partnership, now)
            continue
        if not confidence_gap.is_gap(_said(mine)):
            continue
        gap_id = storage.confidence_gaps.add(session, cycle.id, goal.id, now=now)
        gap = _shown(partnership, cycle, goal, gap_id, mine, Telling.NOBODY)
        _tell_leads(session, partnership, cycle, goal, gap, now)


def look_now(session: Session, partnership: Partnership, goal: Goal, *, now: datetime) -> None:
    """Look at a goal that somebody spoke of outside a check-in, while one is open."""
    cycle = cycles.current(session, partnership.id)
    if cycle is not None:
        look(session, partnership, cycle, [goal], now=now)


def agree(session: Session, gap_id: int, *, key: PersonKey, now: datetime) -> Gap:
    """Let a lead say that the channel may hear of a gap; it does once a lead of each side has.

    Both have to: what one side thinks of a shared goal is not the other's to make known.
    """
    return _choose(session, gap_id, key=key, agrees=True, now=now)


def keep(session: Session, gap_id: int, *, key: PersonKey, now: datetime) -> Gap:
    """Let a lead take that back, as long as the channel has not been told."""
    return _choose(session, gap_id, key=key, agrees=False, now=now)


def _choose(session: Session, gap_id: int, *, key: PersonKey, agrees: bool, now: datetime) -> Gap:
    found = storage.confidence_gaps.find(session, gap_id, lock=True)
    if found is None:
        raise permissions.not_a_member()
    row, cycle, goal, partnership = found
    seat = seats.take(session, key, partnership.id, Right.SPEAK_FOR_SIDE)
    before = _telling(row)
    if before is not Telling.BOTH:
        who = seat.person.id if agrees else None
        if seat.membership.side is Side.SCHOOL:
            row.school_agreed_by_id = who
        else:
            row.partner_agreed_by_id = who
        session.flush()
    said = storage.confidence_gaps.judgements(session, cycle, [goal.id])
    gap = _shown(partnership, cycle, goal, row.id, said, _telling(row))
    if _telling(row) is not before:
        _follow(session, gap, cycle, goal, partnership, now)
    return gap


def _follow(
    session: Session,
    gap: Gap,
    cycle: Cycle,
    goal: Goal,
    partnership: Partnership,
    now: datetime,
) -> None:
    """Show every lead who was told how far it is, and the channel what it may see by now."""
    told = {
        delivery.confidence_gap_key(cycle.id, goal.id, person.id): person
        for person in _told(session, partnership.id)
    }
    for key in sorted(storage.outbox.queued(session, told)):
        storage.outbox.enqueue(
            session,
            key=delivery.confidence_gap_change_key(key, gap.telling, now),
            after_key=key,
            method=storage.outbox.UPDATE,
            channel=told[key].user_id,
            payload=confidence_gaps.private(gap).payload(),
            now=now,
            best_before=now + _NEWS_FOR,
        )
    if gap.telling is Telling.BOTH and cycle.digested_at is not None:
        digests.refresh(session, cycle.id, change=f"gap-{gap.gap_id}", now=now)


def _tell_leads(
    session: Session,
    partnership: Partnership,
    cycle: Cycle,
    goal: Goal,
    gap: Gap,
    now: datetime,
) -> None:
    payload = confidence_gaps.private(gap).payload()
    for person in _told(session, partnership.id):
        hours = private_messages.hours_of_one(session, person, partnership, now)
        at = private_messages.take_moment(session, person, hours, now)
        storage.outbox.enqueue(
            session,
            key=delivery.confidence_gap_key(cycle.id, goal.id, person.id),
            channel=person.user_id,
            payload=payload,
            now=now,
            due_at=at,
            best_before=at + _NEWS_FOR,
        )


def _told(session: Session, partnership_id: int) -> list[Person]:
    """Return the leads of each side, or its deputies where it has no lead."""
    people = storage.confidence_gaps.who_is_told(session, partnership_id)
    told = []
    for side in Side:
        of_side = [(role, person) for one, role, person in people if one is side]
        first = Role.LEAD if any(role is Role.LEAD for role, _p in of_side) else Role.DEPUTY
        told += [person for role, person in of_side if role is first]
    return sorted(told, key=lambda person: person.id)


def _said(judgements: Sequence[Judgement]) -> dict[Side, Confidence]:
    spoken = [Spoken(one.side, one.confidence, one.at, one.at) for one in judgements]
    return confidence_gap.by_side(spoken)


def _shown(
    partnership: Partnership,
    cycle: Cycle,
    goal: Goal,
    gap_id: int,
    judgements: Sequence[Judgement],
    telling: Telling,
) -> Gap:
    said = _said(judgements)
    is_gap = confidence_gap.is_gap(said)
    return Gap(
        gap_id=gap_id,
        partnership=partnership.name,
        period=cycles.name_of(partnership, cycle),
        goal=goal.statement,
        said=said,
        notes={one.side: one.note for one in judgements},
        telling=telling if is_gap or telling is Telling.BOTH else Telling.ALIKE,
    )


def _telling(row: ConfidenceGap) -> Telling:
    school = row.school_agreed_by_id is not None
    partner = row.partner_agreed_by_id is not None
    if school and partner:
        return Telling.BOTH
    if school:
        return Telling.SCHOOL
    return Telling.PARTNER if partner else Telling.NOBODY
