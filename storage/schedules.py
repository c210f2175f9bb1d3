"""Queries about what is to come in all workspaces, for the operator."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from bot.rules.pulse import WaveState
from bot.rules.vocabulary import CycleState, ExpectationState, PartnershipStatus
from storage.base import UtcDateTime
from storage.models import (
    Cycle,
    Expectation,
    OutboxMessage,
    Partnership,
    PulseAsking,
    PulseWave,
)

_AT_ONCE = 1000


def waiting(session: Session, until: datetime) -> Iterator[OutboxMessage]:
    """Return the messages that are not finished and are due by then, the first due first."""
    yield from session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.finished_at.is_(None), OutboxMessage.due_at <= until)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .execution_options(yield_per=_AT_ONCE)
    )


def cycles_until(
    session: Session, now: datetime, until: datetime
) -> Iterator[tuple[Cycle, Partnership]]:
    """Return the cycles of running partnerships in which something comes by then."""
    rows = session.execute(
        select(Cycle, Partnership)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Partnership.status == PartnershipStatus.ACTIVE,
            Cycle.state.in_((CycleState.UPCOMING, CycleState.OPEN)),
            Cycle.opens_at <= until,
            Cycle.closes_at > now,
        )
        .order_by(Cycle.opens_at, Cycle.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in rows:
        yield row[0], row[1]


def reminders_until(
    session: Session, now: datetime, until: datetime
) -> Iterator[tuple[datetime, int, Partnership]]:
    """Return when how many people of which partnership are reminded."""
    rows = session.execute(
        select(
            type_coerce(Expectation.next_reminder_at, UtcDateTime()),
            func.count(Expectation.id),
            Partnership,
        )
        .join(Cycle, Cycle.id == Expectation.cycle_id)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(
            Expectation.state == ExpectationState.OPEN,
            Expectation.next_reminder_at > now,
            Expectation.next_reminder_at <= until,
            Cycle.state == CycleState.OPEN,
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        .group_by(Expectation.next_reminder_at, Partnership.id)
        .order_by(Expectation.next_reminder_at, Partnership.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in rows:
        yield row[0], row[1], row[2]


def pulses_open(
    session: Session, partnership_id: int | None = None
) -> Iterator[tuple[PulseAsking, PulseWave, Partnership]]:
    """Return the pulses that running partnerships, or one of them, are asked in now."""
    query = (
        select(PulseAsking, PulseWave, Partnership)
        .join(PulseWave, PulseWave.id == PulseAsking.wave_id)
        .join(Partnership, Partnership.id == PulseAsking.partnership_id)
        .where(PulseWave.state == WaveState.OPEN, Partnership.status == PartnershipStatus.ACTIVE)
        .order_by(PulseWave.closes_at, PulseAsking.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    if partnership_id is not None:
        query = query.where(PulseAsking.partnership_id == partnership_id)
    for row in session.execute(query):
        yield row[0], row[1], row[2]
