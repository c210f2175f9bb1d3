"""When the clock will next have something to do, over all workspaces."""

from datetime import datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.rules.vocabulary import CycleState, PartnershipStatus
from storage.base import UtcDateTime
from storage.models import (
    Cycle,
    Expectation,
    FeedbackNote,
    OutboxMessage,
    Partnership,
    PulseAsking,
    PulseWave,
    ThemeSource,
)

_BEGUN = (CycleState.OPEN, CycleState.CLOSED)


def next_due(session: Session, after: datetime) -> datetime | None:
    """Return the first instant after this one at which a row falls due; none when nothing waits."""
    first: datetime | None = session.scalar(_first_after(), {"after": after})
    return first


@cache
def _first_after() -> Select[datetime | None]:
    """Make the statement once: who plays a year asks it hundreds of times."""
    after: BindParameter[datetime] = bindparam("after", type_=UtcDateTime)
    instants = union_all(
        _of_cycles(Cycle.opens_at, after).where(Cycle.state == literal_column("'upcoming'")),
        _of_cycles(Cycle.closes_at, after).where(Cycle.state == literal_column("'open'")),
        _of_cycles(Cycle.digest_at, after).where(
            Cycle.digested_at.is_(None), Cycle.state.in_(_BEGUN)
        ),
        _of_cycles(Expectation.next_reminder_at, after)
        .join(Expectation, Expectation.cycle_id == Cycle.id)
        .where(
            Expectation.state == literal_column("'open'"), Cycle.state == literal_column("'open'")
        ),
        select(func.min(PulseWave.closes_at).label("at")).where(
            literal_column("state != 'closed'"), PulseWave.closes_at > after
        ),
        select(func.min(PulseAsking.remind_at).label("at"))
        .join(PulseWave, PulseWave.id == PulseAsking.wave_id)
        .where(PulseWave.state == literal_column("'open'"), PulseAsking.remind_at > after),
        select(func.min(FeedbackNote.tell_at).label("at")).where(FeedbackNote.tell_at > after),
        select(func.min(ThemeSource.tell_at).label("at")).where(ThemeSource.tell_at > after),
        select(func.min(OutboxMessage.due_at).label("at")).where(
            OutboxMessage.finished_at.is_(None), OutboxMessage.due_at > after
        ),
    ).subquery()
    return select(func.min(instants.c.at))


def _of_cycles(
    instant: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    after: BindParameter[datetime],
) -> Select[datetime | None]:
    """Return the first such instant of partnerships whose clock runs."""
    return (
        select(func.min(instant).label("at"))
        .select_from(Cycle)
        .join(Partnership, Partnership.id == Cycle.partnership_id)
        .where(Partnership.status == PartnershipStatus.ACTIVE, instant > after)
    )
