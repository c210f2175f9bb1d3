"""What will be said and when: in one partnership for its members, in all for the operator."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

import storage.expectations
import storage.schedules
from bot.rules import timeline
from bot.rules.cadence import local
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.timeline import Coming, Moment
from bot.rules.vocabulary import CycleState, ExpectationState, PartnershipStatus
from bot.services import cycles, seats
from bot.services.reminders import ladder_of
from bot.services.seats import Seat
from bot.views.schedule import Schedule
from storage.models import Cycle, Partnership

_PRIVATE = (Moment.REMINDER, Moment.PULSE_REMINDER)


@dataclass(frozen=True)
class Planned:
    """One thing that will be said: ids and counts for the operator, never anybody's words.

    `people` counts those who are reminded privately; 0 is a channel, or one person by message.
    """

    at: datetime
    local_time: str
    workspace: str
    partnership: int | None
    channel: str
    what: str
    people: int = 0


def look(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Schedule:
    """Return what is said in the check-in in hand, for a member."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    partnership = seat.partnership
    shown = Schedule(
        partnership_id=partnership_id,
        name=partnership.name,
        time_zone=partnership.time_zone,
        is_paused=partnership.status is PartnershipStatus.PAUSED,
    )
    cycle = cycles.next_or_current(session, partnership_id)
    if cycle is None:
        return shown
    of_pulse = [coming for _partnership, coming in _of_pulses(session, now, partnership_id)]
    return replace(
        shown,
        period=cycles.name_of(partnership, cycle),
        coming=sorted([*_coming(cycle, now), *of_pulse], key=lambda one: one.at),
        moved=cycles.why_moved(session, [(partnership, cycle)]).get(partnership_id),
        mine_at=_mine_at(session, seat, cycle),
    )


def everything(session: Session, *, now: datetime, until: datetime) -> Iterator[Planned]:
    """List what waits to be sent and what the clock will say until then, in all workspaces."""
    for message in storage.schedules.waiting(session, until):
        yield Planned(
            at=message.due_at,
            local_time="",
            workspace=message.workspace_id,
            partnership=None,
            channel=message.channel,
            what=message.key,
        )
    for cycle, partnership in storage.schedules.cycles_until(session, now, until):
        for coming in _coming(cycle, now):
            if coming.at <= until and _is_said(coming, cycle):
                yield _planned(partnership, coming.at, coming.what)
    for at, people, partnership in storage.schedules.reminders_until(session, now, until):
        yield _planned(partnership, at, Moment.REMINDER, people)
    for partnership, coming in _of_pulses(session, now):
        if coming.at <= until:
            yield _planned(partnership, coming.at, coming.what)


def _of_pulses(
    session: Session, now: datetime, partnership_id: int | None = None
) -> Iterator[tuple[Partnership, Coming]]:
    """List what is still to come of the pulses that are open, of one partnership or of all."""
    for asking, wave, partnership in storage.schedules.pulses_open(session, partnership_id):
        moments = (
            (asking.remind_at, Moment.PULSE_REMINDER),
            (wave.closes_at, Moment.PULSE_RESULTS),
        )
        for at, what in moments:
            if at is not None and at > now:
                yield partnership, Coming(at, what)


def _is_said(coming: Coming, cycle: Cycle) -> bool:
    """Say whether it is more than a date: once open, who is reminded is known by person."""
    if coming.what is Moment.DUE:
        return False
    return coming.what is not Moment.REMINDER or cycle.state is CycleState.UPCOMING


def _planned(partnership: Partnership, at: datetime, what: Moment, people: int = 0) -> Planned:
    wall = local(at, partnership.time_zone)
    return Planned(
        at=at,
        local_time=f"{wall:%Y-%m-%d %H:%M} {partnership.time_zone}",
        workspace=partnership.workspace_id,
        partnership=partnership.id,
        channel="" if what in _PRIVATE else partnership.channel_id,
        what=what.value,
        people=people,
    )


def _coming(cycle: Cycle, now: datetime) -> list[Coming]:
    return timeline.still_to_come(
        opens_at=cycle.opens_at,
        reminders=ladder_of(cycle),
        due_at=cycle.due_at,
        digest_at=cycle.digest_at if cycle.digested_at is None else None,
        closes_at=cycle.closes_at,
        now=now,
    )


def _mine_at(session: Session, seat: Seat, cycle: Cycle) -> datetime | None:
    mine = storage.expectations.of_person(session, cycle.id, seat.person.id)
    if mine is None or mine.state is not ExpectationState.OPEN:
        return None
    return mine.next_reminder_at
