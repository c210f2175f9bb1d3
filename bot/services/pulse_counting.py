"""Counting the ballots of a wave: keep what may be shown, and forget the rest."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

import storage.ballots
import storage.pulses
from bot.rules import thresholds
from bot.rules.pulse import SCALE, Mode
from bot.rules.thresholds import Group, Mean, Shown
from bot.rules.vocabulary import Side
from bot.services import pulse_ballots, pulse_questions
from bot.services.pulse_ballots import Urn
from storage.database import seal_of
from storage.models import Person, PulseWave
from storage.sealing import Broken, Seal

TOGETHER = "together"

# Who answered is compared with earlier waves for so long.
_COMPARED = timedelta(days=2 * 366)
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


def count(session: Session, wave: PulseWave) -> None:
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
            return {TOGETHER: together, Side.SCHOOL: school, Side.PARTNER: partner}
    whole = [school + partner for school, partner in zip(*tallies.values(), strict=True)]
    mean = thresholds.mean_of(whole, count.voted, wave.fewest)
    return {} if mean is None else {TOGETHER: mean}
