"""Queries about ballots: who is on the roll, what is in the urn, what has a name on it."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import Side
from storage.models import Person, PulseNamedAnswer, PulseRoll, PulseUrn


def rolls_of(session: Session, wave_ids: Collection[int]) -> dict[tuple[int, Side], list[str]]:
    """Return the tokens of who voted, by wave and side."""
    rows = session.scalars(select(PulseRoll).where(PulseRoll.wave_id.in_(wave_ids)))
    return {(row.wave_id, row.side): row.tokens.split() for row in rows}


def write_roll(session: Session, wave_id: int, side: Side, tokens: Collection[str]) -> None:
    """Keep who voted, in an order that says nothing."""
    session.merge(PulseRoll(wave_id=wave_id, side=side, tokens="\n".join(sorted(tokens))))


def urns_of(session: Session, wave_id: int) -> dict[Side, str]:
    """Return the closed urns of a wave."""
    rows = session.scalars(select(PulseUrn).where(PulseUrn.wave_id == wave_id))
    return {row.side: row.sealed for row in rows}


def write_urn(session: Session, wave_id: int, side: Side, sealed: str) -> None:
    """Put a closed urn in the place of the one before."""
    session.merge(PulseUrn(wave_id=wave_id, side=side, sealed=sealed))


def destroy_urns(session: Session, wave_id: int) -> None:
    """Forget what was answered: what may be shown has been counted."""
    session.execute(delete(PulseUrn).where(PulseUrn.wave_id == wave_id))


def destroy_rolls(session: Session, wave_id: int) -> None:
    """Forget who voted, where nothing was shown that it would have to be compared with."""
    session.execute(delete(PulseRoll).where(PulseRoll.wave_id == wave_id))


def named_answers(session: Session, wave_id: int) -> Sequence[tuple[PulseNamedAnswer, Person]]:
    """Return what people answered with their names, and who they are."""
    rows = session.execute(
        select(PulseNamedAnswer, Person)
        .join(Person, Person.id == PulseNamedAnswer.person_id)
        .where(PulseNamedAnswer.wave_id == wave_id)
        .order_by(PulseNamedAnswer.side.desc(), PulseNamedAnswer.id)
    )
    return [(answer, person) for answer, person in rows]


def named_answer(session: Session, wave_id: int, person_id: int) -> PulseNamedAnswer | None:
    """Return what somebody answered with their name."""
    return session.scalar(
        select(PulseNamedAnswer).where(
            PulseNamedAnswer.wave_id == wave_id, PulseNamedAnswer.person_id == person_id
        )
    )


def named_by(session: Session, wave_ids: Collection[int], person_id: int) -> Sequence[int]:
    """Return the ids of those waves in which somebody answered with their name."""
    return session.scalars(
        select(PulseNamedAnswer.wave_id).where(
            PulseNamedAnswer.wave_id.in_(wave_ids), PulseNamedAnswer.person_id == person_id
        )
    ).all()
