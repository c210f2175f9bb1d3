"""Queries behind a person's Home."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import CycleState, ExpectationState
from storage.models import Cycle, Expectation


def cycles_in_hand(
    session: Session, partnership_ids: Collection[int], person_id: int
) -> Sequence[tuple[Cycle, ExpectationState | None]]:
    """Return open and upcoming cycles, and what became of the wish that this person answers."""
    rows = session.execute(
        select(Cycle, Expectation.state)
        .outerjoin(
            Expectation,
            and_(Expectation.cycle_id == Cycle.id, Expectation.person_id == person_id),
        )
        .where(
            Cycle.partnership_id.in_(partnership_ids),
            Cycle.state.in_((CycleState.UPCOMING, CycleState.OPEN)),
        )
        .order_by(Cycle.number)
    )
    return [(row[0], row[1]) for row in rows]
