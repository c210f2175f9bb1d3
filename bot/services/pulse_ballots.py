"""Use cases around answering: the form, the vote that nobody can find again, the one reminder."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

import storage.ballots
import storage.outbox
import storage.pulse_clock
import storage.pulses
from bot.rules import delivery, permissions, pulse
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.pulse import SCALE, Ballot, Mode, WaveState
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Side
from bot.services import private_messages, pulse_questions, pulse_waves, seats
from bot.services.seats import Seat
from bot.views import pulse as views
from bot.views.pulse import Asking, Expected
from bot.views.pulse_form import Form
from storage.database import seal_of
from storage.models import Person, PulseNamedAnswer, PulseWave
from storage.outbox import Outgoing
from storage.pulses import Asked
from storage.sealing import Broken, Seal

_VOTE = "pulse vote"
# An urn is as large as the next multiple of this, so that it does not grow with each ballot.
_ROOM = 16 * 1024


@dataclass
class Urn:
    """What a side has answered: how often which score by statement, and words in no order."""

    scores: dict[str, list[int]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, seal: Seal, sealed: str | None) -> Self:
        """Open an urn, or an empty one; raises Broken when its key is gone."""
        if sealed is None:
            return cls()
        content = json.loads(seal.open(sealed))
        return cls(content["scores"], content["words"])

    def put(self, ballot: Ballot) -> None:
        """Put a ballot in, of which nothing is left then that belongs together."""
        for code, score in ballot.scores.items():
            self.scores.setdefault(code, [0] * len(SCALE))[SCALE.index(score)] += 1
        if ballot.words:
            self.words.append(ballot.words)
            secrets.SystemRandom().shuffle(self.words)

    def close(self, seal: Seal) -> str:
        content = {"scores": dict(sorted(self.scores.items())), "words": self.words}
        return seal.close(json.dumps(content, ensure_ascii=False), room=_ROOM)


def form(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Form | Asking:
    """Return what a person is asked now; without questions when they have answered for good."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    asked = storage.pulses.asked_of(session, partnership_id)
    if asked is None:
        raise Refusal(_("No pulse is open right now. Results are under *Pulse*."))
    _ensure_open(asked.wave, now)
    asking = pulse_waves.asking_of(session, asked.wave, seat.partnership)
    if asked.wave.mode is not Mode.NAMED and has_voted(session, asked.wave, seat.person):
        return asking
    before = storage.ballots.named_answer(session, asked.wave.id, seat.person.id)
    return Form(
        asking=asking,
        questions=pulse_questions.asked_in(asked.wave),
        open_question=asked.wave.asked["open"],
        scores=before.scores if before is not None else {},
        words=before.words if before is not None else "",
        wave_id=asked.wave.id,
    )


def vote(
    session: Session,
    partnership_id: int,
    wave_id: int,
    ballot: Ballot,
    *,
    key: PersonKey,
    now: datetime,
) -> tuple[Asking, bool]:
    """Keep a ballot; return who sees it, and whether the person had answered before.

    A second one changes nothing, unless it has a name on it. What is kept, and what is logged,
    must never put a person beside a ballot or beside a time: not here, and not around it.
    """
    seat = seats.take(session, key, partnership_id, Right.READ)
    wave = storage.pulses.lock(session, wave_id)
    if wave is None or partnership_id not in storage.pulses.partnerships_of(session, [wave_id]):
        raise permissions.not_a_member()
    _ensure_open(wave, now)
    pulse.ensure_ballot(ballot, pulse_questions.asked_in(wave))
    asking = pulse_waves.asking_of(session, wave, seat.partnership)
    if wave.mode is Mode.NAMED:
        _keep_named(session, wave, seat, ballot)
        return asking, False
    if has_voted(session, wave, seat.person):
        return asking, True
    _cast(session, wave, seat, ballot)
    return asking, False


def has_voted(session: Session, wave: PulseWave, person: Person) -> bool:
    """Say whether somebody has answered, on either side and under any key."""
    return wave.id in voted_in(session, [wave], person)


