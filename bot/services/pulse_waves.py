"""Use cases around asking: with a cycle or when a lead wants it, and how where few are asked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.cycles
import storage.organizations
import storage.outbox
import storage.partnerships
import storage.pulse_clock
import storage.pulses
from bot.rules import cadence, delivery, pulse
from bot.rules.cadence import WorkingHours, local_day
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.pulse import Fallback, Mode, WaveState
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import CycleState, PartnershipStatus, Side
from bot.services import cycles as cycle_services
from bot.services import private_messages, pulse_choices, pulse_questions, school_calendars, seats
from bot.views import pulse as views
from bot.views.pulse import Asking, Offer
from storage.database import seal_of
from storage.models import (
    Cycle,
    Organization,
    Partnership,
    PulseAsking,
    PulseWave,
)
from storage.outbox import Outgoing

_NEWS_FOR = timedelta(days=7)
_TOO_LATE_TO_POOL = timedelta(days=2)


@dataclass(frozen=True)
class Begun:
    """What became of a lead's wish: asked, waiting for others to pool, or first to be decided."""

    asking: Asking | None = None
    waits_for: str = ""
    offer: Offer | None = None


def begin_due(session: Session, cycle_ids: Sequence[int], *, now: datetime) -> int:
    """Ask with those of the cycles that bring a pulse, or ask their leads how; once for each."""
    decided = 0
    for cycle, partnership in storage.cycles.take(session, cycle_ids, CycleState.OPEN):
        if not storage.pulse_clock.take_turn(session, cycle.id):
            continue
        decided += 1
        if _brings_pulse(session, partnership, cycle, now):
            begun = _begin(session, partnership, now)
            if begun.offer is not None:
                _ask_leads(session, partnership, cycle, begun.offer, now)
    return decided


