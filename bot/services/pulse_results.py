"""Use cases around results: count what may be shown, forget the rest, and bring it to everybody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.ballots
import storage.outbox
import storage.pulses
from bot.rules import delivery, permissions
from bot.rules.cadence import local_day
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.pulse import Construct, Mode, WaveState
from bot.rules.thresholds import Bound, Mean
from bot.rules.vocabulary import PartnershipStatus, Side
from bot.services import pulse_ballots, pulse_counting, pulse_questions, pulse_waves, seats
from bot.services.pulse_counting import TOGETHER
from bot.views import pulse_results as views
from bot.views.pulse_lines import Item, NamedAnswer, Report
from bot.views.pulse_results import Standing
from storage.models import Partnership, PulseWave
from storage.outbox import Outgoing

_NEWS_FOR = timedelta(days=7)


def close_due(session: Session, wave_ids: Sequence[int], *, now: datetime) -> int:
    """End those of the waves whose time has come, and tell everybody who was asked."""
    closed = 0
    for wave_id in wave_ids:
        wave = storage.pulses.lock(session, wave_id)
        if wave is None or wave.state is WaveState.CLOSED or wave.closes_at > now:
            continue
        closed += 1
        if wave.state is WaveState.OPEN:
            pulse_counting.count(session, wave)
            session.flush()
            if now < wave.closes_at + _NEWS_FOR:
                storage.outbox.enqueue_many(session, _posts(session, wave), now=now)
        wave.state = WaveState.CLOSED
    return closed


def standing_of(
    session: Session, partnership_id: int, *, key: PersonKey, now: datetime
) -> Standing:
    """Return what a person can do now, and the last results as they may see them."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    is_lead = permissions.may(seat.membership.role, Right.MANAGE_PARTNERSHIP)
    waves = storage.pulses.waves_of(session, [partnership_id])
    ended = [wave for wave in waves if wave.results is not None]
    asked = storage.pulses.asked_of(session, partnership_id)
    in_hand = asked.wave if asked is not None and now < asked.wave.closes_at else None
    is_open = in_hand is not None and in_hand.state is WaveState.OPEN
    report = None
    if ended:
        report = _report(session, ended[-1], seat.partnership, with_names=is_lead)
    return Standing(
        partnership_id=partnership_id,
        partnership=seat.partnership.name,
        report=report,
        open_until=local_day(in_hand.closes_at, seat.partnership.time_zone)
        if in_hand is not None and is_open
        else None,
        may_answer=in_hand is not None
        and is_open
        and not pulse_ballots.has_voted(session, in_hand, seat.person),
        is_lead=is_lead,
        waits_for=pulse_waves.pool_name(session, in_hand)
        if in_hand is not None and not is_open
        else "",
    )


def _posts(session: Session, wave: PulseWave) -> list[Outgoing]:
    posts = []
    for asked in storage.pulses.askings_of(session, wave.id):
        if asked.partnership.status is not PartnershipStatus.ACTIVE:
            continue
        message, plain = views.channel_and_fallback(_report(session, wave, asked.partnership))
        payload = message.payload()
        if plain is not None:
            payload[storage.outbox.FALLBACK] = plain
        posts.append(
            Outgoing(
                key=delivery.pulse_results_key(wave.id, asked.partnership.id),
                channel=asked.partnership.channel_id,
                payload=payload,
                best_before=wave.closes_at + _NEWS_FOR,
            )
        )
    return posts


def _report(
    session: Session, wave: PulseWave, partnership: Partnership, *, with_names: bool = False
) -> Report:
    results = wave.results or {}
    return Report(
        partnership_id=partnership.id,
        partnership=partnership.name,
        mode=wave.mode,
        closed_on=local_day(wave.closes_at, partnership.time_zone),
        fewest=wave.fewest,
        voted=results["voted"],
        asked=results["asked"],
        shown=wave.shown,
        items=_items(session, wave, partnership.id),
        open_question=wave.asked["open"],
        words=results.get("words", ()),
        pool=pulse_waves.pool_name(session, wave),
        leads=pulse_waves.leads_of(session, partnership.id),
        named=_named(session, wave) if with_names and wave.mode is Mode.NAMED else (),
    )


def _items(session: Session, wave: PulseWave, partnership_id: int) -> list[Item]:
    before: dict[Construct, float] = {}
    for earlier in storage.pulses.waves_of(session, [partnership_id]):
        # What many partnerships answered together is no trend of what one of them does.
        if earlier.id < wave.id and earlier.organization_id == wave.organization_id:
            for construct, _statement, means in _means_shown(earlier):
                if TOGETHER in means:
                    before[construct] = means[TOGETHER].value
    return [
        Item(
            construct=construct,
            statement=statement,
            together=means.get(TOGETHER),
            sides={side: means[side] for side in Side if side in means},
            before=before.get(construct),
        )
        for construct, statement, means in _means_shown(wave)
    ]


def _means_shown(wave: PulseWave) -> list[tuple[Construct, str, dict[str, Mean]]]:
    """Return what was shown of each statement, as it was kept."""
    questions = pulse_questions.asked_in(wave)
    kept = (wave.results or {}).get("items") or [{} for _question in questions]
    return [
        (
            question.construct,
            question.statement,
            {name: Mean(value, Bound(bound)) for name, (value, bound) in means.items()},
        )
        for question, means in zip(questions, kept, strict=True)
    ]


def _named(session: Session, wave: PulseWave) -> list[NamedAnswer]:
    statements = {one.code: one.statement for one in pulse_questions.asked_in(wave)}
    return [
        NamedAnswer(
            user_id=person.user_id,
            scores={statements[code]: score for code, score in answer.scores.items()},
            words=answer.words,
        )
        for answer, person in storage.ballots.named_answers(session, wave.id)
    ]
