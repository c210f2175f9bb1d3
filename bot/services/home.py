"""What a person's Home shows: what is expected of them, and their partnerships."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.feedback
import storage.home
import storage.partnerships
import storage.people
from bot.rules.cadence import local_day
from bot.rules.feedback import is_lead
from bot.rules.people import PersonKey
from bot.rules.vocabulary import CycleState, ExpectationState, GoalStatus, PartnershipStatus
from bot.services import action_reading, availability, cycles, goal_reading, pulse_ballots
from bot.views.home import Home, OpenCheckIn, PartnershipCard
from storage.models import Cycle, Partnership, Person


def of_person(session: Session, *, key: PersonKey, now: datetime) -> Home:
    """Return a person's Home, from their own memberships and nothing else, in seven queries."""
    seats = storage.partnerships.of_person(session, key)
    if not seats:
        return Home()
    person_id = seats[0][1].person_id
    partnerships = {partnership.id: partnership for partnership, _membership in seats}
    in_hand: dict[int, tuple[Cycle, ExpectationState | None]] = {}
    for cycle, state in storage.home.cycles_in_hand(session, partnerships, person_id):
        in_hand.setdefault(cycle.partnership_id, (cycle, state))
    goals = goal_reading.cards(session, list(partnerships.values()))
    led = [partnership.id for partnership, membership in seats if is_lead(membership.role)]
    waiting = storage.feedback.waiting(session, led, now)
    return Home(
        to_answer=[
            _open_check_in(partnerships[partnership_id], cycle)
            for partnership_id, (cycle, state) in in_hand.items()
            if _is_expected(partnerships[partnership_id], cycle, state, now)
        ],
        pulses=pulse_ballots.to_answer(session, key=key, now=now),
        to_do=action_reading.to_do(session, key=key, now=now),
        partnerships=[
            PartnershipCard(
                partnership_id=one.id,
                name=one.name,
                status=one.status,
                next_check_in=_next_check_in(one, in_hand),
                today=local_day(now, one.time_zone),
                goals=[goal for goal in goals[one.id] if goal.status is GoalStatus.LIVE],
                feedback_waiting=waiting.get(one.id, 0),
            )
            for one in partnerships.values()
        ],
        mine=availability.of(session.get_one(Person, person_id), seats[0][0], now),
    )


def remember_opening(session: Session, *, key: PersonKey) -> None:
    """Remember that somebody has opened their Home, if they are known at all."""
    person = storage.people.find(session, key)
    if person is not None:
        person.has_home = True


def was_opened(session: Session, *, key: PersonKey) -> bool:
    """Say whether somebody has ever opened their Home."""
    person = storage.people.find(session, key)
    return person is not None and person.has_home


def _is_expected(
    partnership: Partnership, cycle: Cycle, state: ExpectationState | None, now: datetime
) -> bool:
    return (
        partnership.status is PartnershipStatus.ACTIVE
        and cycle.state is CycleState.OPEN
        and now < cycle.closes_at
        and state is ExpectationState.OPEN
    )


def _open_check_in(partnership: Partnership, cycle: Cycle) -> OpenCheckIn:
    return OpenCheckIn(
        partnership_id=partnership.id,
        partnership=partnership.name,
        period=cycles.name_of(partnership, cycle),
        due_on=local_day(cycle.due_at, partnership.time_zone),
        closes_on=local_day(cycle.closes_at, partnership.time_zone),
    )


def _next_check_in(
    partnership: Partnership, in_hand: dict[int, tuple[Cycle, ExpectationState | None]]
) -> str:
    known = in_hand.get(partnership.id)
    if known is None or partnership.status is not PartnershipStatus.ACTIVE:
        return ""
    return cycles.in_words(partnership, known[0])