def ask_now(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Begun:
    """Ask because a lead wants it; where too few are asked, they choose how first."""
    seat = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    _ensure_can_begin(session, seat.partnership)
    begun = _begin(session, seat.partnership, now)
    if begun == Begun():
        return Begun(offer=_offer(session, seat.partnership))
    return begun


def decide(
    session: Session, partnership_id: int, wish: Fallback, *, key: PersonKey, now: datetime
) -> Begun:
    """Take a lead's decision for where too few are asked, and ask if that is what it means."""
    seat = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    partnership = seat.partnership
    pulse_choices.to_change(session, partnership.id).fallback = wish
    session.flush()
    asked = storage.pulses.asked_of(session, partnership.id)
    if (
        asked is not None
        and asked.wave.state is WaveState.GATHERING
        and wish is not Fallback.POOLED
    ):
        # It waits no longer for others to pool with.
        session.delete(asked.asking)
        session.flush()
    elif asked is not None:
        return _as_begun(session, asked.wave, partnership)
    if wish is Fallback.NONE or partnership.status is not PartnershipStatus.ACTIVE:
        return Begun()
    return _begin(session, partnership, now)


def asking_of(session: Session, wave: PulseWave, partnership: Partnership) -> Asking:
    """Return a wave as the people of a partnership see it."""
    return Asking(
        partnership_id=partnership.id,
        partnership=partnership.name,
        mode=wave.mode,
        closes_on=local_day(wave.closes_at, partnership.time_zone),
        fewest=wave.fewest,
        leads=leads_of(session, partnership.id),
        pool=pool_name(session, wave),
    )


def leads_of(session: Session, partnership_id: int) -> list[str]:
    """Return the Slack user ids of who reads answers that have names."""
    rows = storage.partnerships.leads_of(session, [partnership_id])
    return [person.user_id for _partnership_id, person in rows]


def pool_name(session: Session, wave: PulseWave) -> str:
    """Name the school side whose partnerships pool in this wave, if they do."""
    if wave.organization_id is None:
        return ""
    return session.get_one(Organization, wave.organization_id).name


def _brings_pulse(session: Session, partnership: Partnership, cycle: Cycle, now: datetime) -> bool:
    if not pulse.goes_with_cycle(cycle.number, None, now):
        return False
    if not pulse_choices.chosen_by(session, partnership.id).with_cycles:
        return False
    waves = storage.pulses.waves_of(session, [partnership.id])
    if any(wave.state is not WaveState.CLOSED for wave in waves):
        return False
    last = waves[-1].opens_at if waves else None
    return pulse.goes_with_cycle(cycle.number, last, now)


def _ensure_can_begin(session: Session, partnership: Partnership) -> None:
    if partnership.status is not PartnershipStatus.ACTIVE:
        raise Refusal(_("This partnership is paused. Resume it first."))
    if storage.pulses.asked_of(session, partnership.id) is not None:
        raise Refusal(_("A pulse is already open. The next one can begin when it has ended."))


def _begin(session: Session, partnership: Partnership, now: datetime) -> Begun:
    """Ask in the way that fits; nothing when the leads want none, an offer when they must say."""
    chosen = pulse_choices.chosen_by(session, partnership.id)
    people = _count(session, [partnership.id])
    can_seal = seal_of(session) is not None
    way = pulse.way_of_asking(people, chosen.fewest, can_seal=can_seal, wish=chosen.fallback)
    if way is Mode.POOLED:
        return _join_pool(session, partnership, chosen.fewest, now)
    if isinstance(way, Mode):
        wave = _new_wave(session, partnership, way, chosen.fewest, now)
        wave.state = WaveState.OPEN
        return _ask(session, wave, [partnership], now)
    return Begun() if way is Fallback.NONE else Begun(offer=_offer(session, partnership))


def _join_pool(session: Session, partnership: Partnership, fewest: int, now: datetime) -> Begun:
    """Ask together with others of the same school side, as soon as they are enough."""
    school = _school_of(session, partnership)
    pools = storage.pulses.pools_of(session, school.id)
    wave = next((one for one in pools if _can_join(one, fewest, now)), None)
    if wave is None:
        wave = _new_wave(session, partnership, Mode.POOLED, fewest, now)
        wave.organization_id = school.id
    _add_asking(session, wave, partnership, now)
    if wave.state is WaveState.OPEN:
        return _ask(session, wave, [partnership], now)
    wave.fewest = max(wave.fewest, fewest)
    everybody = [one.partnership for one in storage.pulses.askings_of(session, wave.id)]
    if _count(session, [one.id for one in everybody]) < wave.fewest:
        return Begun(waits_for=pool_name(session, wave))
    wave.state = WaveState.OPEN
    _ask(session, wave, everybody, now)
    return _as_begun(session, wave, partnership)


def _can_join(wave: PulseWave, fewest: int, now: datetime) -> bool:
    """Say whether a pool goes on long enough, and promises what a partnership wants kept."""
    promises = wave.state is WaveState.GATHERING or wave.fewest >= fewest
    return promises and wave.closes_at - now >= _TOO_LATE_TO_POOL


def _as_begun(session: Session, wave: PulseWave, partnership: Partnership) -> Begun:
    if wave.state is WaveState.GATHERING:
        return Begun(waits_for=pool_name(session, wave))
    return Begun(asking=asking_of(session, wave, partnership))


def _new_wave(
    session: Session, partnership: Partnership, mode: Mode, fewest: int, now: datetime
) -> PulseWave:
    questions, open_question = pulse_questions.turn_of(session, partnership.id)
    cycle = cycle_services.current(session, partnership.id)
    wave = PulseWave(
        mode=mode,
        state=WaveState.GATHERING,
        mark=secrets.token_hex(16),
        opens_at=now,
        closes_at=pulse.closes_at(
            cycle.due_at if cycle is not None else None,
            calendar=school_calendars.of_one(session, partnership, now),
            zone=partnership.time_zone,
            now=now,
        ),
        fewest=fewest,
        asked=pulse_questions.as_asked(questions, open_question),
    )
    session.add(wave)
    session.flush()
    if mode is not Mode.POOLED:
        _add_asking(session, wave, partnership, now)
    return wave


def _add_asking(session: Session, wave: PulseWave, partnership: Partnership, now: datetime) -> None:
    remind_at = pulse.remind_at(
        wave.closes_at,
        calendar=school_calendars.of_one(session, partnership, now),
        zone=partnership.time_zone,
        now=now,
    )
    session.add(PulseAsking(wave_id=wave.id, partnership_id=partnership.id, remind_at=remind_at))
    session.flush()


def _ask(
    session: Session, wave: PulseWave, partnerships: Sequence[Partnership], now: datetime
) -> Begun:
    """Ask in the channels, in their morning if it is over for today."""
    asking = None
    for partnership in partnerships:
        asking = asking_of(session, wave, partnership)
        calendar = school_calendars.of_one(session, partnership, now)
        hours = WorkingHours(partnership.time_zone, calendar)
        storage.outbox.enqueue(
            session,
            key=delivery.pulse_key(wave.id, partnership.id),
            channel=partnership.channel_id,
            payload=views.asking(asking).payload(),
            now=now,
            due_at=cadence.next_working_moment(now, hours),
            best_before=wave.closes_at,
        )
    return Begun(asking)


def _ask_leads(
    session: Session, partnership: Partnership, cycle: Cycle, offer: Offer, now: datetime
) -> None:
    """Ask each lead, privately and within their one reminder a day, before anybody is asked."""
    messages = []
    for _partnership_id, person in storage.partnerships.leads_of(session, [partnership.id]):
        hours = private_messages.hours_of_one(session, person, partnership, now)
        at = private_messages.take_moment(session, person, hours, now)
        messages.append(
            Outgoing(
                key=delivery.pulse_offer_key(cycle.id, person.id),
                channel=person.user_id,
                payload=views.offer(offer).payload(),
                due_at=at,
                best_before=min(at + _NEWS_FOR, cycle.closes_at),
            )
        )
    storage.outbox.enqueue_many(session, messages, now=now)


def _offer(session: Session, partnership: Partnership) -> Offer:
    school = _school_of(session, partnership)
    together = storage.pulses.partnerships_of_school(session, school.id)
    return Offer(
        partnership_id=partnership.id,
        partnership=partnership.name,
        people=_count(session, [partnership.id]),
        fewest=pulse_choices.chosen_by(session, partnership.id).fewest,
        can_seal=seal_of(session) is not None,
        pool=school.name,
        pool_people=_count(session, together),
    )


def _count(session: Session, partnership_ids: Sequence[int]) -> int:
    """Count people, each once."""
    return len({person.id for person, _m in storage.pulses.people_of(session, partnership_ids)})


def _school_of(session: Session, partnership: Partnership) -> Organization:
    return storage.organizations.of_sides(session, partnership.id)[Side.SCHOOL]
