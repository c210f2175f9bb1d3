"""Use cases around the questions of a pulse: which are in use, whose turn it is, add, retire."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

import storage.pulses
from bot.rules import permissions, pulse, pulse_bank
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.pulse import Construct, Question
from bot.services import seats
from bot.views.pulse_questions import Listed
from storage.models import PulseWave

_OWN = "own."


def turn_of(session: Session, partnership_id: int) -> tuple[list[Question], str]:
    """Return whose turn it is: the statements, and the open question."""
    used = [one.question for one in _all(session, partnership_id) if not one.is_retired]
    waves = storage.pulses.waves_of(session, [partnership_id])
    last_asked = {
        question.code: number for number, wave in enumerate(waves, 1) for question in asked_in(wave)
    }
    return pulse.draw(used, last_asked), pulse_bank.open_question(len(waves) + 1)


def as_asked(questions: Sequence[Question], open_question: str) -> dict[str, object]:
    """Return questions as a wave keeps them: in the words in which they were asked."""
    return {
        "statements": [[one.code, one.construct.value, one.statement] for one in questions],
        "open": open_question,
    }


def asked_in(wave: PulseWave) -> list[Question]:
    """Return the statements that were asked in a wave."""
    return [
        Question(code, Construct(construct), statement)
        for code, construct, statement in wave.asked["statements"]
    ]


def listed(session: Session, partnership_id: int, *, key: PersonKey) -> list[Listed]:
    """List the questions to a lead; it says which of them nobody answered last time."""
    seats.take(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    unanswered: set[str] = set()
    for wave in storage.pulses.waves_of(session, [partnership_id]):
        if wave.results is not None:
            unanswered -= {question.code for question in asked_in(wave)}
            unanswered |= set(wave.results.get("unanswered", ()))
    return [
        replace(one, is_unanswered=one.question.code in unanswered and not one.is_retired)
        for one in _all(session, partnership_id)
    ]


def add(
    session: Session, partnership_id: int, statement: str, construct: Construct, *, key: PersonKey
) -> None:
    """Add a statement; the same one again changes nothing."""
    seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    tidy = pulse.ensure_statement(statement)
    code = _OWN + hashlib.sha256(tidy.encode()).hexdigest()[:12]
    used = [one for one in _all(session, partnership_id) if not one.is_retired]
    if code not in {one.question.code for one in used}:
        pulse.ensure_room(len(used))
        storage.pulses.save_question(
            session, partnership_id, code, construct, statement=tidy, is_retired=False
        )


def retire(
    session: Session, partnership_id: int, code: str, *, key: PersonKey, back: bool = False
) -> None:
    """Ask a question no more, or `back` again."""
    seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    questions = _all(session, partnership_id)
    found = next((one for one in questions if one.question.code == code), None)
    if found is None:
        raise permissions.not_a_member()
    if back and found.is_retired:
        pulse.ensure_room(sum(not one.is_retired for one in questions))
    storage.pulses.save_question(
        session,
        partnership_id,
        code,
        found.question.construct,
        statement=found.question.statement if code.startswith(_OWN) else "",
        is_retired=not back,
    )


def _all(session: Session, partnership_id: int) -> list[Listed]:
    changed = storage.pulses.changed_questions(session, partnership_id)
    retired = {row.code for row in changed if row.is_retired}
    own = [Question(row.code, row.construct, row.statement) for row in changed if row.statement]
    return [Listed(one, one.code in retired) for one in (*own, *pulse_bank.bank())]
