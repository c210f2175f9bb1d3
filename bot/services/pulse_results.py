"""Use cases around results: count what may be shown, forget the rest, and bring it to everybody."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

import storage.ballots
import storage.outbox
import storage.pulses
from bot.rules import delivery, permissions, thresholds
from bot.rules.cadence import local_day
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.pulse import SCALE, Construct, Mode, WaveState
from bot.rules.thresholds import Bound, Group, Mean, Shown
from bot.rules.vocabulary import PartnershipStatus, Side
from bot.services import pulse_ballots, pulse_questions, pulse_waves, seats
from bot.services.pulse_ballots import Urn
from bot.views import pulse_results as views
from bot.views.pulse_results import Item, NamedAnswer, Report, Standing
from storage.database import seal_of
from storage.models import Partnership, Person, PulseWave
from storage.outbox import Outgoing
from storage.sealing import Broken, Seal

_NEWS_FOR = timedelta(days=7)
# Who answered is compared with earlier waves for so long.
_COMPARED = timedelta(days=2 * 366)

_TOGETHER = "together"
_NOBODY = [0] * len(SCALE)

Groups = dict[Side, Group]


@dataclass(frozen=True)
class _Count:
    """What is in the urns of a wave, and who of each side put something in."""

    urns: dict[Side, Urn]
    groups: Groups

    @property
    def voted(self) -> int:
        return sum(len(group) for group in self.groups.values())


def close_due(session: Session, wave_ids: Sequence[int], *, now: datetime) -> int:
    """End those of the waves whose time has come, and tell everybody who was asked."""
    closed = 0
    for wave_id in wave_ids:
        wave = storage.pulses.lock(session, wave_id)
        if wave is None or wave.state is WaveState.CLOSED or wave.closes_at > now:
            continue
        closed += 1
        was_open = wave.state is WaveState.OPEN
        wave.state = WaveState.CLOSED
        _count(session, wave)
        session.flush()
        if was_open and now < wave.closes_at + _NEWS_FOR:
            storage.outbox.enqueue_many(session, _posts(session, wave), now=now)
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


def _count(session: Session, wave: PulseWave) -> None:
    """Keep what may be shown, and destroy what was answered."""
    partnership_ids = storage.pulses.partnerships_of(session, [wave.id])
    people = {person.id for person, _m in storage.pulses.people_of(session, partnership_ids)}
    if wave.mode is Mode.NAMED:
        voted = len(storage.ballots.named_answers(session, wave.id))
        wave.results = {"voted": voted, "asked": max(voted, len(people)), "items": []}
        return
    seal = seal_of(session)
    count = _open_urns(session, wave, seal)
    if seal is not None and count is not None:
        shown_before = _shown_before(session, wave, partnership_ids, seal)
        wave.shown = (
            Shown.NOTHING
            if shown_before is None
            else thresholds.choose(
                count.groups[Side.SCHOOL], count.groups[Side.PARTNER], shown_before, wave.fewest
            )
        )
    voted = count.voted if count is not None else 0
    wave.results = {"voted": voted, "asked": max(voted, len(people)), "items": []}
    if count is not None and wave.shown is not Shown.NOTHING:
        wave.results |= _what_may_be_shown(wave, count)
    else:
        storage.ballots.destroy_rolls(session, wave.id)
    storage.ballots.destroy_urns(session, wave.id)


def _open_urns(session: Session, wave: PulseWave, seal: Seal | None) -> _Count | None:
    """Open the urns of a wave; nothing when their key is gone."""
    if seal is None:
        return None
    sealed = storage.ballots.urns_of(session, wave.id)
    try:
        urns = {side: Urn.open(seal, sealed.get(side)) for side in Side}
    except Broken:
        return None
    everybody = storage.pulses.ever_in(session, storage.pulses.partnerships_of(session, [wave.id]))
    return _Count(urns, _groups(session, wave, everybody, seal))


def _groups(session: Session, wave: PulseWave, everybody: Iterable[Person], seal: Seal) -> Groups:
    """Return who of each side answered in a wave, and write the roll anew with the newest key.

    Somebody whose record is gone stays one of them, as a number that nobody else has.
    """
    known = {
        token: (person.id, tokens[0])
        for person in everybody
        for tokens in [pulse_ballots.tokens_of(seal, wave, person)]
        for token in tokens
    }
    rolls = storage.ballots.rolls_of(session, [wave.id])
    groups: Groups = {}
    for side in Side:
        roll = rolls.get((wave.id, side), [])
        groups[side] = frozenset(
            known[token][0] if token in known else -int(token[:15], 16) for token in roll
        )
        renewed = [known[token][1] if token in known else token for token in roll]
        if renewed != roll:
            storage.ballots.write_roll(session, wave.id, side, renewed)
    return groups


def _shown_before(
    session: Session, wave: PulseWave, partnership_ids: Sequence[int], seal: Seal
) -> list[Group] | None:
    """Return the groups whose answers were shown to these people; nothing when that is unknown.

    A wave whose roll is no longer here, because its time was over or because it was brought in from
    another installation, cannot be compared with.
    """
    shown: list[Group] = []
    for earlier in storage.pulses.waves_of(session, partnership_ids):
        if earlier.shown is Shown.NOTHING or earlier.id == wave.id:
            continue
        if earlier.closes_at < wave.closes_at - _COMPARED:
            continue
        theirs = storage.pulses.partnerships_of(session, [earlier.id])
        groups = _groups(session, earlier, storage.pulses.ever_in(session, theirs), seal)
        voted = groups[Side.SCHOOL] | groups[Side.PARTNER]
        if voted and max(voted) < 0:
            return None  # The key that it was written with is gone.
        shown += thresholds.groups_of(earlier.shown, groups[Side.SCHOOL], groups[Side.PARTNER])
    return shown


def _what_may_be_shown(wave: PulseWave, count: _Count) -> dict[str, Any]:
    items, unanswered = [], []
    for question in pulse_questions.asked_in(wave):
        tallies = {side: count.urns[side].scores.get(question.code, _NOBODY) for side in Side}
        items.append(
            {name: [mean.value, mean.bound] for name, mean in _means(wave, count, tallies).items()}
        )
        if not sum(map(sum, tallies.values())):
            unanswered.append(question.code)
    words = [one for urn in count.urns.values() for one in urn.words]
    secrets.SystemRandom().shuffle(words)
    shown = words if len(words) >= wave.fewest else []
    return {"items": items, "unanswered": unanswered, "words": shown}


def _means(wave: PulseWave, count: _Count, tallies: dict[Side, list[int]]) -> dict[str, Mean]:
    """Return the means of one statement that may be shown: of both sides, or of everybody."""
    if wave.shown is Shown.SIDES:
        sides = {
            side: thresholds.mean_of(tallies[side], len(count.groups[side]), wave.fewest)
            for side in Side
        }
        school, partner = sides[Side.SCHOOL], sides[Side.PARTNER]
        if school is not None and partner is not None:
            # Of everybody nothing more is told than follows from the sides.
            together = thresholds.balanced(school, partner)
            return {_TOGETHER: together, Side.SCHOOL: school, Side.PARTNER: partner}
    whole = [school + partner for school, partner in zip(*tallies.values(), strict=True)]
    mean = thresholds.mean_of(whole, count.voted, wave.fewest)
    return {} if mean is None else {_TOGETHER: mean}


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
        if earlier.id < wave.id:
            for construct, _statement, means in _means_shown(earlier):
                if _TOGETHER in means:
                    before[construct] = means[_TOGETHER].value
    return [
        Item(
            construct=construct,
            statement=statement,
            together=means.get(_TOGETHER),
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