def voted_in(session: Session, waves: Sequence[PulseWave], person: Person) -> set[int]:
    """Return the ids of those waves in which somebody has answered, in two queries."""
    ids = [wave.id for wave in waves]
    answered = set(storage.ballots.named_by(session, ids, person.id))
    seal = seal_of(session)
    if seal is None:
        return answered
    rolls = storage.ballots.rolls_of(session, ids)
    for wave in waves:
        theirs = set(tokens_of(seal, wave, person))
        if any(theirs & set(rolls.get((wave.id, side), ())) for side in Side):
            answered.add(wave.id)
    return answered


def tokens_of(seal: Seal, wave: PulseWave, person: Person) -> list[str]:
    """Return what stands for a person on the roll of a wave, the newest key's first."""
    return seal.tokens(_VOTE, wave.mark, person.team_id, person.user_id)


def to_answer(session: Session, *, key: PersonKey, now: datetime) -> list[Expected]:
    """List what a person can answer and has not, over all their partnerships."""
    can_answer = [
        (asked, person)
        for asked, person in storage.pulses.open_of_person(session, key)
        if now < asked.wave.closes_at
    ]
    if not can_answer:
        return []
    voted = voted_in(session, [asked.wave for asked, _person in can_answer], can_answer[0][1])
    return [
        Expected(
            partnership_id=asked.partnership.id,
            partnership=asked.partnership.name,
            closes_on=local_day(asked.wave.closes_at, asked.partnership.time_zone),
        )
        for asked, _person in can_answer
        if asked.wave.id not in voted
    ]


def remind_due(session: Session, asking_ids: Sequence[int], *, now: datetime) -> int:
    """Remind once, privately, whoever has not answered yet, each in their own hours."""
    due = storage.pulse_clock.take_due_to_remind(session, asking_ids, now)
    for asked in due:
        storage.outbox.enqueue_many(session, _reminders(session, asked, now), now=now)
    return len(due)


def _reminders(session: Session, asked: Asked, now: datetime) -> list[Outgoing]:
    wave, partnership = asked.wave, asked.partnership
    message = views.reminder(pulse_waves.asking_of(session, wave, partnership)).payload()
    reminders = []
    for person, _membership in storage.pulses.people_of(session, [partnership.id]):
        if has_voted(session, wave, person):
            continue
        hours = private_messages.hours_of_one(session, person, partnership, now)
        at = private_messages.take_moment(session, person, hours, now)
        reminders.append(
            Outgoing(
                key=delivery.pulse_reminder_key(wave.id, person.id),
                channel=person.user_id,
                payload=message,
                due_at=at,
                best_before=wave.closes_at,
            )
        )
    return [one for one in reminders if one.due_at is not None and one.due_at < one.best_before]


def _ensure_open(wave: PulseWave, now: datetime) -> None:
    if wave.state is WaveState.GATHERING:
        raise Refusal(_("This pulse has not begun: it is waiting for other partnerships."))
    if wave.state is WaveState.CLOSED or now >= wave.closes_at:
        raise Refusal(_("This pulse has ended. Results are under *Pulse*."))


def _cast(session: Session, wave: PulseWave, seat: Seat, ballot: Ballot) -> None:
    seal = seal_of(session)
    if seal is None:
        raise Refusal(_("Answers cannot be kept anonymous right now, so none are taken."))
    side: Side = seat.membership.side
    try:
        urn = Urn.open(seal, storage.ballots.urns_of(session, wave.id).get(side))
    except Broken:
        raise Refusal(
            _("Touchstone has lost the key to this pulse, so it takes no more answers.")
        ) from None
    urn.put(ballot)
    roll = storage.ballots.rolls_of(session, [wave.id]).get((wave.id, side), [])
    storage.ballots.write_urn(session, wave.id, side, urn.close(seal))
    storage.ballots.write_roll(
        session, wave.id, side, [*roll, tokens_of(seal, wave, seat.person)[0]]
    )


def _keep_named(session: Session, wave: PulseWave, seat: Seat, ballot: Ballot) -> None:
    answer = storage.ballots.named_answer(session, wave.id, seat.person.id)
    if answer is None:
        answer = PulseNamedAnswer(wave_id=wave.id, person_id=seat.person.id)
        session.add(answer)
    answer.side = seat.membership.side
    answer.scores, answer.words = dict(ballot.scores), ballot.words
